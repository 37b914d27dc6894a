package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;

/** Edits the policies of queues. */
final class QueuePermissionOperations {
  private static final Set<String> ACTIONS =
      Set.of(
          "*",
          "ChangeMessageVisibility",
          "DeleteMessage",
          "GetQueueAttributes",
          "GetQueueUrl",
          "ListDeadLetterSourceQueues",
          "PurgeQueue",
          "ReceiveMessage",
          "SendMessage");

  private final KeyValueStore store;

  QueuePermissionOperations(KeyValueStore store) {
    this.store = store;
  }

  AddPermissionResponse add(Call call, AddPermissionRequest request) {
    QueueKey key = QueueUrl.parse(call, request.queueUrl());
    List<String> accountIds = request.awsAccountIds();
    for (String accountId : accountIds) {
      if (!accountId.matches("[0-9]{12}")) {
        throw SqsFaults.invalidParameterValue("PrincipalId", accountId, "Unable to verify.");
      }
    }
    for (String action : request.actions()) {
      if (!ACTIONS.contains(action)) {
        throw SqsFaults.invalidParameterValue(
            "ActionName",
            "SQS:" + action,
            "Please refer to the appropriate WSDL for a list of valid actions.");
      }
    }
    if (accountIds.isEmpty() || request.actions().isEmpty()) {
      throw SqsFaults.missingParameter(accountIds.isEmpty() ? "AWSAccountIds" : "Actions");
    }
    change(
        key,
        policy ->
            Optional.of(
                QueuePolicy.addPermission(
                    policy, SqsArns.of(key), request.label(), accountIds, request.actions())));
    return AddPermissionResponse.builder().build();
  }

  RemovePermissionResponse remove(Call call, RemovePermissionRequest request) {
    change(
        QueueUrl.parse(call, request.queueUrl()),
        policy -> QueuePolicy.removePermission(policy, request.label()));
    return RemovePermissionResponse.builder().build();
  }

  private void change(QueueKey key, UnaryOperator<Optional<String>> edit) {
    store.transact(
        transaction -> {
          QueueStore.requireQueue(transaction, key);
          QueueStore.putPolicy(transaction, key, edit.apply(QueueStore.policy(transaction, key)));
          return true;
        });
  }
}

package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;

/** Finds queues. */
final class QueueListOperations {
  private final KeyValueStore store;

  QueueListOperations(KeyValueStore store) {
    this.store = store;
  }

  GetQueueUrlResponse getUrl(Call call, GetQueueUrlRequest request) {
    QueueKey key = named(call, request);
    store.read(snapshot -> QueueStore.requireQueue(snapshot, key));
    return GetQueueUrlResponse.builder().queueUrl(QueueUrl.of(call, key)).build();
  }

  /** The queue that a request names, which may be another account's. */
  static QueueKey named(Call call, GetQueueUrlRequest request) {
    if (request.queueName() == null || request.queueName().isEmpty()) {
      throw SqsFaults.missingParameter("QueueName");
    }
    String owner = Objects.requireNonNullElse(request.queueOwnerAWSAccountId(), call.accountId());
    if (!owner.matches("[0-9]{12}")) {
      throw SqsFaults.queueDoesNotExist();
    }
    return new QueueKey(owner, call.region(), request.queueName());
  }

  ListQueuesResponse list(Call call, ListQueuesRequest request) {
    int limit = limit(request.maxResults());
    String prefix = Objects.requireNonNullElse(request.queueNamePrefix(), "");
    List<QueueKey> found =
        store.read(
            snapshot ->
                QueueStore.queues(
                    snapshot,
                    call.accountId(),
                    call.region(),
                    prefix,
                    decode(request.nextToken()).orElse(""),
                    limit + 1));
    ListQueuesResponse.Builder response = ListQueuesResponse.builder();
    if (!found.isEmpty()) {
      response.queueUrls(urls(call, found, limit));
    }
    if (request.maxResults() != null) {
      response.nextToken(nextToken(found, limit));
    }
    return response.build();
  }

  ListDeadLetterSourceQueuesResponse listDeadLetterSources(
      Call call, ListDeadLetterSourceQueuesRequest request) {
    QueueKey target = QueueUrl.parse(call, request.queueUrl());
    int limit = limit(request.maxResults());
    // Sources are of the same account and Region as their dead-letter queue.
    Optional<QueueKey> after =
        decode(request.nextToken())
            .map(name -> new QueueKey(target.accountId(), target.region(), name));
    List<QueueKey> found =
        store.read(
            snapshot -> {
              QueueStore.requireQueue(snapshot, target);
              return QueueStore.deadLetterSources(snapshot, target, after, limit + 1);
            });
    return ListDeadLetterSourceQueuesResponse.builder()
        .queueUrls(urls(call, found, limit))
        .nextToken(request.maxResults() == null ? null : nextToken(found, limit))
        .build();
  }

  private static int limit(@Nullable Integer maxResults) {
    if (maxResults == null) {
      return QueueLimits.LISTED_QUEUES;
    }
    if (maxResults < 1 || maxResults > QueueLimits.LISTED_QUEUES) {
      throw SqsFaults.invalidParameterValue(
          "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between"
              + " 1 and 1000.");
    }
    return maxResults;
  }

  private static List<String> urls(Call call, List<QueueKey> found, int limit) {
    return found.stream().limit(limit).map(key -> QueueUrl.of(call, key)).toList();
  }

  private static @Nullable String nextToken(List<QueueKey> found, int limit) {
    if (found.size() <= limit) {
      return null;
    }
    return Base64.getEncoder()
        .encodeToString(found.get(limit - 1).name().getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> decode(@Nullable String nextToken) {
    if (nextToken == null || nextToken.isEmpty()) {
      return Optional.empty();
    }
    try {
      String name = new String(Base64.getDecoder().decode(nextToken), StandardCharsets.UTF_8);
      if (name.matches("[A-Za-z0-9_.-]{1,80}")) {
        return Optional.of(name);
      }
    } catch (IllegalArgumentException e) {
      // Not a token that we gave.
    }
    throw SqsFaults.invalidParameterValue("Invalid or expired next token.");
  }
}

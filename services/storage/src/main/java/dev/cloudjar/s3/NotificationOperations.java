package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.Notifications.Notice;
import dev.cloudjar.store.KeyValueStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;

/** Says who is notified of what happens in a bucket, once they have been reached. */
final class NotificationOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final QueueNoticeOperations queues;

  NotificationOperations(
      KeyValueStore store,
      BucketDirectory directory,
      BucketStore buckets,
      ConfigurationStore configurations,
      QueueNoticeOperations queues) {
    this.store = store;
    this.directory = directory;
    this.buckets = buckets;
    this.configurations = configurations;
    this.queues = queues;
  }

  PutBucketNotificationConfigurationResponse put(
      Call call, PutBucketNotificationConfigurationRequest request) {
    if (request.notificationConfiguration() == null) {
      throw S3Faults.malformedXml();
    }
    Bucket asked =
        store.read(
            snapshot ->
                directory.require(snapshot, call, request.bucket(), request.expectedBucketOwner()));
    Document.Structure document =
        NotificationChecks.check(asked, Documents.read(request.notificationConfiguration()));
    List<NotificationRule> rules = NotificationRule.of(document);
    if (!Boolean.TRUE.equals(request.skipDestinationValidation())) {
      reach(call, asked, rules);
    }
    boolean notified = !rules.isEmpty() || document.member(Notifications.BRIDGE) != null;
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          String kind = ConfigurationKind.NOTIFICATION.name();
          if (notified) {
            configurations.put(transaction, bucket, kind, ConfigurationStore.ONLY, document);
          } else {
            configurations.delete(transaction, bucket, kind, ConfigurationStore.ONLY);
          }
          buckets.replace(transaction, bucket.with(bucket.hearers().withNotified(notified)));
          return PutBucketNotificationConfigurationResponse.builder().build();
        });
  }

  /** Sends each queue a test, and refuses those that cannot be reached. */
  private void reach(Call call, Bucket bucket, List<NotificationRule> rules) {
    Map<String, String> refusals = new LinkedHashMap<>();
    String test = EventRecord.ofTest(bucket, call.requestId(), call.time());
    for (NotificationRule rule : rules) {
      Optional<String> refusal =
          switch (rule.kind()) {
            case QUEUE ->
                queues.refusal(
                    new Notice(
                        rule.destination(),
                        bucket.arn(),
                        bucket.accountId(),
                        bucket.region(),
                        test));
            case TOPIC -> Optional.of("The destination topic does not exist");
            case FUNCTION -> Optional.of("The destination Lambda does not exist");
          };
      refusal.ifPresent(why -> refusals.put(rule.destination(), why));
    }
    if (!refusals.isEmpty()) {
      throw NotificationFaults.unreachable(refusals);
    }
  }
}

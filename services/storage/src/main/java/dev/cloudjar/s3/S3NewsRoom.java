package dev.cloudjar.s3;

import dev.cloudjar.cloud.Events;
import dev.cloudjar.cloud.Operations;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;

/** The list of what follows from changes of objects. */
final class S3NewsRoom {
  private static final String NOBODY_YET = "there is none yet whom it could reach";

  private final Operations operations;
  private final BucketDirectory directory;
  private final NotificationOperations notifications;

  S3NewsRoom(
      Operations operations, BucketDirectory directory, NotificationOperations notifications) {
    this.operations = operations;
    this.directory = directory;
    this.notifications = notifications;
  }

  void register() {
    operations
        .on(
            PutBucketNotificationConfigurationRequest.class,
            PutBucketNotificationConfigurationResponse.class,
            notifications::put)
        .authorises(
            "s3:PutBucketNotification", (call, it) -> directory.resource(call, it, it.bucket()))
        .recordedMember("NotificationConfiguration.EventBridgeConfiguration", NOBODY_YET)
        .recordedMember("NotificationConfiguration.TopicConfigurations", NOBODY_YET)
        .recordedMember("NotificationConfiguration.LambdaFunctionConfigurations", NOBODY_YET);
  }

  /** Delivers what was written down. */
  static void listen(Events events, QueueNoticeOperations queues) {
    events.subscribe("s3:notify", Notifications.TOPIC, queues::deliver);
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.s3.content.ContentStore;
import java.util.List;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationResponse;

/** The list of what follows from changes of objects. */
final class S3NewsRoom {
  private static final String NOBODY_YET = "there is none yet whom it could reach";

  private final Operations operations;
  private final BucketDirectory directory;
  private final NotificationOperations notifications;
  private final ReplicationOperations replications;

  private S3NewsRoom(
      Operations operations,
      BucketDirectory directory,
      NotificationOperations notifications,
      ReplicationOperations replications) {
    this.operations = operations;
    this.directory = directory;
    this.notifications = notifications;
    this.replications = replications;
  }

  /** Opens what follows from changes of objects, and answers where they are told. */
  static ObjectNews open(
      Cloud cloud,
      Operations operations,
      BucketDirectory directory,
      BucketStore buckets,
      ConfigurationStore configurations,
      ObjectStore objects,
      ReplicationStates states,
      ContentStore contents,
      AccessLists lists,
      ObjectLocks locks,
      LockStore lockStore,
      ReplicaSealing sealing,
      LifecycleCalendar calendar,
      ObjectNews.Listener log) {
    var clock = cloud.clock();
    var queues = new QueueNoticeOperations(cloud.calls());
    var meter = new ReplicationMeter(cloud.meter(), clock);
    var notifications = new Notifications(configurations, cloud.events(), clock);
    var replications = new Replications(configurations, states, cloud.events(), clock, meter);
    var news = new ObjectNews(List.of(notifications, replications, calendar), log);
    var writer =
        new ReplicaWriter(
            buckets, objects, contents, lists, locks, lockStore, states, news, clock, cloud.ids());
    var roles = new ReplicationRoleOperations(cloud, directory);
    listen(
        cloud,
        queues,
        new Replicator(
            cloud,
            buckets,
            configurations,
            objects,
            lockStore,
            states,
            roles,
            sealing,
            writer,
            news,
            meter));
    cloud
        .events()
        .subscribe(
            "s3:replicate-existing",
            ExistingReplications.TOPIC,
            ExistingReplications.hearer(cloud.store(), buckets, objects, replications));
    new S3NewsRoom(
            operations,
            directory,
            new NotificationOperations(cloud.store(), directory, buckets, configurations, queues),
            new ReplicationOperations(cloud.store(), directory, buckets, configurations))
        .register();
    return news;
  }

  private void register() {
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
    operations
        .on(
            PutBucketReplicationRequest.class,
            PutBucketReplicationResponse.class,
            replications::put)
        .authorises(replications::needs);
  }

  /** Delivers what was written down. */
  private static void listen(Cloud cloud, QueueNoticeOperations queues, Replicator replicator) {
    cloud.events().subscribe("s3:notify", Notifications.TOPIC, queues::deliver);
    cloud.events().subscribe("s3:replicate", Replications.TOPIC, replicator::hear);
    cloud.work().handle(Replicator.WORK, replicator::work);
  }
}

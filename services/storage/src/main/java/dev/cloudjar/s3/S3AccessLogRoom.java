package dev.cloudjar.s3;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;

/** Who makes, keeps and delivers access logs. */
final class S3AccessLogRoom {
  /** How many lines may wait to be written down. */
  private static final int WAITING_LINES = 4_096;

  private S3AccessLogRoom() {}

  static AccessLog open(
      Operations operations,
      Cloud cloud,
      BucketStore buckets,
      ConfigurationStore configurations,
      LoggedBuckets logged) {
    var delivery =
        new AccessLogDelivery(
            cloud,
            buckets,
            configurations,
            new AccessLogStore(),
            new DeliveryOperations(cloud.calls()));
    Backlog<AccessLog.Written> backlog =
        cloud.backlogs().open("s3-access-log", WAITING_LINES, delivery::write);
    cloud.work().handle(AccessLogDelivery.KIND, item -> delivery.run(item, backlog));
    var log = new AccessLog(logged, new AccessPointStore(), cloud.store(), cloud.clock(), backlog);
    operations.watchAnswers(log);
    cloud.decisions().watch(log);
    return log;
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Cloud;

/** Who plans and writes analyses of storage classes. */
final class S3AnalyticsRoom {
  private static final int WAITING_TRANSFERS = 10_000;

  private S3AnalyticsRoom() {}

  static BucketAnalysis open(
      Cloud cloud, BucketStore buckets, ConfigurationStore configurations, ObjectStore objects) {
    var analyses = new AnalysisStore();
    var analysed = new AnalysedBuckets(cloud.store());
    var writer = new AnalysisTransferWriter(cloud.store(), buckets, objects, analysed, analyses);
    Backlog<AnalysisTransferWriter.Seen> backlog =
        cloud.backlogs().open("s3-analysis", WAITING_TRANSFERS, writer::write);
    cloud.observers().add(new AnalysisTransfers(analysed, backlog));
    var report =
        new AnalysisReport(
            cloud,
            buckets,
            configurations,
            new ObjectListings(objects),
            analysed,
            analyses,
            new DeliveryOperations(cloud.calls()));
    cloud.work().handle(BucketAnalysis.KIND, item -> report.run(item, backlog));
    return new BucketAnalysis(cloud.work(), cloud.clock(), configurations, analysed, analyses);
  }
}

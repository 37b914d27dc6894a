package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.Snapshot;
import java.util.Locale;

/**
 * The edge by which buckets are reached that have acceleration: another name for the same way.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration-getting-started.html">Getting
 *     started with Amazon S3 Transfer Acceleration</a>
 */
final class Acceleration {
  private static final String LABEL = ".s3-accelerate.";

  private Acceleration() {}

  /** Refuses a call by the edge for a bucket that is not to be reached so. */
  static void check(
      ConfigurationStore configurations, Snapshot snapshot, Call call, Bucket bucket) {
    if (call.http().host().toLowerCase(Locale.ROOT).contains(LABEL)) {
      ConfigurationStore.Entry entry =
          configurations.find(
              snapshot, bucket, ConfigurationKind.ACCELERATE.name(), ConfigurationStore.ONLY);
      String status =
          entry == null || entry.document() == null ? null : entry.document().text("Status");
      if (!"Enabled".equals(status)) {
        throw S3Faults.invalidRequest(
            status == null
                ? "S3 Transfer Acceleration is not configured on this bucket"
                : "S3 Transfer Acceleration is disabled on this bucket");
      }
    }
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Quota;
import dev.cloudjar.cloud.Quotas;
import dev.cloudjar.store.Transaction;
import java.util.List;

/**
 * How many buckets an account may have, in all Regions together.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html">General
 *     purpose bucket quotas</a>
 */
final class BucketQuota {
  static final Quota BUCKETS =
      Quota.ofAllRegions("s3", "L-DC2B2D3D", "General purpose buckets", 10_000);

  private final Quotas quotas;
  private final BucketStore buckets;

  BucketQuota(Quotas quotas, BucketStore buckets) {
    this.quotas = quotas;
    this.buckets = buckets;
    quotas.declare(List.of(BUCKETS));
  }

  /**
   * Asks whether an account may have one more.
   *
   * @throws dev.cloudjar.cloud.Fault where it may not
   */
  void check(Transaction transaction, Call call, String region) {
    long owned = buckets.count(transaction, call.accountId(), Partition.of(region));
    if (owned >= (long) quotas.value(BUCKETS, call.accountId(), region)) {
      throw S3Faults.tooManyBuckets();
    }
  }
}

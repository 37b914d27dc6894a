package dev.cloudjar.s3;

import dev.cloudjar.store.RecordCodec;
import java.time.Instant;

/**
 * One version that is to be copied to one destination.
 *
 * @param region of the bucket that it is copied from
 * @param rule by which it is copied
 * @param destination the name of a bucket
 * @param requested when the change was made that it follows from
 * @param failures how often it has been tried in vain
 * @param late whether it has been said that it took longer than promised
 */
record ReplicationTask(
    String region,
    String bucket,
    long bucketNumber,
    String key,
    String versionId,
    String rule,
    String destination,
    Kind kind,
    Instant requested,
    int failures,
    boolean late) {
  static final RecordCodec<ReplicationTask> CODEC = RecordCodec.of(ReplicationTask.class);

  /** What is copied. */
  enum Kind {
    /** Content and all that goes with it. */
    OBJECT,
    MARKER,
    /** Tags, access and locks of what is there already. */
    METADATA
  }

  static ReplicationTask of(
      Bucket bucket, String key, String versionId, ReplicationRule rule, Kind kind, Instant now) {
    return new ReplicationTask(
        bucket.region(),
        bucket.name(),
        bucket.number(),
        key,
        versionId,
        rule.id(),
        rule.destination(),
        kind,
        now,
        0,
        false);
  }

  ReplicationTask again(boolean isLate) {
    return new ReplicationTask(
        region,
        bucket,
        bucketNumber,
        key,
        versionId,
        rule,
        destination,
        kind,
        requested,
        failures + 1,
        isLate);
  }

  /** Tasks of one are done in order. */
  String line() {
    return destination + " " + bucketNumber + "/" + key;
  }
}

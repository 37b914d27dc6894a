package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Meter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The measurements of replication. What is pending is counted from the start of the process on.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html">Amazon
 *     S3 metrics and dimensions</a>
 */
final class ReplicationMeter {
  private final Meter meter;
  private final Clock clock;
  private final ConcurrentMap<Map<String, String>, Pending> pending = new ConcurrentHashMap<>();

  ReplicationMeter(Meter meter, Clock clock) {
    this.meter = meter;
    this.clock = clock;
  }

  private record Pending(AtomicLong operations, AtomicLong bytes) {}

  void began(Bucket bucket, ReplicationRule rule, long sizeBytes) {
    if (rule.measured()) {
      change(bucket, rule, 1, sizeBytes);
    }
  }

  void ended(
      Bucket bucket, ReplicationRule rule, long sizeBytes, Instant requested, boolean failed) {
    if (!rule.measured()) {
      return;
    }
    change(bucket, rule, -1, -sizeBytes);
    if (failed) {
      record(bucket, rule, "OperationsFailedReplication", 1);
    } else {
      Duration latency = Duration.between(requested, clock.now());
      record(bucket, rule, "ReplicationLatency", Math.max(0, latency.toMillis()) / 1000.0);
    }
  }

  private void change(Bucket bucket, ReplicationRule rule, long operations, long sizeBytes) {
    Pending now =
        pending.computeIfAbsent(
            dimensions(bucket, rule), key -> new Pending(new AtomicLong(), new AtomicLong()));
    long left = now.operations().updateAndGet(it -> Math.max(0, it + operations));
    long leftBytes = now.bytes().updateAndGet(it -> Math.max(0, it + sizeBytes));
    record(bucket, rule, "OperationsPendingReplication", (double) left);
    record(bucket, rule, "BytesPendingReplication", (double) leftBytes);
  }

  private void record(Bucket bucket, ReplicationRule rule, String metric, double value) {
    meter.record(
        new Meter.Measurement(
            bucket.accountId(),
            bucket.region(),
            "AWS/S3",
            metric,
            dimensions(bucket, rule),
            value,
            clock.now()));
  }

  private static Map<String, String> dimensions(Bucket bucket, ReplicationRule rule) {
    return Map.of(
        "SourceBucket",
        bucket.name(),
        "DestinationBucket",
        rule.destination(),
        "RuleId",
        rule.id());
  }
}

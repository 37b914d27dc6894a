package dev.cloudjar.s3;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.AccessLog.Written;
import dev.cloudjar.s3.AccessLogStore.Found;
import dev.cloudjar.s3.AccessLogStore.Line;
import dev.cloudjar.s3.AccessLogStore.Page;
import dev.cloudjar.s3.AccessLogStore.PageKey;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.LoggedBuckets.Logged;
import dev.cloudjar.s3.accesslog.LogObjectName;
import dev.cloudjar.s3.accesslog.LogObjectName.Form;
import dev.cloudjar.s3.accesslog.LogObjectName.Source;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of access logs down as they come, and puts them into the buckets that they are
 * for: every hour in which something was asked of the bucket that is logged. A crash loses what the
 * backlog had in hand, and may have the last object put twice; AWS promises no more than that.
 */
final class AccessLogDelivery {
  static final String KIND = "s3:deliver-access-log";

  private static final Duration EVERY = Duration.ofHours(1);

  /** For how long lines wait for a bucket that takes none. */
  private static final Duration KEPT = Duration.ofDays(1);

  private static final int LINES_OF_OBJECT = 10_000;
  private static final int UNIQUE_LENGTH = 16;
  private static final String UNIQUE = "0123456789ABCDEF";
  private static final RecordCodec<Logged> PAYLOAD = RecordCodec.of(Logged.class);

  private final Cloud cloud;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final AccessLogStore logs;
  private final DeliveryOperations operations;

  AccessLogDelivery(
      Cloud cloud,
      BucketStore buckets,
      ConfigurationStore configurations,
      AccessLogStore logs,
      DeliveryOperations operations) {
    this.cloud = cloud;
    this.buckets = buckets;
    this.configurations = configurations;
    this.logs = logs;
    this.operations = operations;
  }

  /** Writes lines down, all in one transaction. */
  void write(List<Written> batch) {
    Map<Logged, List<Line>> byBucket = new LinkedHashMap<>();
    for (Written each : batch) {
      byBucket
          .computeIfAbsent(each.bucket(), it -> new ArrayList<>())
          .add(new Line(each.timeMillis(), each.line()));
    }
    Instant now = cloud.clock().now();
    cloud
        .store()
        .transact(
            transaction -> {
              byBucket.forEach(
                  (bucket, lines) -> {
                    long unique = ByteBuffer.wrap(cloud.ids().bytes(Long.BYTES)).getLong();
                    logs.put(
                        transaction,
                        new PageKey(bucket.number(), now.toEpochMilli(), unique >>> 1),
                        new Page(lines));
                    schedule(transaction, bucket, now);
                  });
              return byBucket;
            });
  }

  private void schedule(Transaction transaction, Logged bucket, Instant now) {
    long every = EVERY.toSeconds();
    Instant due = Instant.ofEpochSecond((now.getEpochSecond() / every + 1) * every);
    cloud
        .work()
        .schedule(transaction, KIND, Long.toString(bucket.number()), due, PAYLOAD.write(bucket));
  }

  void run(Work.Item item, Backlog<Written> backlog) {
    backlog.flush();
    Logged logged = PAYLOAD.read(item.payload());
    Target target = target(logged);
    if (target == null) {
      forget(logged);
      return;
    }
    List<Found> pages = oldest(logged);
    while (!pages.isEmpty()) {
      try {
        deliver(logged, target, pages);
      } catch (Fault e) {
        notDelivered(logged);
        return;
      }
      pages = oldest(logged);
    }
  }

  private List<Found> oldest(Logged logged) {
    return cloud.store().read(snapshot -> logs.oldest(snapshot, logged.number(), LINES_OF_OBJECT));
  }

  private void deliver(Logged logged, Target target, List<Found> pages) {
    Instant now = cloud.clock().now();
    Map<LocalDate, StringBuilder> byDay = new TreeMap<>();
    LocalDate today = day(now.toEpochMilli());
    for (Found page : pages) {
      for (Line line : page.page().lines()) {
        byDay
            .computeIfAbsent(
                target.name().splitsDays() ? day(line.timeMillis()) : today,
                it -> new StringBuilder())
            .append(line.text());
      }
    }
    Source source = new Source(logged.accountId(), logged.region(), logged.name());
    byDay.forEach(
        (day, lines) ->
            operations.putLog(
                logged,
                target.bucket(),
                target.name().of(source, day, now, cloud.ids().text(UNIQUE_LENGTH, UNIQUE)),
                lines.toString().getBytes(StandardCharsets.UTF_8),
                target.grants()));
    cloud
        .store()
        .transact(
            transaction -> {
              pages.forEach(page -> logs.delete(transaction, page.key()));
              return pages;
            });
  }

  private static LocalDate day(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  /** Tries again later, but not for ever. */
  private void notDelivered(Logged logged) {
    Instant now = cloud.clock().now();
    cloud
        .store()
        .transact(
            transaction -> {
              logs.deleteBefore(transaction, logged.number(), now.minus(KEPT).toEpochMilli());
              if (!logs.oldest(transaction, logged.number(), 1).isEmpty()) {
                schedule(transaction, logged, now);
              }
              return logged;
            });
  }

  private void forget(Logged logged) {
    cloud
        .store()
        .transact(
            transaction -> {
              logs.deleteAll(transaction, logged.number());
              return logged;
            });
  }

  /** Where a bucket's log goes. */
  private record Target(String bucket, LogObjectName name, List<Structure> grants) {}

  /** Null where the bucket is gone or no longer logged. */
  private @Nullable Target target(Logged logged) {
    return cloud
        .store()
        .read(snapshot -> Optional.ofNullable(target(snapshot, logged)))
        .orElse(null);
  }

  private @Nullable Target target(Snapshot snapshot, Logged logged) {
    Bucket bucket = buckets.find(snapshot, Partition.of(logged.region()), logged.name());
    if (bucket == null || bucket.number() != logged.number()) {
      return null;
    }
    ConfigurationStore.Entry entry =
        configurations.find(
            snapshot, bucket, ConfigurationKind.LOGGING.name(), ConfigurationStore.ONLY);
    return entry == null || entry.document() == null ? null : target(entry.document());
  }

  private static @Nullable Target target(Structure document) {
    return document.member("LoggingEnabled") instanceof Structure enabled
        ? new Target(
            Objects.requireNonNullElse(enabled.text("TargetBucket"), ""),
            name(enabled),
            enabled.structures("TargetGrants"))
        : null;
  }

  /** How a configuration wants the objects named. */
  static LogObjectName name(Structure enabled) {
    String prefix = Objects.requireNonNullElse(enabled.text("TargetPrefix"), "");
    Form form = Form.SIMPLE;
    if (enabled.member("TargetObjectKeyFormat") instanceof Structure format
        && format.member("PartitionedPrefix") instanceof Structure partitioned) {
      form =
          "EventTime".equals(partitioned.text("PartitionDateSource"))
              ? Form.BY_EVENT
              : Form.BY_DELIVERY;
    }
    return new LogObjectName(prefix, form);
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Costs;
import dev.cloudjar.cloud.Costs.Usage;
import dev.cloudjar.s3.Tiering.Tier;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.lifecycle.LifecycleRules;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Charges owners of buckets for what is stored in them, and for what doesn't stay long enough. */
final class StorageCharges implements StorageRecord {
  private static final String SERVICE = "s3";

  private final Costs costs;
  private final Clock clock;

  StorageCharges(Costs costs, Clock clock) {
    this.costs = costs;
    this.clock = clock;
  }

  /**
   * A time for which an object is charged in one way.
   *
   * @param amount bytes, or 1 for what is counted by the object
   * @param end null for never
   */
  private record Span(String usageType, long amount, Instant start, @Nullable Instant end) {}

  @Override
  public void came(Transaction transaction, Bucket bucket, Stored object) {
    Instant now = clock.now();
    transaction.afterCommit(() -> begin(bucket, object, now));
  }

  private void begin(Bucket bucket, Stored object, Instant now) {
    for (Span span : spans(object, now)) {
      change(bucket, span, span.start(), span.amount());
      if (span.end() != null) {
        change(bucket, span, span.end(), -span.amount());
      }
    }
  }

  @Override
  public void went(Transaction transaction, Bucket bucket, Stored object) {
    Instant now = clock.now();
    transaction.afterCommit(
        () -> {
          end(bucket, object, now);
          chargeEarly(bucket, object, now);
        });
  }

  private void end(Bucket bucket, Stored object, Instant now) {
    for (Span span : spans(object, Instant.MIN)) {
      if (span.end() == null || span.end().isAfter(now)) {
        Instant from = span.start().isAfter(now) ? span.start() : now;
        change(bucket, span, from, -span.amount());
        if (span.end() != null) {
          change(bucket, span, span.end(), span.amount());
        }
      }
    }
  }

  @Override
  public void changed(Transaction transaction, Bucket bucket, Stored before, Stored after) {
    Instant now = clock.now();
    boolean leaves = !before.attributes().storageClass().equals(after.attributes().storageClass());
    transaction.afterCommit(
        () -> {
          end(bucket, before, now);
          begin(bucket, after, now);
          if (leaves) {
            chargeEarly(bucket, before, now);
          }
        });
  }

  @Override
  public void charge(Transaction transaction, Bucket bucket, String usageType, long quantity) {
    Instant now = clock.now();
    transaction.afterCommit(() -> costs.add(usage(bucket, usageType), now, quantity));
  }

  private void change(Bucket bucket, Span span, Instant time, long change) {
    costs.change(usage(bucket, span.usageType()), time, change);
  }

  private static Usage usage(Bucket bucket, String usageType) {
    return new Usage(bucket.accountId(), SERVICE, bucket.region(), bucket.name(), usageType);
  }

  private static List<Span> spans(Stored object, Instant from) {
    if (Tiering.isTiered(object)) {
      return tieredSpans(object, from);
    }
    String storageClass = object.attributes().storageClass();
    Span span =
        new Span(UsageTypes.storage(storageClass, isSmall(object)), charged(object), from, null);
    Restoration restored = object.whereabouts().restored();
    return restored == null || restored.expires() == null
        ? List.of(span)
        : List.of(span, copySpan(object, restored.ready(), restored.expires(), from));
  }

  /** A restored copy is charged as a STANDARD object, beside the archived one. */
  private static Span copySpan(Stored object, Instant ready, Instant expires, Instant from) {
    Instant start = later(ready, from);
    return new Span(
        UsageTypes.storage(StorageClasses.STANDARD, false),
        object.sizeBytes(),
        start,
        later(expires, start));
  }

  private static List<Span> tieredSpans(Stored object, Instant from) {
    long bytes = object.sizeBytes();
    if (bytes < LifecycleRules.SMALL_BYTES) {
      return List.of(new Span(UsageTypes.storage(Tier.FREQUENT), bytes, from, null));
    }
    List<Span> spans = new ArrayList<>();
    spans.add(new Span(UsageTypes.MONITORING, 1, from, null));
    if (object.whereabouts().archiveTier() != null && object.whereabouts().restored() == null) {
      Tier tier = Archive.isDeep(object) ? Tier.DEEP_ARCHIVE : Tier.ARCHIVE;
      spans.add(new Span(UsageTypes.storage(tier), bytes, from, null));
      return spans;
    }
    Instant read = Tiering.lastRead(object);
    Instant infrequent = Tiering.infrequentFrom(read);
    Instant archived = Tiering.archiveInstantFrom(read);
    add(spans, new Span(UsageTypes.storage(Tier.FREQUENT), bytes, from, infrequent));
    add(
        spans,
        new Span(UsageTypes.storage(Tier.INFREQUENT), bytes, later(infrequent, from), archived));
    spans.add(
        new Span(
            UsageTypes.storage(Tier.ARCHIVE_INSTANT_ACCESS), bytes, later(archived, from), null));
    return spans;
  }

  private static void add(List<Span> spans, Span span) {
    if (span.end() == null || span.end().isAfter(span.start())) {
      spans.add(span);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void chargeEarly(Bucket bucket, Stored object, Instant now) {
    String storageClass = object.attributes().storageClass();
    Instant since = object.whereabouts().since();
    Instant end =
        (since == null ? object.lastModified() : since)
            .plus(StorageClasses.minimumDuration(storageClass));
    if (end.isAfter(now)) {
      long hours = Math.round(Duration.between(now, end).toSeconds() / 3600.0);
      costs.add(
          usage(bucket, UsageTypes.earlyDelete(storageClass, isSmall(object))),
          now,
          charged(object) * hours);
    }
  }

  /** Classes for what is read seldom count small objects as if they were larger. */
  private static boolean isSmall(Stored object) {
    return object.sizeBytes() < LifecycleRules.SMALL_BYTES
        && UsageTypes.retrieval(object.attributes().storageClass()) != null;
  }

  private static long charged(Stored object) {
    return isSmall(object) ? LifecycleRules.SMALL_BYTES : object.sizeBytes();
  }
}

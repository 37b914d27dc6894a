package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.cloudtrail.TrailStore.FileKey;
import dev.cloudjar.cloudtrail.TrailStore.LogFile;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Puts what a trail wants into its bucket, every five minutes in which something happened. */
final class LogDelivery {
  static final String KIND = "cloudtrail:deliver";
  static final DateTimeFormatter DAY = format("yyyy/MM/dd");

  private static final DateTimeFormatter MINUTE = format("yyyyMMdd'T'HHmm'Z'");
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final int PAGES_AT_A_TIME = 200;
  private static final int UNIQUE_LENGTH = 16;
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final Cloud cloud;
  private final Backlog<?> backlog;
  private final BucketOperations bucket;

  LogDelivery(Cloud cloud, Backlog<?> backlog, BucketOperations bucket) {
    this.cloud = cloud;
    this.backlog = backlog;
    this.bucket = bucket;
  }

  /** Has a trail deliver what waits, at the next five minutes. */
  static void schedule(Cloud cloud, Transaction transaction, Trail.Key trail) {
    long every = EVERY.toSeconds();
    long now = cloud.clock().now().getEpochSecond();
    cloud
        .work()
        .schedule(
            transaction,
            KIND,
            trail.arn(),
            Instant.ofEpochSecond((now / every + 1) * every),
            trail.arn().getBytes(StandardCharsets.UTF_8));
  }

  void run(Work.Item item) {
    String arn = new String(item.payload(), StandardCharsets.UTF_8);
    deliver(Trail.Key.parse(arn).orElseThrow());
  }

  /** Delivers all that waits now. */
  void deliver(Trail.Key key) {
    backlog.flush();
    Trail trail = cloud.store().read(snapshot -> TrailStore.trail(snapshot, key));
    if (trail == null) {
      return;
    }
    while (true) {
      List<PageKey> pages =
          cloud.store().read(snapshot -> TrailStore.pending(snapshot, key, PAGES_AT_A_TIME));
      if (pages.isEmpty()) {
        return;
      }
      try {
        deliver(trail, pages);
      } catch (Fault e) {
        notDelivered(key, e);
        return;
      }
    }
  }

  private void deliver(Trail trail, List<PageKey> pages) {
    Instant now = cloud.clock().now();
    Map<String, List<PageKey>> byRegion = new TreeMap<>();
    pages.forEach(
        page -> byRegion.computeIfAbsent(page.region(), it -> new ArrayList<>()).add(page));
    Map<String, LogFile> files = new TreeMap<>();
    byRegion.forEach((region, ofRegion) -> files.put(region, put(trail, region, ofRegion, now)));
    cloud
        .store()
        .transact(
            transaction -> {
              pages.forEach(page -> TrailStore.deletePending(transaction, trail.key(), page));
              if (trail.validation()) {
                files.forEach(
                    (region, file) ->
                        TrailStore.put(
                            transaction, new FileKey(trail.key(), region, file.object()), file));
              }
              TrailStore.put(
                  transaction,
                  trail.key(),
                  TrailStore.status(transaction, trail.key()).delivered(now));
              return pages;
            });
  }

  private LogFile put(Trail trail, String region, List<PageKey> pages, Instant now) {
    JsonText out = new JsonText().object().name("Records").array();
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    String accountId = trail.key().accountId();
    for (PageKey page : pages) {
      List<RecordedEvent> events =
          cloud.store().read(snapshot -> EventStore.page(snapshot, page)).events();
      for (int place = 0; place < events.size(); place++) {
        RecordedEvent event = events.get(place);
        if (trail.wants(event)) {
          out.raw(event.json(page.eventId(place), accountId, region));
          oldest = Math.min(oldest, event.timeMillis());
          newest = Math.max(newest, event.timeMillis());
        }
      }
    }
    byte[] content = out.end().end().toString().getBytes(StandardCharsets.UTF_8);
    String object =
        trail.folder()
            + "CloudTrail/"
            + region
            + "/"
            + DAY.format(now)
            + "/"
            + accountId
            + "_CloudTrail_"
            + region
            + "_"
            + MINUTE.format(now)
            + "_"
            + cloud.ids().text(UNIQUE_LENGTH, LETTERS)
            + ".json.gz";
    bucket.put(trail, object, Digests.compressed(content), Map.of());
    return new LogFile(
        trail.bucket(), object, Digests.sha256(content), second(oldest), second(newest));
  }

  private void notDelivered(Trail.Key key, Fault fault) {
    Instant now = cloud.clock().now();
    cloud
        .store()
        .transact(
            transaction -> {
              TrailStore.put(
                  transaction,
                  key,
                  TrailStore.status(transaction, key).notDelivered(fault.code(), now));
              schedule(cloud, transaction, key);
              return key;
            });
  }

  private static Instant second(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}

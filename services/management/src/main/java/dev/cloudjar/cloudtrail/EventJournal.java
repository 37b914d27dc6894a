package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.cloudtrail.EventStore.Stream;
import dev.cloudjar.cloudtrail.Recorder.Heard;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes events down, arranges for their delivery, and forgets them after 90 days. */
final class EventJournal {
  static final String EXPIRE = "cloudtrail:expire";
  static final Duration RETENTION = Duration.ofDays(90);

  private static final int PAGE_EVENTS = 1_000;
  private static final int EXPIRED_AT_A_TIME = 100;
  private static final Duration EXPIRED_EVERY = Duration.ofDays(1);

  private final Cloud cloud;
  private final KeyValueStore store;
  private final Clock clock;
  private final TrailWatch trails;

  EventJournal(Cloud cloud, TrailWatch trails) {
    this.cloud = cloud;
    this.store = cloud.store();
    this.clock = cloud.clock();
    this.trails = trails;
  }

  /** Events of one account, Region and category. */
  private record Shelf(String accountId, String region, boolean data) {}

  private record Written(PageKey key, EventPage page, List<Trail> wantedBy) {}

  void write(List<Heard> batch) {
    Map<Shelf, List<RecordedEvent>> shelves = new LinkedHashMap<>();
    for (Heard heard : batch) {
      Shelf shelf = new Shelf(heard.accountId(), heard.region(), heard.event().kind().isData());
      shelves.computeIfAbsent(shelf, its -> new ArrayList<>()).add(heard.event());
    }
    List<Written> pages = new ArrayList<>();
    shelves.forEach((shelf, events) -> cut(shelf, events, pages));
    store.transact(
        transaction -> {
          pages.forEach(page -> write(transaction, page));
          return pages;
        });
  }

  /** Forgets what has happened more than 90 days ago. */
  void expire(Work.Item item) {
    String[] name = new String(item.payload(), StandardCharsets.UTF_8).split("/", -1);
    Stream stream = new Stream(name[0], name[1]);
    long before = clock.now().minus(RETENTION).toEpochMilli();
    while (expireSome(stream, before)) {
      // There may be more.
    }
    store.transact(
        transaction -> {
          if (EventStore.oldest(transaction, stream, false, 1).isEmpty()
              && EventStore.oldest(transaction, stream, true, 1).isEmpty()) {
            EventStore.end(transaction, stream);
          } else {
            scheduleExpiry(transaction, stream, clock.now().plus(EXPIRED_EVERY));
          }
          return stream;
        });
  }

  private boolean expireSome(Stream stream, long beforeMillis) {
    return store.transact(
        transaction -> {
          List<PageKey> old =
              new ArrayList<>(
                  EventStore.oldest(transaction.unchecked(), stream, false, EXPIRED_AT_A_TIME));
          old.addAll(EventStore.oldest(transaction.unchecked(), stream, true, EXPIRED_AT_A_TIME));
          old.removeIf(page -> page.timeMillis() + EventStore.PAGE_MILLIS >= beforeMillis);
          old.forEach(page -> EventStore.delete(transaction, page));
          return !old.isEmpty();
        });
  }

  private void cut(Shelf shelf, List<RecordedEvent> events, List<Written> pages) {
    events.sort(Comparator.comparingLong(RecordedEvent::timeMillis));
    List<RecordedEvent> page = new ArrayList<>();
    for (RecordedEvent event : events) {
      if (!page.isEmpty()
          && (page.size() == PAGE_EVENTS
              || event.timeMillis() - page.getFirst().timeMillis() >= EventStore.PAGE_MILLIS)) {
        pages.add(written(shelf, page));
        page = new ArrayList<>();
      }
      page.add(event);
    }
    pages.add(written(shelf, page));
  }

  private Written written(Shelf shelf, List<RecordedEvent> events) {
    PageKey key =
        new PageKey(
            shelf.accountId(),
            shelf.region(),
            shelf.data(),
            events.getFirst().timeMillis(),
            ByteBuffer.wrap(cloud.ids().bytes(Long.BYTES)).getLong());
    List<Trail> wantedBy =
        trails.logging(shelf.accountId()).stream()
            .filter(trail -> trail.covers(shelf.region()))
            .filter(trail -> events.stream().anyMatch(trail::wants))
            .toList();
    return new Written(key, new EventPage(List.copyOf(events)), wantedBy);
  }

  private void write(Transaction transaction, Written page) {
    PageKey key = page.key();
    if (key.data() && page.wantedBy().isEmpty()) {
      return;
    }
    if (EventStore.append(transaction, key, page.page())) {
      scheduleExpiry(
          transaction,
          new Stream(key.accountId(), key.region()),
          Instant.ofEpochMilli(key.timeMillis()).plus(RETENTION).plus(EXPIRED_EVERY));
    }
    for (Trail trail : page.wantedBy()) {
      TrailStore.putPending(transaction, trail.key(), key);
      LogDelivery.schedule(cloud, transaction, trail.key());
    }
  }

  private void scheduleExpiry(Transaction transaction, Stream stream, Instant due) {
    String name = stream.accountId() + "/" + stream.region();
    cloud.work().schedule(transaction, EXPIRE, name, due, name.getBytes(StandardCharsets.UTF_8));
  }
}

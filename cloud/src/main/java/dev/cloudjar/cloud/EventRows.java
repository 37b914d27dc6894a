package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import dev.cloudjar.store.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The rows of events that have not been heard yet, and of who hears of what. */
final class EventRows {

  /** Events that are heard one after the other: those of one key, by one subscriber. */
  record Lane(String subscriber, String topic, String key) {}

  /**
   * The place of an event for one subscriber.
   *
   * @param number larger than that of every event that its transaction could know of
   */
  record Place(Lane lane, long number) {}

  /**
   * An event as it is kept.
   *
   * @param failures how often hearing it has failed
   */
  @SuppressWarnings("ArrayRecordComponent") // rows are compared nowhere
  record Pending(int failures, byte[] payload) {}

  /** An event of a lane. */
  record Next(Place place, Pending pending) {
    Events.Event event() {
      return new Events.Event(place.lane().topic(), place.lane().key(), pending.payload());
    }
  }

  /** An event whose hearing has failed too often. */
  @SuppressWarnings("ArrayRecordComponent") // rows are compared nowhere
  record Parked(long parkedNanos, int failures, String error, byte[] payload) {}

  /** Who hears of what. */
  record Subscription(String topic, String subscriber) {}

  private static final KeyCodec<Place> PLACES =
      new KeyCodec<>() {
        @Override
        public void write(Place place, KeyWriter out) {
          writeLane(place.lane(), out);
          out.number(place.number());
        }

        @Override
        public Place read(KeyReader in) {
          return new Place(new Lane(in.text(), in.text(), in.text()), in.number());
        }
      };

  private static final KeyCodec<Subscription> SUBSCRIPTIONS =
      new KeyCodec<>() {
        @Override
        public void write(Subscription subscription, KeyWriter out) {
          out.text(subscription.topic()).text(subscription.subscriber());
        }

        @Override
        public Subscription read(KeyReader in) {
          return new Subscription(in.text(), in.text());
        }
      };

  private static final ValueCodec<Boolean> PRESENT =
      new ValueCodec<>() {
        @Override
        public byte[] write(Boolean value) {
          return new byte[0];
        }

        @Override
        public Boolean read(byte[] bytes) {
          return true;
        }
      };

  private final Table<Place, Pending> events =
      new Table<>("cloud.events", PLACES, RecordCodec.of(Pending.class));
  private final Table<Place, Parked> parked =
      new Table<>("cloud.events.parked", PLACES, RecordCodec.of(Parked.class));
  private final Table<Subscription, Boolean> subscriptions =
      new Table<>("cloud.events.subscriber", SUBSCRIPTIONS, PRESENT);

  private final KeyValueStore store;
  private final AtomicLong numbers;

  /**
   * Rows of {@code store}.
   *
   * @param firstNumber larger than the numbers given before, such as the time in nanoseconds
   */
  EventRows(KeyValueStore store, long firstNumber) {
    this.store = store;
    this.numbers = new AtomicLong(firstNumber);
  }

  private static void writeLane(Lane lane, KeyWriter out) {
    out.text(lane.subscriber()).text(lane.topic()).text(lane.key());
  }

  void add(Transaction transaction, Lane lane, byte[] payload) {
    events.put(transaction, new Place(lane, numbers.getAndIncrement()), new Pending(0, payload));
  }

  /** The first events of a lane. */
  List<Next> next(Lane lane, int limit) {
    return store.read(
        snapshot -> {
          List<Next> found = new ArrayList<>();
          try (Rows<Place, Pending> rows = events.scan(snapshot, range(lane))) {
            while (found.size() < limit && rows.next()) {
              found.add(new Next(rows.key(), rows.value()));
            }
          }
          return found;
        });
  }

  void heard(Transaction transaction, Place place) {
    events.delete(transaction, place);
  }

  void failed(Transaction transaction, Next event) {
    events.put(
        transaction,
        event.place(),
        new Pending(event.pending().failures() + 1, event.pending().payload()));
  }

  void park(Transaction transaction, Next event, long nowNanos, String error) {
    events.delete(transaction, event.place());
    parked.put(
        transaction,
        event.place(),
        new Parked(nowNanos, event.pending().failures() + 1, error, event.pending().payload()));
  }

  /** At most {@code limit} parked events. */
  List<ParkedEvent> parked(int limit) {
    return store.read(
        snapshot -> {
          List<ParkedEvent> found = new ArrayList<>();
          try (Rows<Place, Parked> rows = parked.scan(snapshot, parked.all())) {
            while (found.size() < limit && rows.next()) {
              Lane lane = rows.key().lane();
              Parked row = rows.value();
              found.add(
                  new ParkedEvent(
                      lane.subscriber(),
                      lane.topic(),
                      lane.key(),
                      EpochNanos.instant(row.parkedNanos()),
                      row.failures(),
                      row.error()));
            }
          }
          return List.copyOf(found);
        });
  }

  /**
   * At most {@code limit} lanes of a subscriber that have events, found without reading these.
   *
   * @param after the lane to go on from; null to begin with the first
   */
  List<Lane> lanes(String subscriber, @Nullable Lane after, int limit) {
    return store.read(
        snapshot -> {
          List<Lane> found = new ArrayList<>();
          KeyRange all = events.startingWith(out -> out.text(subscriber));
          KeyRange left = after == null ? all : past(after, all);
          while (found.size() < limit && !left.isEmpty()) {
            try (Rows<Place, Pending> rows = events.scan(snapshot, left)) {
              if (!rows.next()) {
                return found;
              }
              found.add(rows.key().lane());
            }
            left = past(found.getLast(), all);
          }
          return found;
        });
  }

  private KeyRange past(Lane lane, KeyRange all) {
    byte[] end = range(lane).end();
    return end == null ? new KeyRange(all.start(), all.start()) : all.from(end);
  }

  private KeyRange range(Lane lane) {
    return events.startingWith(out -> writeLane(lane, out));
  }

  List<Subscription> subscriptions() {
    return store.read(
        snapshot -> {
          List<Subscription> found = new ArrayList<>();
          try (Rows<Subscription, Boolean> rows =
              subscriptions.scan(snapshot, subscriptions.all())) {
            while (rows.next()) {
              found.add(rows.key());
            }
          }
          return found;
        });
  }

  void subscribe(Subscription subscription) {
    store.transact(
        transaction -> {
          subscriptions.put(transaction, subscription, true);
          return subscription;
        });
  }

  /** Forgets that somebody hears of a topic, and what there was to hear. */
  void unsubscribe(Subscription subscription) {
    store.transact(
        transaction -> {
          subscriptions.delete(transaction, subscription);
          events.deleteRange(
              transaction,
              events.startingWith(
                  out -> out.text(subscription.subscriber()).text(subscription.topic())));
          return subscription;
        });
  }

  /** What the lane's own retry is called, unique among lanes. */
  static String nameOf(Lane lane) {
    return lane.subscriber().length()
        + ":"
        + lane.topic().length()
        + ":"
        + lane.subscriber()
        + lane.topic()
        + lane.key();
  }

  /** The lane of a name that {@link #nameOf} gave; null for any other. */
  static @Nullable Lane laneOf(String name) {
    int first = name.indexOf(':');
    int second = name.indexOf(':', first + 1);
    if (first < 0 || second < 0) {
      return null;
    }
    int subscriberEnd = second + 1 + Integer.parseInt(name.substring(0, first));
    int topicEnd = subscriberEnd + Integer.parseInt(name.substring(first + 1, second));
    return new Lane(
        name.substring(second + 1, subscriberEnd),
        name.substring(subscriberEnd, topicEnd),
        name.substring(topicEnd));
  }
}

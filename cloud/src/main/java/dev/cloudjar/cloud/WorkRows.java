package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import dev.cloudjar.store.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of what is to be done: one by time, which carries the item, and one by name, which knows
 * where the first one stands. Scheduling reads and writes only the rows of its own item, so that
 * two transactions are in each other's way only if they schedule the same one.
 */
final class WorkRows {

  /** What an item is called. */
  record Name(String kind, String id) {
    /** The service whose room does it. */
    String service() {
      int colon = kind.indexOf(':');
      return colon < 0 ? kind : kind.substring(0, colon);
    }
  }

  /**
   * Where an item stands in the order of what is to be done.
   *
   * @param nanos when it is next to be run
   * @param order tells apart those of the same time, who came first first
   */
  record Place(long nanos, long order) {}

  /** The key by time; the name makes it unique even if the order should not be. */
  record Turn(Place place, Name name) {}

  /**
   * What an item carries.
   *
   * @param dueNanos when it was to run in the first place
   * @param failures how often it has failed
   */
  @SuppressWarnings("ArrayRecordComponent") // rows are compared nowhere
  record Load(long dueNanos, int failures, byte[] payload) {}

  /** An item that awaits its turn. */
  record Waiting(Turn turn, Load load) {
    Name name() {
      return turn.name();
    }

    long nanos() {
      return turn.place().nanos();
    }

    Work.Item item() {
      return new Work.Item(
          name().kind(), name().id(), EpochNanos.instant(load.dueNanos()), load.payload());
    }
  }

  /** An item that has failed too often. */
  @SuppressWarnings("ArrayRecordComponent") // rows are compared nowhere
  record Parked(long dueNanos, long parkedNanos, int failures, String error, byte[] payload) {}

  private static final KeyCodec<Name> NAMES =
      new KeyCodec<>() {
        @Override
        public void write(Name name, KeyWriter out) {
          out.text(name.kind()).text(name.id());
        }

        @Override
        public Name read(KeyReader in) {
          return new Name(in.text(), in.text());
        }
      };

  private static final KeyCodec<Turn> TURNS =
      new KeyCodec<>() {
        @Override
        public void write(Turn turn, KeyWriter out) {
          out.number(turn.place().nanos()).number(turn.place().order());
          NAMES.write(turn.name(), out);
        }

        @Override
        public Turn read(KeyReader in) {
          return new Turn(new Place(in.number(), in.number()), NAMES.read(in));
        }
      };

  private static final ValueCodec<Place> PLACES =
      new ValueCodec<>() {
        @Override
        public byte[] write(Place place) {
          return new KeyWriter().number(place.nanos()).number(place.order()).toBytes();
        }

        @Override
        public Place read(byte[] bytes) {
          KeyReader in = new KeyReader(bytes, 0);
          return new Place(in.number(), in.number());
        }
      };

  private final Table<Turn, Load> turns =
      new Table<>("cloud.work", TURNS, RecordCodec.of(Load.class));
  private final Table<Name, Place> places = new Table<>("cloud.work.place", NAMES, PLACES);
  private final Table<Name, Parked> parked =
      new Table<>("cloud.work.parked", NAMES, RecordCodec.of(Parked.class));

  private final KeyValueStore store;
  private final AtomicLong orders;

  /**
   * Rows of {@code store}.
   *
   * @param firstOrder larger than any order given before, such as the time in nanoseconds
   */
  WorkRows(KeyValueStore store, long firstOrder) {
    this.store = store;
    this.orders = new AtomicLong(firstOrder);
  }

  /** Puts an item where its time is, in place of the one of the same name. */
  void put(Transaction transaction, Name name, long nanos, Load load) {
    remove(transaction, name);
    Place place = new Place(nanos, orders.getAndIncrement());
    places.put(transaction, name, place);
    turns.put(transaction, new Turn(place, name), load);
  }

  void remove(Transaction transaction, Name name) {
    Place before = places.get(transaction, name);
    if (before != null) {
      places.delete(transaction, name);
      turns.delete(transaction, new Turn(before, name));
    }
  }

  /** Removes an item unless another one has taken its name since. */
  void removeIfStill(Transaction transaction, Turn turn) {
    if (isStill(transaction, turn)) {
      places.delete(transaction, turn.name());
      turns.delete(transaction, turn);
    }
  }

  boolean contains(Transaction transaction, Name name) {
    return places.contains(transaction, name);
  }

  boolean isStill(Transaction transaction, Turn turn) {
    return turn.place().equals(places.get(transaction, turn.name()));
  }

  void park(Transaction transaction, Name name, Parked row) {
    remove(transaction, name);
    parked.put(transaction, name, row);
  }

  /** The parked item of a name, which is no longer parked. */
  @Nullable Parked unpark(Transaction transaction, Name name) {
    Parked row = parked.get(transaction, name);
    if (row != null) {
      parked.delete(transaction, name);
    }
    return row;
  }

  /** At most {@code limit} parked items. */
  List<ParkedWork> parked(int limit) {
    return store.read(
        snapshot -> {
          List<ParkedWork> found = new ArrayList<>();
          try (Rows<Name, Parked> rows = parked.scan(snapshot, parked.all())) {
            while (found.size() < limit && rows.next()) {
              Parked row = rows.value();
              found.add(
                  new ParkedWork(
                      rows.key().kind(),
                      rows.key().id(),
                      EpochNanos.instant(row.dueNanos()),
                      EpochNanos.instant(row.parkedNanos()),
                      row.failures(),
                      row.error()));
            }
          }
          return List.copyOf(found);
        });
  }

  /**
   * What a look at the order of turns has found.
   *
   * @param first the first item whose turn it is
   * @param earliestNanos the time of the first item that has not been run, whether its turn or not;
   *     {@link Long#MAX_VALUE} where there is none
   * @param laterNanos the time of the first item whose time has not come; {@link Long#MAX_VALUE}
   *     where there is none or where an item was found before
   */
  record Found(@Nullable Waiting first, long earliestNanos, long laterNanos) {}

  /**
   * The first item that is not passed over and whose time is at {@code latest} or before.
   *
   * @param from no row has an earlier time
   * @param done items to be passed over because they have been run
   * @param busy items to be passed over until later
   */
  Found first(long from, long latest, Predicate<Turn> done, Predicate<Turn> busy) {
    return store.read(
        snapshot -> {
          long earliest = Long.MAX_VALUE;
          try (Rows<Turn, Load> rows = scan(snapshot, from)) {
            while (rows.next()) {
              Turn turn = rows.key();
              if (done.test(turn)) {
                continue;
              }
              long nanos = turn.place().nanos();
              earliest = Math.min(earliest, nanos);
              if (nanos > latest) {
                return new Found(null, earliest, nanos);
              }
              if (!busy.test(turn)) {
                return new Found(new Waiting(turn, rows.value()), earliest, Long.MAX_VALUE);
              }
            }
          }
          return new Found(null, earliest, Long.MAX_VALUE);
        });
  }

  /**
   * The time of the {@code count}th item from {@code from} on; {@code latest} where there are fewer
   * before that.
   */
  long timeOf(int count, long from, long latest) {
    return store.read(
        snapshot -> {
          try (Rows<Turn, Load> rows = scan(snapshot, from)) {
            for (int i = 0; rows.next(); i++) {
              long nanos = rows.key().place().nanos();
              if (i == count - 1 || nanos >= latest) {
                return Math.min(nanos, latest);
              }
            }
          }
          return latest;
        });
  }

  private Rows<Turn, Load> scan(Snapshot snapshot, long from) {
    return turns.scan(snapshot, turns.all().from(turns.bound(out -> out.number(from))));
  }
}

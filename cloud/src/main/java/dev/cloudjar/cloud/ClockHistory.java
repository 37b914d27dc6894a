package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a clock has shown at which time of the machine, since it was made: before that it is taken
 * to have been as far ahead as it was then. The latest changes are kept in the store. Times are
 * nanoseconds since 1970. Safe for readers while one thread writes.
 */
final class ClockHistory {
  private static final int MOST_CHANGES = 4096;
  private static final int MOST_KEPT = 256;
  private static final int CHANGE_BYTES = 17;
  private static final byte[] KEY = new KeyWriter().text("cloud.clock.history").toBytes();

  private record Shown(long nanos, boolean standing) {}

  private final ConcurrentSkipListMap<Long, Shown> changes = new ConcurrentSkipListMap<>();

  /**
   * Remembers how the clock goes on from a time of the machine.
   *
   * @param standing whether it shows {@code nanos} all the time
   */
  void changed(long wallNanos, long nanos, boolean standing) {
    // The machine's clock may have been set back, to a time that it has shown before.
    changes.tailMap(wallNanos, true).clear();
    changes.put(wallNanos, new Shown(nanos, standing));
    if (changes.size() > MOST_CHANGES) {
      changes.pollFirstEntry();
    }
  }

  /** What the store knows. */
  static ClockHistory get(Snapshot snapshot) {
    ClockHistory history = new ClockHistory();
    byte[] bytes = snapshot.get(KEY);
    if (bytes != null) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      while (in.remaining() >= CHANGE_BYTES) {
        history.changes.put(in.getLong(), new Shown(in.getLong(), in.get() != 0));
      }
    }
    return history;
  }

  /**
   * Writes down the latest changes, the last of which is how the clock goes on from now.
   *
   * @param standing whether it shows {@code nanos} all the time
   */
  void put(Transaction transaction, long wallNanos, long nanos, boolean standing) {
    NavigableMap<Long, Shown> all = new TreeMap<>(changes.headMap(wallNanos, false));
    all.put(wallNanos, new Shown(nanos, standing));
    while (all.size() > MOST_KEPT) {
      all.pollFirstEntry();
    }
    ByteBuffer out = ByteBuffer.allocate(all.size() * CHANGE_BYTES);
    all.forEach(
        (wall, shown) ->
            out.putLong(wall).putLong(shown.nanos).put((byte) (shown.standing ? 1 : 0)));
    transaction.put(KEY, out.array());
  }

  /** What the clock has shown at a time of the machine. */
  long at(long wallNanos) {
    Map.Entry<Long, Shown> change = changes.floorEntry(wallNanos);
    if (change == null) {
      Map.Entry<Long, Shown> first = changes.firstEntry();
      return first == null ? wallNanos : first.getValue().nanos - first.getKey() + wallNanos;
    }
    Shown shown = change.getValue();
    return shown.standing ? shown.nanos : shown.nanos + (wallNanos - change.getKey());
  }
}

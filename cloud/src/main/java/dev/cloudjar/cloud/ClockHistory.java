package dev.cloudjar.cloud;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a clock has shown at which time of the machine, since it was opened: before that it is taken
 * to have been as far ahead as it was then. Times are nanoseconds since 1970. Safe for readers
 * while one thread writes.
 */
final class ClockHistory {
  private static final int MOST_CHANGES = 4096;

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

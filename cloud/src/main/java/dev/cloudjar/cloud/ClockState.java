package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * What the store knows of the clock; times in nanoseconds since 1970.
 *
 * @param offset how far the clock is ahead of the wall time while it runs
 * @param frozen whether it was told to stand still
 * @param advancingTo where it is being moved to, if it is
 * @param atLeast what it has shown, or may have: where it stands if it stands, and where it never
 *     goes behind if it runs
 */
record ClockState(long offset, boolean frozen, OptionalLong advancingTo, long atLeast) {
  private static final byte[] KEY = new KeyWriter().text("cloud.clock").toBytes();
  private static final ClockState NEW =
      new ClockState(0, false, OptionalLong.empty(), Long.MIN_VALUE);

  static ClockState get(Snapshot snapshot) {
    byte[] bytes = snapshot.get(KEY);
    if (bytes == null) {
      return NEW;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long offset = in.getLong();
    long atLeast = in.getLong();
    boolean frozen = in.get() != 0;
    OptionalLong advancingTo =
        in.hasRemaining() ? OptionalLong.of(in.getLong()) : OptionalLong.empty();
    return new ClockState(offset, frozen, advancingTo, atLeast);
  }

  void put(Transaction transaction) {
    ByteBuffer out = ByteBuffer.allocate(advancingTo.isPresent() ? 25 : 17);
    out.putLong(offset).putLong(atLeast).put((byte) (frozen ? 1 : 0));
    advancingTo.ifPresent(out::putLong);
    transaction.put(KEY, out.array());
  }
}

package dev.cloudjar.iam.signin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something may be tried: so many times at once, and then one more after each pause. It
 * keeps a fixed number of counts, so that nobody can make it forget by trying other names; names
 * that share a count only wait a little longer.
 */
public final class Tries {
  private static final int COUNTS = 1 << 14;

  private final Seals seals;
  private final long pauseMillis;
  private final long toleranceMillis;

  /** When each count will be as if nothing had ever been tried. */
  private final AtomicLongArray clear = new AtomicLongArray(COUNTS);

  /**
   * @param atOnce how many tries before the first pause
   */
  public Tries(Seals seals, int atOnce, Duration pause) {
    this.seals = seals;
    this.pauseMillis = pause.toMillis();
    this.toleranceMillis = pauseMillis * (atOnce - 1);
  }

  /** Counts a try; false where it has to wait. */
  public boolean take(String what, Instant now) {
    int place = place(what);
    long time = now.toEpochMilli();
    while (true) {
      long before = clear.get(place);
      long from = Math.max(before, time);
      if (from - time > toleranceMillis) {
        return false;
      }
      if (clear.compareAndSet(place, before, from + pauseMillis)) {
        return true;
      }
    }
  }

  /** Forgets a try that was right. */
  public void giveBack(String what) {
    clear.addAndGet(place(what), -pauseMillis);
  }

  /** Nobody can tell which names share a count. */
  private int place(String what) {
    byte[] seal = seals.seal("tries", what.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(seal).getInt() & (COUNTS - 1);
  }
}

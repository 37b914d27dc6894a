package dev.cloudjar.cloud;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Time as nanoseconds since 1970, which reaches to the year 2262. */
final class EpochNanos {
  private static final long PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Instant FIRST = instant(Long.MIN_VALUE);
  private static final Instant LAST = instant(Long.MAX_VALUE);

  private EpochNanos() {}

  /** The nanoseconds of {@code instant}, or the nearest that there are. */
  static long of(Instant instant) {
    if (instant.isAfter(LAST)) {
      return Long.MAX_VALUE;
    }
    if (instant.isBefore(FIRST)) {
      return Long.MIN_VALUE;
    }
    // The seconds of a negative time may lie just outside of the range where their sum does not.
    return instant.getEpochSecond() < 0
        ? (instant.getEpochSecond() + 1) * PER_SECOND + (instant.getNano() - PER_SECOND)
        : instant.getEpochSecond() * PER_SECOND + instant.getNano();
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }

  /** The nanoseconds of {@code duration}, or the nearest that there are. */
  static long lengthOf(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  /** The sum, or the latest time that there is. */
  static long plus(long nanos, long positive) {
    long sum = nanos + positive;
    return sum < nanos ? Long.MAX_VALUE : sum;
  }
}

package dev.cloudjar.cloud;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Moves the clock: for whoever runs the cloud. */
public final class ClockControl {
  /** Later than this, nanoseconds since 1970 do not reach far enough for what is due after that. */
  private static final Instant END_OF_TIME = Instant.parse("2200-01-01T00:00:00Z");

  private final VirtualClock clock;
  private final WorkDispatcher dispatcher;

  ClockControl(VirtualClock clock, WorkDispatcher dispatcher) {
    this.clock = clock;
    this.dispatcher = dispatcher;
  }

  /** What the clock shows. */
  public Instant now() {
    return clock.now();
  }

  /** Whether the clock stands still. */
  public boolean isFrozen() {
    return clock.isFrozen();
  }

  /** Stops the clock, also over a restart, until {@link #resume}. It can still be advanced. */
  public void freeze() {
    clock.freeze();
  }

  /** Lets the clock go on from where it stands. */
  public void resume() {
    clock.resume();
  }

  /**
   * Moves the clock on. Whatever falls due on the way is done while the clock shows its due time,
   * and when this returns, all of it has been done, and all events have been heard. Waits for
   * others who move the clock.
   *
   * @param duration how far; zero or more
   * @throws IllegalArgumentException for a negative duration or a time after the year 2199
   */
  public Passage advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time cannot be moved back, by " + duration);
    }
    long nanos = EpochNanos.lengthOf(duration);
    return await(dispatcher.move(from -> target(from, EpochNanos.plus(from, nanos))));
  }

  /**
   * Moves the clock on to a point in time, as {@link #advance} does.
   *
   * @throws IllegalArgumentException where the clock is past that already, or after the year 2199
   */
  public Passage advanceTo(Instant time) {
    long nanos = EpochNanos.of(time);
    return await(dispatcher.move(from -> target(from, nanos)));
  }

  /** Waits until everything that is due by now has been done, and all events have been heard. */
  public Passage settle() {
    return await(dispatcher.settle());
  }

  private static long target(long from, long nanos) {
    if (nanos < from) {
      throw new IllegalArgumentException(
          "time cannot be moved back, from "
              + EpochNanos.instant(from)
              + " to "
              + EpochNanos.instant(nanos));
    }
    if (nanos >= EpochNanos.of(END_OF_TIME)) {
      throw new IllegalArgumentException("time ends at " + END_OF_TIME);
    }
    return nanos;
  }

  private static Passage await(CompletableFuture<Passage> passage) {
    try {
      return passage.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new IllegalArgumentException(refused.getMessage(), refused);
      }
      if (e.getCause() instanceof IllegalStateException broken) {
        throw new IllegalStateException(broken.getMessage(), broken);
      }
      throw e;
    }
  }
}

package dev.cloudjar.junit;

import dev.cloudjar.cloud.ClockControl;
import dev.cloudjar.cloud.Passage;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The clock of the cloud. Whatever falls due while it is moved has happened, in order and at its
 * time, when the call returns.
 */
public final class TestClock {
  private final Supplier<ClockControl> control;
  private volatile boolean froze;

  TestClock(Supplier<ClockControl> control) {
    this.control = control;
  }

  /** What the clock shows. */
  public Instant now() {
    return control.get().now();
  }

  /**
   * Moves the clock on.
   *
   * @param duration zero or more
   * @return what was done on the way
   */
  public Passage advance(Duration duration) {
    return control.get().advance(duration);
  }

  /** Moves the clock on to a point in time that has not yet passed. */
  public Passage advanceTo(Instant time) {
    return control.get().advanceTo(time);
  }

  /** Stops the clock until {@link #resume} or the end of the test. It can still be advanced. */
  public void freeze() {
    froze = true;
    control.get().freeze();
  }

  /** Lets the clock go on from where it stands. */
  public void resume() {
    froze = false;
    control.get().resume();
  }

  /** Waits until everything that is due by now has been done, and all events have been heard. */
  public Passage settle() {
    return control.get().settle();
  }

  /** Leaves the clock running for whoever comes next. */
  void release() {
    if (froze) {
      resume();
    }
  }
}

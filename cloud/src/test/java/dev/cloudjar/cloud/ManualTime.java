package dev.cloudjar.cloud;

import java.time.Duration;
import java.time.Instant;

/** A machine whose clocks move when the test says so. */
final class ManualTime implements TimeSource {
  private Instant wallTime = Instant.parse("2026-03-01T12:00:00Z");
  private long ticks = -5_000_000_000L;

  /** Time passes. */
  void pass(Duration duration) {
    wallTime = wallTime.plus(duration);
    ticks += duration.toNanos();
  }

  /** Somebody sets the machine's clock, or the machine has slept. */
  void setBy(Duration duration) {
    wallTime = wallTime.plus(duration);
  }

  @Override
  public Instant wallTime() {
    return wallTime;
  }

  @Override
  public long ticks() {
    return ticks;
  }
}

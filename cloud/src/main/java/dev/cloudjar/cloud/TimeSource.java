package dev.cloudjar.cloud;

import java.time.Instant;

/** The two clocks of the machine. */
interface TimeSource {

  TimeSource MACHINE =
      new TimeSource() {
        @Override
        public Instant wallTime() {
          return Instant.now();
        }

        @Override
        public long ticks() {
          return System.nanoTime();
        }
      };

  /** The time of day, which may be set back and forth. */
  Instant wallTime();

  /** Nanoseconds since some point in time, which never run backwards. */
  long ticks();
}

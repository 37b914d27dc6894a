package dev.cloudjar.s3.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** S3 counts in days of UTC: what is due in the course of a day is due at its end. */
public final class Midnight {
  private static final Duration DAY = Duration.ofDays(1);

  private Midnight() {}

  /** The midnight that a time falls on, or else the next one. */
  public static Instant notBefore(Instant time) {
    Instant day = time.truncatedTo(ChronoUnit.DAYS);
    return day.equals(time) ? day : day.plus(DAY);
  }

  /** The first midnight that is later than a time. */
  public static Instant after(Instant time) {
    return time.truncatedTo(ChronoUnit.DAYS).plus(DAY);
  }

  /** The midnight by which so many days have passed. */
  public static Instant after(Instant time, long days) {
    return notBefore(time.plus(DAY.multipliedBy(days)));
  }
}

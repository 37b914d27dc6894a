package dev.cloudjar.cloud;

import java.util.concurrent.TimeUnit;

/** How often and when what fails is tried again. */
final class Retries {
  /** After so many failures it is not tried again. */
  static final int MOST_FAILURES = 12;

  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(15);
  private static final int LONGEST_ERROR = 1000;

  private Retries() {}

  /** The first try again comes at once, the next ones after 1, 2, 4 seconds and so on. */
  static long pauseNanos(int failures) {
    return failures < 2
        ? 0
        : Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failures - 2, 20));
  }

  /** What is told of a failure. */
  static String shown(Throwable failure) {
    String text = failure.toString();
    return text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR) + "…";
  }
}

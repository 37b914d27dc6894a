package dev.cloudjar.iam;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an account's credentials were at some time.
 *
 * @param generated empty while it is being written
 * @param content lines of comma-separated values
 */
record CredentialReport(Optional<Instant> generated, String content) {
  private static final Duration GOOD_FOR = Duration.ofHours(4);

  static CredentialReport begun() {
    return new CredentialReport(Optional.empty(), "");
  }

  boolean isBeingWritten() {
    return generated.isEmpty();
  }

  boolean isExpired(Instant now) {
    return generated.filter(it -> now.isAfter(it.plus(GOOD_FOR))).isPresent();
  }
}

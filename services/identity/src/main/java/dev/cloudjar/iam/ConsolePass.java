package dev.cloudjar.iam;

import dev.cloudjar.cloud.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a sign-in token is for.
 *
 * @param expires when nobody comes in by it any more
 * @param duration how long the session in the console is to be; empty for as long as the
 *     credentials
 * @param credentialsExpire when these do
 */
record ConsolePass(
    Principal principal,
    Optional<Instant> mfa,
    Instant expires,
    Optional<Duration> duration,
    Instant credentialsExpire) {

  ConsoleSession begin(Instant now, String issuer) {
    return new ConsoleSession(
        principal, mfa, now, duration.map(now::plus).orElse(credentialsExpire), issuer);
  }
}

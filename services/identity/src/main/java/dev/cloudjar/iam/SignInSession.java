package dev.cloudjar.iam;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * How far somebody has come through the console's door.
 *
 * @param personId the id of the user, or of the account for its root
 * @param begun when the password was given
 * @param password tells the password that was given from every other one: a session ends with it
 * @param mfa when a device's code was given
 */
record SignInSession(
    String personId,
    Stage stage,
    Instant begun,
    Instant expires,
    ByteBuffer password,
    Optional<Instant> mfa) {

  /** What is still missing. */
  enum Stage {
    CODE,
    NEW_PASSWORD,
    SIGNED_IN
  }
}

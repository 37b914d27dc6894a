package dev.cloudjar.iam;

import dev.cloudjar.cloud.Principal;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody in the console with the credentials of a session, which somebody else got for them.
 *
 * @param mfa when a device's code came with the call for the credentials
 * @param issuer where they came from, as they say
 */
record ConsoleSession(
    Principal principal, Optional<Instant> mfa, Instant begun, Instant expires, String issuer) {}

package dev.cloudjar.kms;

import java.time.Instant;
import java.util.Optional;

/**
 * What a key encrypts with, or has encrypted with before it was rotated.
 *
 * @param id 64 hexadecimal digits, which follow from the key's id and the material
 * @param wrapped the material, under the root key; empty where it was imported and is gone
 * @param publicKey the public half; empty for symmetric keys
 * @param pendingRotation whether it was imported and waits to be rotated to
 * @param rotated when the key was rotated to it; empty for the first one
 * @param onDemand whether somebody had the key rotated to it
 * @param validTo when it is to be forgotten
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Material(
    String id,
    byte[] wrapped,
    byte[] publicKey,
    boolean pendingRotation,
    Optional<Instant> rotated,
    boolean onDemand,
    Optional<Instant> validTo,
    Optional<String> description) {

  boolean isPresent() {
    return wrapped.length > 0;
  }

  /** This material without what it is. */
  Material forgotten() {
    return new Material(
        id, new byte[0], publicKey, pendingRotation, rotated, onDemand, validTo, description);
  }

  /** This material once the key is rotated to it. */
  Material rotatedTo(Instant now, boolean byHand) {
    return new Material(
        id, wrapped, publicKey, false, Optional.of(now), byHand, validTo, description);
  }
}

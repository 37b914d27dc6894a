package dev.cloudjar.iam;

import dev.cloudjar.iam.device.Totp;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A virtual device that shows codes. Its serial number is its ARN.
 *
 * @param ownerId the id of the user, or of the account for its root; empty until it is enabled
 * @param drift by how many half minutes its clock is ahead of ours
 * @param lastStep the half minute of the last code that was taken: none comes twice
 */
record MfaDevice(
    String path,
    String name,
    String id,
    Instant created,
    Map<String, String> tags,
    ByteBuffer seed,
    Optional<String> ownerId,
    Optional<Instant> enabled,
    long drift,
    long lastStep)
    implements Entity<MfaDevice> {
  /** How far a clock may be off when two codes prove the device. */
  private static final int FAR = 20;

  /** How far it may then be off from what it was. */
  private static final int NEAR = 1;

  @Override
  public Kind kind() {
    return Kind.MFA_DEVICE;
  }

  @Override
  public MfaDevice withTags(Map<String, String> its) {
    return new MfaDevice(path, name, id, created, its, seed, ownerId, enabled, drift, lastStep);
  }

  @Override
  public MfaDevice at(String itsPath, String itsName) {
    throw new UnsupportedOperationException("a device keeps its name");
  }

  /** This device with its clock set by two codes, one after the other; empty if they are wrong. */
  Optional<MfaDevice> synchronised(String first, String second, Instant now) {
    long step = Totp.step(now);
    OptionalLong found = Totp.find(seedBytes(), first, step - FAR, step + FAR - 1);
    if (found.isEmpty() || !Totp.code(seedBytes(), found.getAsLong() + 1).equals(second)) {
      return Optional.empty();
    }
    long last = found.getAsLong() + 1;
    return Optional.of(
        new MfaDevice(path, name, id, created, tags, seed, ownerId, enabled, last - step, last));
  }

  /** This device after it showed a code; empty if the code is wrong or was taken before. */
  Optional<MfaDevice> accepting(String code, Instant now) {
    long step = Totp.step(now) + drift;
    OptionalLong found =
        Totp.find(seedBytes(), code, Math.max(step - NEAR, lastStep + 1), step + NEAR);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MfaDevice(
                path, name, id, created, tags, seed, ownerId, enabled, drift, found.getAsLong()));
  }

  /** What kind of device it is, as trails call it. */
  String type() {
    return "Virtual MFA";
  }

  private byte[] seedBytes() {
    byte[] bytes = new byte[seed.remaining()];
    seed.duplicate().get(bytes);
    return bytes;
  }

  MfaDevice ownedBy(Optional<String> owner, Optional<Instant> since) {
    return new MfaDevice(path, name, id, created, tags, seed, owner, since, drift, lastStep);
  }
}

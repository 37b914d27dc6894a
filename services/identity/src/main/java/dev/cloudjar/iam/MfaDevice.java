package dev.cloudjar.iam;

import dev.cloudjar.iam.device.SeedVault;
import dev.cloudjar.iam.device.Totp;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A device that shows codes: a virtual one, whose serial number is its ARN, or a hardware token.
 *
 * @param seed sealed for the serial number of a hardware token or the id of a virtual device
 * @param ownerId the id of the user, or of the account for its root; empty until it is enabled
 * @param drift by how many half minutes its clock is ahead of ours
 * @param lastStep the half minute of the last code that was taken: none comes twice
 * @param hardware the serial number of a hardware token; empty for a virtual device
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
    long lastStep,
    Optional<String> hardware)
    implements Entity<MfaDevice> {
  /** How far a clock may be off when two codes prove the device. */
  private static final int FAR = 20;

  /** How far it may then be off from what it was. */
  private static final int NEAR = 1;

  /** Seeds of before they were sealed; a sealed one is longer by what seals it. */
  private static final int CLEAR_SEED_BYTES = 40;

  @Override
  public Kind kind() {
    return Kind.MFA_DEVICE;
  }

  @Override
  public MfaDevice withTags(Map<String, String> its) {
    return new MfaDevice(
        path, name, id, created, its, seed, ownerId, enabled, drift, lastStep, hardware);
  }

  @Override
  public MfaDevice at(String itsPath, String itsName) {
    throw new UnsupportedOperationException("a device keeps its name");
  }

  /** This device with its clock set by two codes, one after the other; empty if they are wrong. */
  Optional<MfaDevice> synchronised(SeedVault vault, String first, String second, Instant now) {
    byte[] clear = seed(vault);
    long step = Totp.step(now);
    OptionalLong found = Totp.find(clear, first, step - FAR, step + FAR - 1);
    if (found.isEmpty() || !Totp.code(clear, found.getAsLong() + 1).equals(second)) {
      return Optional.empty();
    }
    long last = found.getAsLong() + 1;
    return Optional.of(
        new MfaDevice(
            path, name, id, created, tags, seed, ownerId, enabled, last - step, last, hardware));
  }

  /** This device after it showed a code; empty if the code is wrong or was taken before. */
  Optional<MfaDevice> accepting(SeedVault vault, String code, Instant now) {
    long step = Totp.step(now) + drift;
    OptionalLong found =
        Totp.find(seed(vault), code, Math.max(step - NEAR, lastStep + 1), step + NEAR);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MfaDevice(
                path,
                name,
                id,
                created,
                tags,
                seed,
                ownerId,
                enabled,
                drift,
                found.getAsLong(),
                hardware));
  }

  /** What kind of device it is, as trails call it. */
  String type() {
    return hardware.isPresent() ? "Hardware MFA" : "Virtual MFA";
  }

  /** As calls name it. */
  String serialNumber(String accountId) {
    return hardware.orElseGet(() -> arn(accountId));
  }

  private byte[] seed(SeedVault vault) {
    if (seed.remaining() == CLEAR_SEED_BYTES) {
      byte[] clear = new byte[CLEAR_SEED_BYTES];
      seed.duplicate().get(clear);
      return clear;
    }
    return vault.open(hardware.orElse(id), seed);
  }

  MfaDevice ownedBy(Optional<String> owner, Optional<Instant> since) {
    return new MfaDevice(
        path, name, id, created, tags, seed, owner, since, drift, lastStep, hardware);
  }
}

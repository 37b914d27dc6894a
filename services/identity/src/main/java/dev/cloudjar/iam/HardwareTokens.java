package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Hardware tokens, by their serial numbers, which no two have in all accounts. */
final class HardwareTokens {
  private static final Table<Key, HardwareToken> ALL =
      Key.table("hardware-token", 1, HardwareToken.class);

  private HardwareTokens() {}

  /**
   * Takes a new token in.
   *
   * @throws dev.cloudjar.cloud.Fault where there is one of that number: a seed is told once
   */
  static void add(Transaction transaction, String serialNumber, HardwareToken token) {
    if (find(transaction, serialNumber).isPresent()) {
      throw IamFaults.exists("A token with serial number " + serialNumber + " already exists.");
    }
    ALL.put(transaction, Key.of(serialNumber), token);
  }

  private static Optional<HardwareToken> find(Snapshot snapshot, String serialNumber) {
    return Optional.ofNullable(ALL.get(snapshot, Key.of(serialNumber)));
  }

  /** A token that is nobody's, as the device that an account would have in it. */
  static Optional<MfaDevice> free(
      Snapshot snapshot, String serialNumber, String deviceId, Instant now) {
    return find(snapshot, serialNumber)
        .filter(it -> it.accountId().isEmpty())
        .map(
            it ->
                new MfaDevice(
                    "/",
                    MfaDevices.hardwareName(serialNumber),
                    deviceId,
                    now,
                    Map.of(),
                    it.seed(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    0,
                    Optional.of(serialNumber)));
  }

  /** Says whose a token is; empty for nobody. */
  static void giveTo(Transaction transaction, String serialNumber, Optional<String> accountId) {
    find(transaction, serialNumber)
        .ifPresent(
            it ->
                ALL.put(
                    transaction, Key.of(serialNumber), new HardwareToken(it.seed(), accountId)));
  }
}

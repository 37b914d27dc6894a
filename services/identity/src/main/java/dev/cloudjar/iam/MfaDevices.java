package dev.cloudjar.iam;

import dev.cloudjar.iam.device.SeedVault;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Devices, and whose they are. */
final class MfaDevices {
  /** The root's device is told from those of users by its name. */
  static final String ROOT_DEVICE = "root-account-mfa-device";

  private static final int MOST_OF_OWNER = 8;

  static final Entities<MfaDevice> ALL =
      new Entities<>(
          Kind.MFA_DEVICE,
          MfaDevice.class,
          IamFaults::noDevice,
          name -> IamFaults.exists("MFADevice entity at the same path and name already exists."));
  private static final Table<Key, Marker> OF_OWNER = Key.table("user-mfa", 3, Marker.class);

  private MfaDevices() {}

  /** Under what name an account has a hardware token; no virtual device has such a name. */
  static String hardwareName(String serialNumber) {
    return "!" + serialNumber;
  }

  static Optional<MfaDevice> find(Snapshot snapshot, String accountId, String serialNumber) {
    return findVirtual(snapshot, accountId, serialNumber)
        .or(
            () ->
                ALL.find(snapshot, accountId, hardwareName(serialNumber))
                    .filter(it -> it.hardware().equals(Optional.of(serialNumber))));
  }

  static Optional<MfaDevice> findVirtual(Snapshot snapshot, String accountId, String serialNumber) {
    return ALL.find(snapshot, accountId, serialNumber.substring(serialNumber.lastIndexOf('/') + 1))
        .filter(it -> it.hardware().isEmpty() && it.arn(accountId).equals(serialNumber));
  }

  static MfaDevice requireVirtual(Snapshot snapshot, String accountId, String serialNumber) {
    return findVirtual(snapshot, accountId, serialNumber)
        .orElseThrow(() -> IamFaults.noDevice(serialNumber));
  }

  static MfaDevice require(Snapshot snapshot, String accountId, String serialNumber) {
    return find(snapshot, accountId, serialNumber)
        .orElseThrow(() -> IamFaults.noDevice(serialNumber));
  }

  static void give(
      Transaction transaction, String accountId, MfaDevice device, String ownerId, Instant now) {
    if (ofOwner(transaction, accountId, ownerId).size() >= MOST_OF_OWNER) {
      throw IamFaults.quota("MFADevicesPerUser", MOST_OF_OWNER);
    }
    MfaDevice owned = device.ownedBy(Optional.of(ownerId), Optional.of(now));
    if (device.hardware().isPresent()) {
      HardwareTokens.giveTo(transaction, device.hardware().get(), Optional.of(accountId));
      ALL.add(transaction, accountId, owned);
    } else {
      ALL.put(transaction, accountId, owned);
    }
    OF_OWNER.put(transaction, Key.of(accountId, ownerId, device.id()), new Marker());
  }

  static void takeBack(
      Transaction transaction, String accountId, MfaDevice device, String ownerId) {
    if (device.hardware().isPresent()) {
      HardwareTokens.giveTo(transaction, device.hardware().get(), Optional.empty());
      ALL.remove(transaction, accountId, device);
    } else {
      ALL.put(transaction, accountId, device.ownedBy(Optional.empty(), Optional.empty()));
    }
    OF_OWNER.delete(transaction, Key.of(accountId, ownerId, device.id()));
  }

  static List<MfaDevice> ofOwner(Snapshot snapshot, String accountId, String ownerId) {
    return Paging.NONE
        .over(
            snapshot,
            OF_OWNER,
            Key.range(OF_OWNER, accountId, ownerId),
            (key, row) -> ALL.byId(snapshot, accountId, key.last()))
        .items();
  }

  static int inUse(Snapshot snapshot, String accountId) {
    return Paging.NONE
        .over(snapshot, OF_OWNER, Key.range(OF_OWNER, accountId), (key, row) -> Optional.of(key))
        .items()
        .size();
  }

  /** Takes a code, once, of the device of a user or of the root. */
  static boolean accept(
      Transaction transaction,
      SeedVault vault,
      String accountId,
      String ownerId,
      String serialNumber,
      String code,
      Instant now) {
    Optional<MfaDevice> after =
        find(transaction, accountId, serialNumber)
            .filter(it -> it.ownerId().equals(Optional.of(ownerId)))
            .flatMap(it -> it.accepting(vault, code, now));
    after.ifPresent(it -> ALL.put(transaction, accountId, it));
    return after.isPresent();
  }
}

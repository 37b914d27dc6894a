package dev.cloudjar.ec2.ground;

import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;

/**
 * What an account has set for all that it has in a Region.
 *
 * @param imagePublicAccess what of public images is blocked; empty for what new accounts have
 * @param snapshotPublicAccess what of public snapshots is blocked; empty for nothing
 * @param encryptedByDefault whether new volumes and copies of snapshots are encrypted in any case
 * @param volumeKey under which they are; empty for the key that EBS has in the account
 */
public record RegionSettings(
    Optional<String> imagePublicAccess,
    Optional<String> snapshotPublicAccess,
    boolean encryptedByDefault,
    Optional<String> volumeKey) {
  public static final String UNBLOCKED = "unblocked";
  public static final String BLOCK_NEW_SHARING = "block-new-sharing";
  public static final String BLOCK_ALL_SHARING = "block-all-sharing";

  private static final Table<ResourceKey, RegionSettings> TABLE =
      new Table<>("ec2.settings", ResourceKey.CODEC, RecordCodec.of(RegionSettings.class));
  private static final RegionSettings NEW =
      new RegionSettings(Optional.empty(), Optional.empty(), false, Optional.empty());

  /** The settings of a place. */
  public static RegionSettings of(Snapshot snapshot, Place place) {
    RegionSettings set = TABLE.get(snapshot, new ResourceKey(place, ""));
    return set == null ? NEW : set;
  }

  /** Keeps them. */
  public void put(Transaction transaction, Place place) {
    TABLE.put(transaction, new ResourceKey(place, ""), this);
  }

  /** What of public images is blocked. AWS blocks new ones for accounts that are new. */
  public String ofImages() {
    return imagePublicAccess.orElse(BLOCK_NEW_SHARING);
  }

  /** What of public snapshots is blocked. */
  public String ofSnapshots() {
    return snapshotPublicAccess.orElse(UNBLOCKED);
  }

  public RegionSettings withImages(String state) {
    return new RegionSettings(
        Optional.of(state), snapshotPublicAccess, encryptedByDefault, volumeKey);
  }

  public RegionSettings withSnapshots(String state) {
    return new RegionSettings(imagePublicAccess, Optional.of(state), encryptedByDefault, volumeKey);
  }

  public RegionSettings withEncryption(boolean encrypted) {
    return new RegionSettings(imagePublicAccess, snapshotPublicAccess, encrypted, volumeKey);
  }

  public RegionSettings withVolumeKey(Optional<String> keyArn) {
    return new RegionSettings(imagePublicAccess, snapshotPublicAccess, encryptedByDefault, keyArn);
  }
}

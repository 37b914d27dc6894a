package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.RegionSettings;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.ec2.ground.Shares;
import dev.cloudjar.ec2.volume.Volume.State;
import dev.cloudjar.fabric.Disks;
import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Volumes and snapshots: their rows, and their disks in the machine room. */
public final class Volumes {
  static final ResourceTable<Volume> VOLUMES =
      new ResourceTable<>(ResourceKind.VOLUME, Volume.class);
  static final ResourceTable<VolumeSnapshot> SNAPSHOTS =
      new ResourceTable<>(ResourceKind.SNAPSHOT, VolumeSnapshot.class);
  static final Shares SHARES = new Shares("ec2.snapshot-share");
  private static final String KEY_NOT_ACCESSIBLE = "Given key ID is not accessible";
  private static final int MOST_SHARING = 16;

  /** What AWS says of snapshots that weren't made of a volume of the account. */
  public static final String NO_VOLUME = "vol-ffffffff";

  private Volumes() {}

  /**
   * The volume of an id.
   *
   * @throws Fault where there is none
   */
  public static Volume require(Snapshot snapshot, Place place, String id) {
    return VOLUMES.require(snapshot, place, id);
  }

  /** The volume of an id. */
  public static Optional<Volume> find(Snapshot snapshot, Place place, String id) {
    return Optional.ofNullable(VOLUMES.find(snapshot, place, id));
  }

  /**
   * A snapshot that an account may use, its own or another's.
   *
   * @throws Fault where there is none
   */
  public static VolumeSnapshot requireSnapshot(Snapshot snapshot, Place place, String id) {
    VolumeSnapshot own = SNAPSHOTS.find(snapshot, place, id);
    if (own != null) {
      return own;
    }
    return shared(snapshot, place, id).orElseGet(() -> SNAPSHOTS.require(snapshot, place, id));
  }

  /**
   * Lets only snapshots by that are made.
   *
   * @throws Fault for others
   */
  static void requireCompleted(VolumeSnapshot snapshot) {
    if (!snapshot.state().equals("completed")) {
      throw Ec2Faults.incorrectState(
          "Snapshot %s is in the '%s' state, it has to be 'completed'."
              .formatted(snapshot.id(), snapshot.state()));
    }
  }

  /** A snapshot that another account lets an account use. */
  static Optional<VolumeSnapshot> shared(Snapshot snapshot, Place place, String id) {
    return SHARES
        .owner(snapshot, place, id)
        .map(owner -> new Place(owner, place.region()))
        .filter(owner -> users(snapshot, owner, id).stream().anyMatch(it -> isMeant(it, place)))
        .flatMap(owner -> Optional.ofNullable(SNAPSHOTS.find(snapshot, owner, id)));
  }

  private static boolean isMeant(String user, Place place) {
    return user.equals(Shares.ALL) || user.equals(place.accountId());
  }

  /**
   * A snapshot that is an account's own, or that its owner shares with just this account.
   *
   * @return empty for one that is public only
   */
  public static Optional<VolumeSnapshot> findUnpublic(Snapshot snapshot, Place place, String id) {
    return findSnapshot(snapshot, place, id)
        .filter(
            it ->
                it.ownerId().equals(place.accountId())
                    || users(snapshot, new Place(it.ownerId(), place.region()), id)
                        .contains(place.accountId()));
  }

  /** Who may use a snapshot; not everybody where its owner has blocked that. */
  static Set<String> users(Snapshot snapshot, Place owner, String id) {
    Set<String> users = new TreeSet<>(SHARES.users(snapshot, owner, id));
    if (RegionSettings.of(snapshot, owner).ofSnapshots().equals(RegionSettings.BLOCK_ALL_SHARING)) {
      users.remove(Shares.ALL);
    }
    return users;
  }

  /** Keeps a volume. */
  public static void put(Transaction transaction, Place place, Volume volume) {
    VOLUMES.put(transaction, place, volume);
  }

  /** Keeps a snapshot. */
  public static void put(Transaction transaction, Place place, VolumeSnapshot snapshot) {
    SNAPSHOTS.put(transaction, place, snapshot);
  }

  /** Forgets a volume. */
  public static void delete(Transaction transaction, Place place, Volume volume) {
    VOLUMES.delete(transaction, place, volume);
  }

  /**
   * Puts a volume into an instance.
   *
   * @throws Fault where it is in another already
   */
  public static Volume attach(
      Transaction transaction, Place place, String id, Volume.Attachment attachment) {
    Volume volume = require(transaction, place, id);
    if (volume.attachments().stream()
        .anyMatch(it -> it.instanceId().equals(attachment.instanceId()))) {
      throw Ec2Faults.of(
          "VolumeInUse",
          "%s is already attached to instance %s".formatted(id, attachment.instanceId()));
    }
    boolean free =
        volume.state() == State.AVAILABLE
            || (volume.state() == State.IN_USE
                && volume.multiAttach()
                && volume.attachments().size() < MOST_SHARING);
    if (!free) {
      throw volume.state() == State.IN_USE
          ? Ec2Faults.of(
              "VolumeInUse", "%s is already attached to an instance".formatted(volume.id()))
          : Ec2Faults.of("IncorrectState", "'%s' is not 'available'.".formatted(volume.id()));
    }
    Volume attached = volume.attached(attachment);
    put(transaction, place, attached);
    return attached;
  }

  /** Writes all of the bytes to a disk, from a position on. */
  public static void write(FileChannel disk, byte[] bytes, long start) throws IOException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    long position = start;
    while (from.hasRemaining()) {
      position += disk.write(from, position);
    }
  }

  /** Makes the disk of a volume, if there is none yet. */
  public static void make(Disks disks, Volume volume) throws IOException {
    if (disks.present().contains(volume.id())) {
      return;
    }
    if (volume.tree()) {
      disks.createTree(volume.id(), volume.source().orElseThrow());
    } else if (volume.source().isPresent()) {
      disks.createBlocks(volume.id(), volume.sizeBytes(), volume.source().get());
    } else {
      disks.createBlocks(volume.id(), volume.sizeBytes());
    }
  }

  /** A volume as the disk of a machine. */
  public static MachinePlan.Attachment disk(Volume volume, String device) {
    return new MachinePlan.Attachment(
        volume.id(),
        device,
        volume.multiAttach(),
        new MachinePlan.Speed(
            volume.performance().operationsPerSecond(),
            volume.performance().bytesPerSecond(volume.sizeGibibytes())));
  }

  /** Makes the disk of a snapshot, if there is none yet. */
  public static void make(Disks disks, VolumeSnapshot snapshot) throws IOException {
    if (snapshot.failure().isPresent()
        || snapshot.isDistribution()
        || disks.present().contains(snapshot.disk())) {
      return;
    }
    if (snapshot.source().isPresent()) {
      disks.copy(snapshot.source().get(), snapshot.disk());
    } else {
      disks.snapshot(snapshot.volumeId(), snapshot.disk());
    }
  }

  /** An account's own snapshot. */
  public static VolumeSnapshot requireOwnSnapshot(Snapshot snapshot, Place place, String id) {
    return SNAPSHOTS.require(snapshot, place, id);
  }

  /** A snapshot that an account may use, its own or another's. */
  public static Optional<VolumeSnapshot> findSnapshot(Snapshot snapshot, Place place, String id) {
    return Optional.ofNullable(SNAPSHOTS.find(snapshot, place, id))
        .or(() -> shared(snapshot, place, id));
  }

  /** What a distribution's image has for a snapshot, which isn't kept as one. */
  public static VolumeSnapshot ofDistribution(
      String id, String ownerId, int sizeGibibytes, String source) {
    return new VolumeSnapshot(
        id,
        ownerId,
        NO_VOLUME,
        sizeGibibytes,
        "",
        Optional.empty(),
        Instant.EPOCH,
        "completed",
        source,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * A copy of a snapshot, which is yet to be made.
   *
   * @param key the copy's key; empty where it isn't encrypted
   */
  public static VolumeSnapshot copy(
      String id,
      Place place,
      VolumeSnapshot source,
      String description,
      Instant now,
      Optional<VolumeKeyOperations.Made> key) {
    return new VolumeSnapshot(
        id,
        place.accountId(),
        NO_VOLUME,
        source.sizeGibibytes(),
        description,
        key.map(VolumeKeyOperations.Made::keyArn),
        now,
        "pending",
        source.isDistribution() ? source.disk() : id,
        source.tree(),
        key.flatMap(VolumeKeyOperations.Made::refusal).map(it -> KEY_NOT_ACCESSIBLE),
        source.isDistribution() ? Optional.empty() : Optional.of(source.disk()),
        key.flatMap(VolumeKeyOperations.Made::key));
  }

  /** The volumes of an instance. */
  public static List<Volume> of(Snapshot snapshot, Place place, String instanceId) {
    return VOLUMES.referring(snapshot, place, instanceId);
  }
}

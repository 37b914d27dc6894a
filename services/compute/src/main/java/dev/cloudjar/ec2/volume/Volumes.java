package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.ec2.ground.Shares;
import dev.cloudjar.ec2.volume.Volume.State;
import dev.cloudjar.fabric.Disks;
import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Volumes and snapshots: their rows, and their disks in the machine room. */
public final class Volumes {
  static final ResourceTable<Volume> VOLUMES =
      new ResourceTable<>(ResourceKind.VOLUME, Volume.class);
  static final ResourceTable<VolumeSnapshot> SNAPSHOTS =
      new ResourceTable<>(ResourceKind.SNAPSHOT, VolumeSnapshot.class);
  static final Shares SHARES = new Shares("ec2.snapshot-share");
  private static final int MOST_SHARING = 16;

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
    return SHARES
        .owner(snapshot, place, id)
        .map(owner -> SNAPSHOTS.require(snapshot, new Place(owner, place.region()), id))
        .orElseGet(() -> SNAPSHOTS.require(snapshot, place, id));
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

  /** The volumes of an instance. */
  public static List<Volume> of(Snapshot snapshot, Place place, String instanceId) {
    return VOLUMES.referring(snapshot, place, instanceId);
  }
}

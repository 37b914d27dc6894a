package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.volume.Volume.Modification;
import dev.cloudjar.ec2.volume.Volume.State;
import dev.cloudjar.fabric.Machines;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Makes disks of volumes and snapshots follow their rows. */
final class VolumeWork {
  private static final String MAKE = "ec2:make-volume";
  private static final String SNAPSHOT = "ec2:make-snapshot";
  private static final String MODIFY = "ec2:modify-volume";
  private static final String REMOVE = "ec2:remove-disk";

  private final Ground ground;

  VolumeWork(Ground ground) {
    this.ground = ground;
    Work work = ground.cloud().work();
    work.handle(MAKE, this::make);
    work.handle(SNAPSHOT, this::snapshot);
    work.handle(MODIFY, this::modify);
    work.handle(REMOVE, this::remove);
  }

  void scheduleMaking(Transaction transaction, Place place, Volume volume) {
    ground.schedule(transaction, MAKE, place, volume.id(), volume.created());
  }

  void scheduleSnapshot(Transaction transaction, Place place, VolumeSnapshot snapshot) {
    ground.schedule(transaction, SNAPSHOT, place, snapshot.id(), snapshot.started());
  }

  void scheduleModification(Transaction transaction, Place place, Volume volume, Instant now) {
    ground.schedule(transaction, MODIFY, place, volume.id(), now);
  }

  void scheduleRemoval(Transaction transaction, Place place, String disk, Instant now) {
    ground.schedule(transaction, REMOVE, place, disk, now);
  }

  private void make(Work.Item item) {
    ResourceKey key = ResourceKey.of(item);
    Place place = key.place();
    Volume volume = ground.read(snapshot -> Volumes.VOLUMES.find(snapshot, place, key.id()));
    if (volume == null || volume.state() != State.CREATING) {
      return;
    }
    if (volume.refusal().isPresent()) {
      // AWS has it disappear, too, some moments after it has said that it is being created.
      ground.transact(
          transaction -> {
            Volume now = Volumes.VOLUMES.find(transaction, place, key.id());
            if (now != null) {
              Volumes.delete(transaction, place, now);
            }
            return true;
          });
      return;
    }
    State made = State.AVAILABLE;
    try {
      Volumes.make(ground.cloud().machineRoom().disks(), volume);
    } catch (IOException | RuntimeException e) {
      made = State.ERROR;
    }
    State state = made;
    ground.transact(
        transaction -> {
          Volume now = Volumes.VOLUMES.find(transaction, place, key.id());
          if (now != null && now.state() == State.CREATING) {
            Volumes.put(transaction, place, now.with(state));
          }
          return true;
        });
  }

  private void snapshot(Work.Item item) {
    ResourceKey key = ResourceKey.of(item);
    Place place = key.place();
    VolumeSnapshot snapshot = ground.read(it -> Volumes.SNAPSHOTS.find(it, place, key.id()));
    if (snapshot == null || !snapshot.state().equals("pending")) {
      return;
    }
    Optional<String> failure = snapshot.failure();
    try {
      Volumes.make(ground.cloud().machineRoom().disks(), snapshot);
    } catch (IOException | RuntimeException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    Optional<String> why = failure;
    ground.transact(
        transaction -> {
          VolumeSnapshot now = Volumes.SNAPSHOTS.find(transaction, place, key.id());
          if (now != null && now.state().equals("pending")) {
            Volumes.put(transaction, place, now.made(why));
          }
          return true;
        });
  }

  private void modify(Work.Item item) {
    ResourceKey key = ResourceKey.of(item);
    Place place = key.place();
    Volume volume = ground.read(snapshot -> Volumes.VOLUMES.find(snapshot, place, key.id()));
    if (volume == null || volume.modified().filter(Modification::underway).isEmpty()) {
      return;
    }
    Modification change = volume.modified().get();
    Volume after = volume.modified(change, Optional.empty());
    Optional<String> failure = Optional.empty();
    try {
      if (!volume.tree()) {
        ground.cloud().machineRoom().disks().grow(volume.id(), after.sizeBytes());
        Machines machines = ground.cloud().machineRoom().machines();
        for (Volume.Attachment it : after.attachments()) {
          if (machines.running().contains(it.instanceId())) {
            machines.adjust(it.instanceId(), Volumes.disk(after, it.device()));
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    Optional<String> why = failure;
    ground.transact(
        transaction -> {
          Volume now = Volumes.VOLUMES.find(transaction, place, key.id());
          if (now != null && now.modified().equals(Optional.of(change))) {
            Volumes.put(transaction, place, now.modified(change, why));
          }
          return true;
        });
  }

  private void remove(Work.Item item) throws IOException {
    ground.cloud().machineRoom().disks().remove(ResourceKey.of(item).id());
  }
}

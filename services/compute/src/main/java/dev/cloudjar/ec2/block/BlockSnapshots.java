package dev.cloudjar.ec2.block;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.volume.StartedSnapshot;
import dev.cloudjar.ec2.volume.VolumeKeyOperations;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Snapshot;

/** Which snapshots have blocks that a caller may read or write. */
final class BlockSnapshots {
  static final int BLOCK_BYTES = 512 * 1024;
  private static final int BLOCKS_PER_GIBIBYTE = 2048;

  private BlockSnapshots() {}

  static int blocks(VolumeSnapshot snapshot) {
    return Math.multiplyExact(snapshot.sizeGibibytes(), BLOCKS_PER_GIBIBYTE);
  }

  static long position(int index) {
    return (long) index * BLOCK_BYTES;
  }

  /**
   * A snapshot whose blocks can be read.
   *
   * @throws Fault where there is none
   */
  static VolumeSnapshot readable(Snapshot rows, Place place, String id) {
    VolumeSnapshot found =
        Volumes.findUnpublic(rows, place, id).orElseThrow(() -> BlockFaults.snapshotNotFound(id));
    if (!found.state().equals("completed")) {
      throw BlockFaults.invalidSnapshot(
          "The snapshot '%s' is in the '%s' state, it has to be 'completed'."
              .formatted(id, found.state()));
    }
    if (found.tree()) {
      throw BlockFaults.invalidSnapshot(
          ("The snapshot '%s' is of a root device, which Cloudjar keeps as files: it has no"
                  + " blocks.")
              .formatted(id));
    }
    return found;
  }

  /** As {@link #readable(Snapshot, Place, String)}, for somebody to whom KMS opens its key. */
  static VolumeSnapshot readable(Ground ground, Call call, String id) {
    VolumeSnapshot found = ground.read(rows -> readable(rows, Place.of(call), id));
    requireKey(call, found);
    return found;
  }

  static void requireKey(Call call, VolumeSnapshot snapshot) {
    if (snapshot.dataKey().isPresent()) {
      try {
        VolumeKeyOperations.open(call, snapshot.dataKey().get());
      } catch (Fault e) {
        throw BlockFaults.keyRefused(String.valueOf(e.getMessage()));
      }
    }
  }

  /** A snapshot that was started. */
  record Started(VolumeSnapshot snapshot, StartedSnapshot started, Place place) {
    boolean isPending() {
      return snapshot.state().equals("pending");
    }
  }

  /**
   * A snapshot that the account has started.
   *
   * @throws Fault where there is none
   */
  static Started started(Snapshot rows, Place place, String id) {
    VolumeSnapshot found =
        Volumes.findSnapshot(rows, place, id)
            .filter(it -> it.ownerId().equals(place.accountId()))
            .orElseThrow(() -> BlockFaults.snapshotNotFound(id));
    return StartedSnapshot.of(rows, place, id)
        .map(started -> new Started(found, started, place))
        .orElseThrow(
            () ->
                BlockFaults.invalidSnapshot(
                    "The snapshot '%s' is of a volume, and not one that was started."
                        .formatted(id)));
  }

  /** As {@link #started}, and it waits for blocks. */
  static Started pending(Snapshot rows, Place place, String id) {
    Started found = started(rows, place, id);
    if (!found.isPending()) {
      throw BlockFaults.invalidSnapshot(
          "The snapshot '%s' is in the '%s' state, it has to be 'pending'."
              .formatted(id, found.snapshot().state()));
    }
    return found;
  }
}

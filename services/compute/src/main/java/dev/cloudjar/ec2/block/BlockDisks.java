package dev.cloudjar.ec2.block;

import dev.cloudjar.ec2.block.BlockSnapshots.Started;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.fabric.Disks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** The disks of snapshots while they are written. */
final class BlockDisks {
  private final Ground ground;

  BlockDisks(Ground ground) {
    this.ground = ground;
  }

  /** Opens the disk, which a crash may have left to be made. */
  synchronized FileChannel open(Started pending) throws IOException {
    Disks disks = ground.cloud().machineRoom().disks();
    VolumeSnapshot snapshot = pending.snapshot();
    try {
      return disks.open(snapshot.disk());
    } catch (NoSuchFileException e) {
      long sizeBytes = BlockSnapshots.position(BlockSnapshots.blocks(snapshot));
      Optional<String> parent = pending.started().parentId().map(it -> disk(pending, it));
      if (parent.isPresent()) {
        disks.createBlocks(snapshot.disk(), sizeBytes, parent.get());
      } else {
        disks.createBlocks(snapshot.disk(), sizeBytes);
      }
      return disks.open(snapshot.disk());
    }
  }

  /** Makes the disk: what its parent has, or nothing. */
  void make(Started pending) throws IOException {
    open(pending).close();
  }

  private String disk(Started pending, String parentId) {
    return ground.read(rows -> Volumes.requireSnapshot(rows, pending.place(), parentId)).disk();
  }

  /** Has nobody write to it any more. */
  void seal(Started pending) throws IOException {
    make(pending);
    ground.cloud().machineRoom().disks().seal(pending.snapshot().disk());
  }
}

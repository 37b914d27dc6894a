package dev.cloudjar.ec2.block;

import dev.cloudjar.ec2.block.BlockSnapshots.Pending;
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
  FileChannel open(Pending pending) throws IOException {
    Disks disks = ground.cloud().machineRoom().disks();
    try {
      return disks.open(pending.snapshot().disk());
    } catch (NoSuchFileException e) {
      make(pending);
      return disks.open(pending.snapshot().disk());
    }
  }

  /** Makes the disk: what its parent has, or nothing. */
  synchronized void make(Pending pending) throws IOException {
    Disks disks = ground.cloud().machineRoom().disks();
    VolumeSnapshot snapshot = pending.snapshot();
    if (disks.present().contains(snapshot.disk())) {
      return;
    }
    long sizeBytes = BlockSnapshots.position(BlockSnapshots.blocks(snapshot));
    Optional<String> parent = pending.started().parentId().map(it -> disk(pending, it));
    if (parent.isPresent()) {
      disks.createBlocks(snapshot.disk(), sizeBytes, parent.get());
    } else {
      disks.createBlocks(snapshot.disk(), sizeBytes);
    }
  }

  private String disk(Pending pending, String parentId) {
    return ground.read(rows -> Volumes.requireSnapshot(rows, pending.place(), parentId)).disk();
  }

  /** Has nobody write to it any more. */
  void seal(Pending pending) throws IOException {
    make(pending);
    ground.cloud().machineRoom().disks().seal(pending.snapshot().disk());
  }
}

package dev.cloudjar.ec2.volume;

import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.References;
import dev.cloudjar.ec2.ground.ResourceKind;

/** All of the room that is about volumes alone. */
public final class VolumePart {
  private VolumePart() {}

  /** Registers the operations of volumes and snapshots. */
  public static void open(Ground ground, Ec2Operations ops) {
    VolumeWork work = new VolumeWork(ground);
    new VolumeOperations(ground, work).register(ops);
    new VolumeModificationOperations(ground, work).register(ops);
    new EncryptionSettingOperations(ground).register(ops);
    new PublicAccessOperations(ground).register(ops);
    new SnapshotSharingOperations(ground).register(ops);
    new SnapshotCopyOperations(ground, work).register(ops);
    new SnapshotLockOperations(ground).register(ops);
    new FastRestoreOperations(ground).register(ops);
    new SnapshotOperations(
            ground,
            work,
            (snapshot, place, id) ->
                References.to(snapshot, place, id, ResourceKind.IMAGE).stream()
                    .findFirst()
                    .orElse(null))
        .register(ops);
  }
}

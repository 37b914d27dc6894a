package dev.cloudjar.ec2.volume;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.ec2.ground.Zones;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That volumes made of a snapshot in a zone are to have their full speed at once.
 *
 * @param zone its name
 * @param sizeGibibytes the snapshot's
 * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-fast-snapshot-restore.html">
 *     Amazon EBS fast snapshot restore</a>
 */
record FastRestore(
    String snapshotId, Zones.Zone zone, String ownerId, int sizeGibibytes, Instant enabling)
    implements Ec2Resource {
  static final ResourceTable<FastRestore> TABLE =
      new ResourceTable<>(ResourceKind.SNAPSHOT, "fast-restore", FastRestore.class);
  private static final Duration TO_OPTIMIZE_A_TEBIBYTE = Duration.ofMinutes(60);
  private static final int GIBIBYTES_OF_TEBIBYTE = 1_024;

  @Override
  public String id() {
    return id(snapshotId, zone);
  }

  static String id(String snapshotId, Zones.Zone zone) {
    return snapshotId + "/" + zone.name();
  }

  /** Since when the snapshot is optimized; null until it is. */
  @Nullable Instant enabled(Instant now) {
    Instant enabled =
        enabling.plus(
            TO_OPTIMIZE_A_TEBIBYTE.multipliedBy(sizeGibibytes).dividedBy(GIBIBYTES_OF_TEBIBYTE));
    return now.isBefore(enabled) ? null : enabled;
  }

  String state(Instant now) {
    return enabled(now) == null ? "optimizing" : "enabled";
  }
}

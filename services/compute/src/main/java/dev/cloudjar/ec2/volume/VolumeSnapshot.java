package dev.cloudjar.ec2.volume;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A snapshot of a volume.
 *
 * @param disk its name in the machine room
 * @param tree whether it holds files rather than blocks
 * @param state pending, completed or error
 */
public record VolumeSnapshot(
    String id,
    String ownerId,
    String volumeId,
    int sizeGibibytes,
    String description,
    Optional<String> keyArn,
    Instant started,
    String state,
    String disk,
    boolean tree)
    implements Ec2Resource {

  /** This snapshot in another state. */
  public VolumeSnapshot in(String changed) {
    return new VolumeSnapshot(
        id, ownerId, volumeId, sizeGibibytes, description, keyArn, started, changed, disk, tree);
  }

  @Override
  public Set<String> references() {
    return Set.of(volumeId);
  }
}

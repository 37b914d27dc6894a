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
 * @param failure why it is in error
 * @param dataKey its volume's key; empty where it isn't encrypted
 * @param source the name of the snapshot that it is a copy of; empty for one of its volume
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
    boolean tree,
    Optional<String> failure,
    Optional<String> source,
    Optional<DataKey> dataKey)
    implements Ec2Resource {

  /** Whether it is a distribution's files, which all installations of a user share. */
  boolean isDistribution() {
    return !disk.startsWith("snap-");
  }

  /** This snapshot once it is made, or couldn't be. */
  public VolumeSnapshot made(Optional<String> why) {
    return new VolumeSnapshot(
        id,
        ownerId,
        volumeId,
        sizeGibibytes,
        description,
        keyArn,
        started,
        why.isEmpty() ? "completed" : "error",
        disk,
        tree,
        why,
        source,
        dataKey);
  }

  @Override
  public Set<String> references() {
    return Set.of(volumeId);
  }
}

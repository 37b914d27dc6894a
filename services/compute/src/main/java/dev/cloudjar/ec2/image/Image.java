package dev.cloudjar.ec2.image;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An image that instances start from.
 *
 * @param source what roots are made over, as the machine room knows it
 * @param distribution what has to be prepared before {@code source} is there; empty for nothing
 * @param rootDevice such as {@code /dev/xvda}
 * @param state pending, available or failed
 * @param failure why it has failed
 * @param from the image that it was copied or made from
 */
public record Image(
    String id,
    String ownerId,
    String name,
    String description,
    String architecture,
    String rootDevice,
    List<Device> devices,
    String source,
    Optional<String> distribution,
    Instant created,
    String state,
    Optional<String> failure,
    Optional<String> from)
    implements Ec2Resource {

  /** Copies the list. */
  public Image {
    devices = List.copyOf(devices);
  }

  /**
   * A volume that instances of the image have.
   *
   * @param snapshotId what it is made from; empty for zeroes
   * @param virtualName {@code ephemeral0} and so on for disks of the host
   */
  public record Device(
      String name,
      Optional<String> snapshotId,
      int sizeGibibytes,
      String type,
      Optional<Integer> iops,
      Optional<Integer> throughput,
      boolean encrypted,
      boolean deletedOnTermination,
      Optional<String> virtualName) {}

  /** The volume that instances boot from. */
  public Optional<Device> root() {
    return devices.stream().filter(it -> it.name().equals(rootDevice)).findFirst();
  }

  /** This image in another state. */
  public Image in(String changed, Optional<String> why) {
    return new Image(
        id,
        ownerId,
        name,
        description,
        architecture,
        rootDevice,
        devices,
        source,
        distribution,
        created,
        changed,
        why,
        from);
  }

  Image described(String changed) {
    return new Image(
        id,
        ownerId,
        name,
        changed,
        architecture,
        rootDevice,
        devices,
        source,
        distribution,
        created,
        state,
        failure,
        from);
  }

  @Override
  public Set<String> references() {
    Set<String> others = new HashSet<>();
    devices.forEach(it -> it.snapshotId().ifPresent(others::add));
    return others;
  }
}

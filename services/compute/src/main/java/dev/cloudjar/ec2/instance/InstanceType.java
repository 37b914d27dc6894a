package dev.cloudjar.ec2.instance;

import java.util.Optional;

/**
 * A type of instances.
 *
 * @param name such as {@code t3.micro}
 * @param virtualCpus how many it has
 * @param memoryMebibytes how much it has
 * @param architecture {@code x86_64} or {@code arm64}
 * @param hypervisor {@code nitro} or {@code xen}; empty for bare metal
 * @param burst what it does beyond its share; empty for types that always have all
 * @param store disks of its host; empty for none
 * @param interfaces how many network interfaces it may have
 * @param addressesPerInterface how many IPv4 addresses each of them may have
 */
public record InstanceType(
    String name,
    int virtualCpus,
    long memoryMebibytes,
    String architecture,
    Optional<String> hypervisor,
    Optional<Burst> burst,
    Optional<Store> store,
    int interfaces,
    int addressesPerInterface) {

  /**
   * How a burstable type earns.
   *
   * @param creditsPerHour one is a minute of one whole processor
   * @param unlimitedByDefault whether it goes on without credits unless told otherwise
   */
  public record Burst(double creditsPerHour, boolean unlimitedByDefault) {}

  /** Disks of the host, which lose what they hold with the host. */
  public record Store(int disks, int gigabytesEach) {}

  /** What comes before the dot. */
  public String family() {
    return name.substring(0, name.indexOf('.'));
  }

  public boolean isBareMetal() {
    return hypervisor.isEmpty();
  }

  /** Of the current generation as AWS calls it. */
  public boolean isCurrentGeneration() {
    return !family().equals("m1");
  }

  /** How many threads a core has. */
  public int threadsPerCore() {
    return architecture.equals("arm64") || virtualCpus == 1 ? 1 : 2;
  }

  /** Whether it can be launched with that image. */
  public boolean runs(String imageArchitecture) {
    return architecture.equals(imageArchitecture);
  }
}

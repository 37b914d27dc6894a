package dev.cloudjar.fabric;

import java.util.List;
import java.util.Map;

/**
 * What a machine is to be while it runs.
 *
 * @param machine its name, which is also its host's in {@link NetworkPlan.Interface}
 * @param hostName what it calls itself
 * @param rootDisk the name of the disk that it boots from, which is a {@link Disks#createTree tree}
 * @param processors how many, and parts of one
 * @param memoryBytes how much it may use
 * @param attachments its other disks
 * @param files what is put below {@code /run/cloudjar} before each start, by file name; only root
 *     can read them. {@code init} is run, if there is one, when the network is up
 */
public record MachinePlan(
    String machine,
    String hostName,
    String rootDisk,
    double processors,
    long memoryBytes,
    List<Attachment> attachments,
    Map<String, String> files) {

  /** Copies the collections. */
  public MachinePlan {
    attachments = List.copyOf(attachments);
    files = Map.copyOf(files);
  }

  /**
   * A disk of blocks in a machine.
   *
   * @param device what the machine calls it, such as {@code /dev/sdf}
   * @param shared whether other machines may have it as well. Each has its own memory of what it
   *     has read, as it has of any disk: what others write is seen by reading past that
   */
  public record Attachment(String disk, String device, boolean shared, Speed speed) {
    /** A disk that is in no other machine and as fast as this machine's. */
    public Attachment(String disk, String device) {
      this(disk, device, false, Speed.UNLIMITED);
    }
  }

  /**
   * What a machine may read from a disk in a second, and as much again write. What is written
   * behind a program's back is not held up by version 1 of control groups.
   *
   * @param operations how many; 0 for any number
   * @param bytes how many; 0 for any number
   */
  public record Speed(long operations, long bytes) {
    /** As fast as this machine is. */
    public static final Speed UNLIMITED = new Speed(0, 0);
  }
}

package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Users;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Disks of blocks: sparse files, and the loop devices that the kernel makes of them. */
final class Blocks {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Path DEVICES = Path.of("/sys/block");

  private Blocks() {}

  static void create(Path file, long sizeBytes) throws IOException {
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("no size of a disk: " + sizeBytes);
    }
    try (RandomAccessFile blocks = new RandomAccessFile(file.toFile(), "rw")) {
      blocks.setLength(sizeBytes);
    }
  }

  /** Shares the blocks where the file system can, and leaves out zeroes where it can't. */
  static void copy(Path from, Path to) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      Files.copy(from, to);
      return;
    }
    Command.of("cp", "--reflink=auto", "--sparse=always", "--", from.toString(), to.toString())
        .within(PATIENCE)
        .run();
  }

  static void grow(Path file, long sizeBytes) throws IOException {
    long before = Files.size(file);
    if (sizeBytes < before) {
      throw new IOException("a disk of %d bytes doesn't shrink to %d".formatted(before, sizeBytes));
    }
    try (RandomAccessFile blocks = new RandomAccessFile(file.toFile(), "rw")) {
      blocks.setLength(sizeBytes);
    }
    for (String device : devices(file)) {
      Command.of("losetup", "--set-capacity", "/dev/" + device).run();
    }
  }

  /** Makes a further block device of a file and returns its name below {@code /dev}. */
  static String attach(Path file) throws IOException {
    if (!Users.here().all()) {
      throw new IOException(
          "disks of blocks take loop devices, which are for real root: run Cloudjar as root");
    }
    String device = Command.of("losetup", "--find", "--show", file.toString()).run().strip();
    return device.substring("/dev/".length());
  }

  /**
   * Takes a device's file away, if that is still its file. It goes on as long as it is mounted
   * somewhere.
   *
   * @return whether it is gone
   */
  static boolean detach(String device, Path file) throws IOException {
    if (!devices(file).contains(device)) {
      // The number may be another disk's by now.
      return true;
    }
    Command.Result result = Command.of("losetup", "--detach", "/dev/" + device).attempt();
    return result.status() != 0 || !devices(file).contains(device);
  }

  /** The devices that are made of a file, or of files below a directory. */
  static List<String> devices(Path fileOrDirectory) throws IOException {
    var devices = new ArrayList<String>();
    for (String device : Trees.names(DEVICES)) {
      if (device.startsWith("loop")) {
        try {
          String file = Files.readString(backing(device)).strip();
          if (Path.of(file.replaceFirst(" \\(deleted\\)$", "")).startsWith(fileOrDirectory)) {
            devices.add(device);
          }
        } catch (NoSuchFileException e) {
          // It is made of none, or of none any more.
        }
      }
    }
    return devices;
  }

  /** The numbers by which the kernel knows a device, such as {@code 7:3}. */
  static String numbers(String device) throws IOException {
    return Files.readString(DEVICES.resolve(device).resolve("dev")).strip();
  }

  private static Path backing(String device) {
    return DEVICES.resolve(device).resolve("loop/backing_file");
  }
}

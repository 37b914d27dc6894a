package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.kernel.Installation;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What temporary installations leave behind when they are killed: nobody opens their directories
 * again, so whoever opens one beside them takes their machines and networks away.
 */
final class Leftovers {
  // What clouds call the directories of theirs that end with them.
  private static final String TEMPORARY = "cloudjar-machine-room-";
  private static final String OWNER = "owner";

  private Leftovers() {}

  /** Writes down who has opened a directory. */
  static void mark(Path directory) throws IOException {
    if (isTemporary(directory)) {
      Files.writeString(directory.resolve(OWNER), owner(ProcessHandle.current()));
    }
  }

  /** Clears the temporary directories beside a temporary one whose owners have ended. */
  static void clear(Path directory, Path images) throws IOException {
    Path parent = directory.toAbsolutePath().normalize().getParent();
    if (parent == null || !isTemporary(directory)) {
      return;
    }
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(parent, TEMPORARY + "*")) {
      for (Path sibling : siblings) {
        if (isAbandoned(sibling)) {
          try (HostMachineRoom room = HostMachineRoom.open(Installation.of(sibling), images)) {
            room.clear();
          }
          Trees.remove(sibling);
        }
      }
    }
  }

  private static boolean isTemporary(Path directory) {
    return String.valueOf(directory.getFileName()).startsWith(TEMPORARY);
  }

  private static boolean isAbandoned(Path directory) throws IOException {
    try {
      String told = Files.readString(directory.resolve(OWNER));
      long process = Long.parseLong(told.substring(0, told.indexOf(' ')));
      return ProcessHandle.of(process).filter(one -> owner(one).equals(told)).isEmpty();
    } catch (NoSuchFileException e) {
      // Somebody is opening it, or has.
      return false;
    }
  }

  private static String owner(ProcessHandle process) {
    return "%d %s".formatted(process.pid(), process.info().startInstant().orElse(null));
  }
}

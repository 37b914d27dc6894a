package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.kernel.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens machine rooms. */
public final class MachineRooms {

  private MachineRooms() {}

  /**
   * Opens the machine room of the installation in a directory; images are those of the user. One
   * process at a time may have it open.
   */
  public static MachineRoom open(Path directory) throws IOException {
    return open(directory, imagesOfThisUser());
  }

  /** Opens a machine room whose images are in a directory. */
  public static MachineRoom open(Path directory, Path images) throws IOException {
    Leftovers.clear(directory, images);
    MachineRoom room = HostMachineRoom.open(Installation.of(directory), images);
    Leftovers.mark(directory);
    return room;
  }

  /**
   * What a machine room in a directory would be able to do, without opening any.
   *
   * @param near a directory of the file system that it would be on
   */
  public static List<Capability> capabilities(Path near) throws IOException {
    Path directory = Files.createTempDirectory(near, ".machine-room-");
    try {
      return HostMachineRoom.capabilities(Installation.of(directory));
    } finally {
      Files.delete(directory);
    }
  }

  /** Where images are unless told otherwise: one directory for all installations of a user. */
  public static Path imagesOfThisUser() {
    String chosen = System.getenv("XDG_CACHE_HOME");
    Path caches =
        chosen == null || chosen.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(chosen);
    return caches.resolve("cloudjar").resolve("images").toAbsolutePath().normalize();
  }
}

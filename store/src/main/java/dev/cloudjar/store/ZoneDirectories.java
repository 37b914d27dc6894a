package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the zones of a store are; written down in it, since it cannot do without them.
 *
 * @param identity tells the store from others, so that none takes another's zones for its own
 * @param directories one for each zone
 */
record ZoneDirectories(String identity, List<Path> directories) {
  private static final String FILE = "ZONES";

  /** Of what is given as a zone, the part that is the store's. */
  private static final String OWN = "cloudjar-zone";

  /** The zones of a store; null where it has none, or is none. */
  static @Nullable ZoneDirectories read(Path store) throws IOException {
    try {
      List<String> lines = Files.readAllLines(store.resolve(FILE));
      return new ZoneDirectories(lines.getFirst(), lines.stream().skip(1).map(Path::of).toList());
    } catch (NoSuchFileException absent) {
      return null;
    }
  }

  /**
   * Has a store keep its blobs in zones from now on.
   *
   * @param asked a directory for each, three at the least
   * @throws IOException where it has other zones already
   */
  static ZoneDirectories take(Path store, List<Path> asked) throws IOException {
    List<Path> directories =
        asked.stream().map(each -> each.toAbsolutePath().normalize().resolve(OWN)).toList();
    ZoneDirectories known = read(store);
    if (known != null) {
      if (!known.directories.equals(directories)) {
        throw new IOException(
            store + " has its zones in " + known.given() + "; they cannot be others");
      }
      return known;
    }
    if (directories.size() < 3 || directories.stream().distinct().count() < directories.size()) {
      throw new IOException("zones are three directories or more, none of them twice");
    }
    ZoneDirectories made = new ZoneDirectories(UUID.randomUUID().toString(), directories);
    made.write(store);
    return made;
  }

  private void write(Path store) throws IOException {
    List<String> lines = new ArrayList<>(List.of(identity));
    directories.forEach(directory -> lines.add(directory.toString()));
    Path partial = store.resolve(FILE + ".partial");
    Files.write(
        partial,
        lines,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.DSYNC);
    Files.move(partial, store.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    DirectoryEntries.sync(store);
  }

  /** The directories as they were given. */
  private List<Path> given() {
    return directories.stream().map(Path::getParent).toList();
  }

  String marker(int zone) {
    return "cloudjar zone " + zone + " of " + identity + "\n";
  }
}

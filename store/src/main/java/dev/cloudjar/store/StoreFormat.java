package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Says in a directory how it is to be read, so that no program reads it otherwise. */
final class StoreFormat {
  private static final String CURRENT = "cloudjar store, format 3\n";

  private StoreFormat() {}

  /**
   * Makes sure that {@code directory} holds a store of this program's format; makes it one if there
   * is nothing in it.
   */
  static void check(Path directory) throws IOException {
    Path marker = directory.resolve("FORMAT");
    try {
      String found = Files.readString(marker);
      if (!found.equals(CURRENT)) {
        throw new IOException(
            "%s was written as \"%s\"; this program reads \"%s\""
                .formatted(directory, found.strip(), CURRENT.strip()));
      }
    } catch (NoSuchFileException absent) {
      if (Files.exists(directory.resolve("rows/CURRENT"))) {
        throw new IOException(directory + " holds rows but doesn't say of which format", absent);
      }
      make(directory, marker);
    }
  }

  /** The marker comes last: where it is, the directories are, whatever happened meanwhile. */
  private static void make(Path directory, Path marker) throws IOException {
    Files.createDirectories(directory.resolve("rows"));
    Path blobs = Files.createDirectories(directory.resolve("blobs/incoming")).resolveSibling(".");
    Path partial = directory.resolve("FORMAT.partial");
    Files.writeString(
        partial,
        CURRENT,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.DSYNC);
    DirectoryEntries.sync(blobs);
    DirectoryEntries.sync(directory);
    DirectoryEntries.sync(directory.toAbsolutePath().resolveSibling("."));
    Files.move(partial, marker, StandardCopyOption.ATOMIC_MOVE);
    DirectoryEntries.sync(directory);
  }
}

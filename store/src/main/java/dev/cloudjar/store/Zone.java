package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory that copies of blobs are kept in, apart from those of other zones. It may be lost at
 * any time; then it begins anew, empty.
 */
final class Zone implements AutoCloseable {
  private static final String MARKER = "ZONE";

  private final int number;
  private final Path directory;
  private final String marker;
  private final KeyValueStore store;
  private final Durability durability;
  private volatile FileBlobs blobs;
  private volatile boolean begunAnew;

  /**
   * Opens a zone.
   *
   * @param number from 0
   * @param directories the zone's own is made if it isn't there
   * @throws IOException where it is another's, or cannot be used
   */
  Zone(int number, ZoneDirectories directories, KeyValueStore store, Durability durability)
      throws IOException {
    this.number = number;
    this.directory = directories.directories().get(number);
    this.marker = directories.marker(number);
    this.store = store;
    this.durability = durability;
    this.blobs = open();
  }

  private FileBlobs open() throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve(MARKER);
    try {
      String found = Files.readString(file);
      if (!found.equals(marker)) {
        throw new IOException(
            "%s is %s, not %s".formatted(directory, found.strip(), marker.strip()));
      }
    } catch (NoSuchFileException absent) {
      Files.writeString(
          file,
          marker,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
      DirectoryEntries.sync(directory);
      begunAnew = true;
    }
    return FileBlobs.open(
        directory.resolve("copies"), store, durability, "store.zone-" + number + ".");
  }

  int number() {
    return number;
  }

  Path directory() {
    return directory;
  }

  /** What keeps the copies now; another one once the directory was lost. */
  FileBlobs blobs() {
    return blobs;
  }

  /** Whether there was nothing in it when it was opened. */
  boolean begunAnew() {
    return begunAnew;
  }

  boolean isThere() {
    return Files.exists(directory.resolve(MARKER));
  }

  /** Makes the directory anew where it has been lost; false where it has not. */
  synchronized boolean restore() throws IOException {
    if (isThere()) {
      return false;
    }
    blobs = open();
    return true;
  }

  @Override
  public void close() {
    blobs.close();
  }
}

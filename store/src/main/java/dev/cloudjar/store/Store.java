package dev.cloudjar.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows and the blobs that belong to them. */
public final class Store implements AutoCloseable {
  private final KeyValueStore rows;
  private final Blobs blobs;
  private final Unlock unlock;

  private interface Unlock {
    void run() throws IOException;
  }

  private Store(KeyValueStore rows, Blobs blobs, Unlock unlock) {
    this.rows = rows;
    this.blobs = blobs;
    this.unlock = unlock;
  }

  /**
   * A store that lives as long as its process. Blobs are in files in {@code .cache/cloudjar} of the
   * user's home, or in {@code java.io.tmpdir} where that cannot be; made with the first one and
   * removed at the end.
   */
  public static Store inMemory() {
    return inMemory(TemporaryBlobs.usualParents());
  }

  static Store inMemory(List<Path> parents) {
    KeyValueStore rows = new MemoryStore();
    return new Store(rows, new TemporaryBlobs(parents, rows), () -> {});
  }

  /**
   * Opens the store in {@code directory}, which is made if it isn't there. One opener at a time may
   * have it. RocksDB's library is unpacked into the directory.
   *
   * @throws DirectoryInUseException where somebody has the directory; the message names the process
   */
  public static Store open(Path directory, Durability durability) throws IOException {
    return open(directory, durability, directory.resolve("native"));
  }

  /**
   * Opens the store in {@code directory}.
   *
   * @param nativeDirectory where RocksDB's library is unpacked to, if it isn't there yet; may serve
   *     any number of stores, but must be writable by nobody who isn't trusted
   */
  public static Store open(Path directory, Durability durability, Path nativeDirectory)
      throws IOException {
    return open(directory, durability, nativeDirectory, List.of());
  }

  /** Opens the store in {@code directory} with zones, and RocksDB's library in the directory. */
  public static Store open(Path directory, Durability durability, List<Path> zones)
      throws IOException {
    return open(directory, durability, directory.resolve("native"), zones);
  }

  /**
   * Opens the store in {@code directory}, and keeps a copy of each blob in each of several zones.
   *
   * @param zones a directory for each, three at the least; empty to go on as the store was last
   *     opened, without any if it is new. Blobs from before there were zones stay where they are
   * @throws IOException where the store has other zones
   */
  public static Store open(
      Path directory, Durability durability, Path nativeDirectory, List<Path> zones)
      throws IOException {
    Files.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.take(directory);
    KeyValueStore rows = null;
    try {
      StoreFormat.check(directory);
      rows = RocksStore.open(directory.resolve("rows"), nativeDirectory, durability);
      Blobs blobs = BlobsBySize.open(directory.resolve("blobs"), rows, durability);
      ZoneDirectories directories =
          zones.isEmpty()
              ? ZoneDirectories.read(directory)
              : ZoneDirectories.take(directory, zones);
      if (directories != null) {
        blobs = ZonedBlobs.open(blobs, directories, rows, durability);
      }
      return new Store(rows, blobs, lock::close);
    } catch (IOException | RuntimeException | Error e) {
      if (rows != null) {
        rows.close();
      }
      lock.close();
      throw e;
    }
  }

  /** Ordered pairs. */
  public KeyValueStore rows() {
    return rows;
  }

  /** Content too large for a row; to be used with transactions of {@link #rows}. */
  public Blobs blobs() {
    return blobs;
  }

  /** The directories of the zones of the store in {@code directory}; none where it has none. */
  public static List<Path> zonesOf(Path directory) throws IOException {
    ZoneDirectories zones = ZoneDirectories.read(directory);
    return zones == null ? List.of() : zones.directories();
  }

  /** The directories of this store's zones, and whether they are there. */
  public Map<Path, Boolean> zones() {
    Map<Path, Boolean> zones = new LinkedHashMap<>();
    if (blobs instanceof ZonedBlobs zoned) {
      zoned.zones().forEach(zone -> zones.put(zone.directory(), zone.isThere()));
    }
    return zones;
  }

  /**
   * Reads every copy of every blob in the zones, and makes those anew that are gone or damaged;
   * takes as long as reading them all.
   */
  public Scrub scrub() {
    return blobs instanceof ZonedBlobs zoned ? zoned.scrub() : Scrub.NOTHING;
  }

  @Override
  public void close() {
    try {
      try {
        blobs.close();
      } finally {
        rows.close();
      }
    } finally {
      unlock();
    }
  }

  private void unlock() {
    try {
      unlock.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.cloudjar.store;

import java.nio.file.Path;

/**
 * Rows and the blobs that belong to them.
 *
 * @param rows ordered pairs
 * @param blobs content too large for a row; to be used with transactions of {@code rows}
 */
public record Store(KeyValueStore rows, Blobs blobs) implements AutoCloseable {

  /**
   * A store that lives as long as its process. Blobs are in files in {@code java.io.tmpdir}, made
   * with the first one and removed at the end.
   */
  public static Store inMemory() {
    KeyValueStore rows = new MemoryStore();
    return new Store(rows, new TemporaryBlobs(Path.of(System.getProperty("java.io.tmpdir")), rows));
  }

  @Override
  public void close() {
    try {
      blobs.close();
    } finally {
      rows.close();
    }
  }
}

package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives the files that new blobs are written to. Where entries in the directory must be durable,
 * files are made many at a time, ahead of need, so that a blob doesn't wait for the disk twice:
 * once for its bytes and once for its name.
 */
final class IncomingFiles implements AutoCloseable {
  private static final int MOST_SPARE = 64;

  private final Path directory;
  private final Durability durability;
  private final BlobNames names = new BlobNames();
  private final Deque<BlobId> spare = new ArrayDeque<>();
  private int nextSpare = 1;

  IncomingFiles(Path directory, Durability durability) {
    this.directory = directory;
    this.durability = durability;
  }

  /** An empty file, named as the blob. */
  BlobId take() throws IOException {
    return switch (durability) {
      case OS -> make();
      case SYNC -> takeSpare();
    };
  }

  Path file(BlobId id) {
    return directory.resolve(id.value());
  }

  @Override
  public synchronized void close() throws IOException {
    for (BlobId id = spare.poll(); id != null; id = spare.poll()) {
      Files.deleteIfExists(file(id));
    }
  }

  /** The first blob of a store waits for one file; who needs many gets many at a time. */
  private synchronized BlobId takeSpare() throws IOException {
    if (spare.isEmpty()) {
      for (int i = 0; i < nextSpare; i++) {
        spare.add(make());
      }
      DirectoryEntries.sync(directory);
      nextSpare = Math.min(nextSpare * 2, MOST_SPARE);
    }
    return spare.remove();
  }

  /** A blob's name that no file has. */
  BlobId name() {
    return names.next();
  }

  private BlobId make() throws IOException {
    BlobId id = name();
    Files.createFile(file(id));
    return id;
  }
}

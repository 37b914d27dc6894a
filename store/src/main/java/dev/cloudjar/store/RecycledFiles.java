package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few files of removed blobs, to be written over by new ones of about the same size. That
 * spares the operating system to drop pages and blocks and to find new ones, which takes as long as
 * copying the bytes.
 */
final class RecycledFiles implements AutoCloseable {
  private static final int MOST = 8;
  private static final long LEAST_BYTES = 1 << 20;
  private static final long MOST_BYTES = 64 << 20;

  private final IncomingFiles incoming;
  private final Durability durability;
  private final Map<BlobId, Integer> readers = new ConcurrentHashMap<>();
  private final Deque<Spare> spare = new ArrayDeque<>();
  private boolean closed;

  private record Spare(BlobId id, long sizeBytes) {}

  RecycledFiles(IncomingFiles incoming, Durability durability) {
    this.incoming = incoming;
    this.durability = durability;
  }

  /** Called before a blob is opened: its file is then not written over until it is closed. */
  void opening(BlobId id) {
    readers.merge(id, 1, Integer::sum);
  }

  /** Called once for each time that a blob was opened, or could not be. */
  void closed(BlobId id) {
    readers.computeIfPresent(id, (_, count) -> count == 1 ? null : count - 1);
  }

  /** A file of about a size, which has a new blob's name; null where there is none. */
  synchronized @Nullable BlobId take(long sizeBytes) {
    for (Iterator<Spare> all = spare.iterator(); all.hasNext(); ) {
      Spare each = all.next();
      if (each.sizeBytes / 2 <= sizeBytes && sizeBytes / 2 <= each.sizeBytes) {
        all.remove();
        return each.id;
      }
    }
    return null;
  }

  /**
   * Takes the file of a blob that was released, if it is wanted. Who has opened it by then reads
   * on, and who has not finds it no more.
   *
   * @return whether it was taken
   */
  boolean offer(BlobId released, Path file) throws IOException {
    if (isFull() || readers.containsKey(released)) {
      return false;
    }
    long sizeBytes = Files.exists(file) ? Files.size(file) : 0;
    if (sizeBytes < LEAST_BYTES || sizeBytes > MOST_BYTES) {
      return false;
    }
    BlobId id = incoming.name();
    Path renamed = Files.move(file, incoming.file(id));
    if (readers.containsKey(released)) {
      Files.delete(renamed);
      return true;
    }
    if (durability == Durability.SYNC) {
      DirectoryEntries.sync(renamed.resolveSibling("."));
    }
    if (!add(new Spare(id, sizeBytes))) {
      Files.delete(renamed);
    }
    return true;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (Spare each : spare) {
      Files.deleteIfExists(incoming.file(each.id));
    }
    spare.clear();
  }

  private synchronized boolean isFull() {
    return closed || spare.size() >= MOST;
  }

  private synchronized boolean add(Spare file) {
    if (closed) {
      return false;
    }
    spare.add(file);
    return true;
  }
}

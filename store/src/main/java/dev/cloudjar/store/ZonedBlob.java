package dev.cloudjar.store;

import dev.cloudjar.store.ZoneRows.Copy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Reads a blob from one copy, and goes over to the next where that one is gone or damaged. */
final class ZonedBlob implements Blob {
  /** Opens a copy. */
  interface Opener {
    Blob open(Copy copy) throws IOException;
  }

  private final BlobId id;
  private final long sizeBytes;
  private final Deque<Copy> left;
  private final Opener opener;
  private final Runnable onDamage;

  private final ByteBuffer block = ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES);
  private long blockNumber = -1;
  private @Nullable Blob copy;

  /**
   * @param copies in the order in which to try them
   * @param onDamage told of every copy that does not serve
   */
  ZonedBlob(BlobId id, long sizeBytes, Collection<Copy> copies, Opener opener, Runnable onDamage) {
    this.id = id;
    this.sizeBytes = sizeBytes;
    this.left = new ArrayDeque<>(copies);
    this.opener = opener;
    this.onDamage = onDamage;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public synchronized int read(ByteBuffer target, long position) throws IOException {
    if (position >= sizeBytes) {
      return -1;
    }
    long number = position / BlockChecksums.BLOCK_BYTES;
    if (number != blockNumber) {
      load(number);
    }
    int from = (int) (position - number * BlockChecksums.BLOCK_BYTES);
    int count = Math.min(target.remaining(), block.limit() - from);
    target.put(block.slice(from, count));
    return count;
  }

  private void load(long number) throws IOException {
    blockNumber = -1;
    while (true) {
      Blob open = open();
      try {
        BlockChecksums.read(open, sizeBytes, number, block);
        blockNumber = number;
        return;
      } catch (IOException e) {
        open.close();
        copy = null;
        onDamage.run();
      }
    }
  }

  /**
   * Opens the first copy that there is.
   *
   * @throws LostBlobException where there is none
   */
  synchronized Blob open() throws IOException {
    Blob open = copy;
    while (open == null) {
      Copy next = left.poll();
      if (next == null) {
        throw new LostBlobException(id);
      }
      try {
        open = opener.open(next);
      } catch (IOException e) {
        onDamage.run();
      }
    }
    copy = open;
    return open;
  }

  @Override
  public synchronized void close() {
    if (copy != null) {
      copy.close();
      copy = null;
    }
    left.clear();
  }
}

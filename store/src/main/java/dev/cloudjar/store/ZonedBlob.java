package dev.cloudjar.store;

import dev.cloudjar.store.ZoneRows.Copy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a blob from one copy, and goes over to the next where that one is gone or damaged. */
final class ZonedBlob implements Blob {
  /** Opens a copy. */
  interface Opener {
    Blob open(Copy copy) throws IOException;
  }

  private final BlobId id;
  private final long sizeBytes;
  private final List<Copy> copies;
  private final Opener opener;
  private final Runnable onDamage;

  private final ByteBuffer block = ByteBuffer.allocate(BlockChecksums.BLOCK_BYTES);
  private long blockNumber = -1;

  /** Which of the copies is read. */
  private int reading;

  private @Nullable Blob copy;

  /**
   * @param copies in the order in which to try them
   * @param onDamage told whenever a copy does not serve
   */
  ZonedBlob(BlobId id, long sizeBytes, List<Copy> copies, Opener opener, Runnable onDamage) {
    this.id = id;
    this.sizeBytes = sizeBytes;
    this.copies = List.copyOf(copies);
    this.opener = opener;
    this.onDamage = onDamage;
  }

  private interface Use {
    void with(Blob copy) throws IOException;
  }

  /**
   * Makes sure that there is a copy to read from.
   *
   * @throws LostBlobException where there is none
   */
  synchronized void check() throws LostBlobException {
    withAny(open -> {});
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
      blockNumber = -1;
      withAny(open -> BlockChecksums.read(open, sizeBytes, number, block));
      blockNumber = number;
    }
    int from = (int) (position - number * BlockChecksums.BLOCK_BYTES);
    int count = Math.min(target.remaining(), block.limit() - from);
    target.put(block.slice(from, count));
    return count;
  }

  /** Tries one copy after the other, from the one that served last. */
  private void withAny(Use use) throws LostBlobException {
    for (int tries = 0; tries < copies.size(); tries++) {
      try {
        Blob open = copy;
        if (open == null) {
          open = opener.open(copies.get(reading));
          copy = open;
        }
        use.with(open);
        return;
      } catch (IOException e) {
        close();
        reading = (reading + 1) % copies.size();
        onDamage.run();
      }
    }
    throw new LostBlobException(id);
  }

  @Override
  public synchronized void close() {
    if (copy != null) {
      copy.close();
      copy = null;
    }
  }
}

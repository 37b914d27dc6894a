package dev.cloudjar.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A file with exactly a blob's bytes. It may be removed while it is open.
 *
 * <p>Who reads much of it reads from memory that the file is mapped to, which spares a copy and a
 * call of the system for each piece; for a little, mapping costs more than it spares.
 */
final class FileBlob implements Blob {
  private static final long LEAST_READ_BYTES = 256 * 1024;
  private static final long LEAST_LEFT_BYTES = 1024 * 1024;

  private final FileChannel channel;
  private final long sizeBytes;
  private final Runnable onClose;
  private long readBytes;
  private @Nullable Arena arena;
  private volatile @Nullable MemorySegment mapped;
  private boolean closed;

  /**
   * @param onClose run once, when nobody reads the file any more
   */
  FileBlob(FileChannel channel, Runnable onClose) throws IOException {
    this.channel = channel;
    this.sizeBytes = channel.size();
    this.onClose = onClose;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    MemorySegment memory = mapped;
    if (memory == null && sizeBytes - position >= LEAST_LEFT_BYTES) {
      memory = mapIfRead(target.remaining());
    }
    if (memory == null) {
      return channel.read(target, position);
    }
    if (position >= sizeBytes) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), sizeBytes - position);
    try {
      MemorySegment.ofBuffer(target).copyFrom(memory.asSlice(position, count));
    } catch (InternalError e) {
      throw new IOException("the disk failed under a mapped file", e);
    }
    target.position(target.position() + count);
    return count;
  }

  @SuppressWarnings("MustBeClosedChecker") // closed with the blob
  private synchronized @Nullable MemorySegment mapIfRead(int moreBytes) throws IOException {
    readBytes += moreBytes;
    if (mapped == null && readBytes > LEAST_READ_BYTES && !closed) {
      Arena forReaders = Arena.ofShared();
      try {
        mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, sizeBytes, forReaders);
        arena = forReaders;
      } catch (IOException | RuntimeException e) {
        forReaders.close();
        throw e;
      }
    }
    return mapped;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (arena != null) {
        arena.close();
      }
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      onClose.run();
    }
  }
}

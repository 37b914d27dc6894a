package dev.cloudjar.store;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** A blob that was read whole, into an array that serves others once this is closed. */
final class BytesBlob implements Blob {
  private final byte[] array;
  private final int sizeBytes;
  private final Consumer<byte[]> onClose;
  private boolean closed;

  /**
   * @param array begins with the bytes
   * @param onClose takes the array back
   */
  BytesBlob(byte[] array, int sizeBytes, Consumer<byte[]> onClose) {
    this.array = array;
    this.sizeBytes = sizeBytes;
    this.onClose = onClose;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public int read(ByteBuffer target, long position) {
    if (position >= sizeBytes) {
      return -1;
    }
    int count = Math.min(target.remaining(), sizeBytes - (int) position);
    target.put(array, (int) position, count);
    return count;
  }

  @Override
  public Optional<ByteBuffer> bytes() {
    return Optional.of(ByteBuffer.wrap(array, 0, sizeBytes).slice());
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      onClose.accept(array);
    }
  }
}

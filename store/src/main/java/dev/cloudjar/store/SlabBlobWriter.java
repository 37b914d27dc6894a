package dev.cloudjar.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Gathers a small blob, and has it written at once. */
final class SlabBlobWriter implements BlobWriter {
  private final byte[] bytes;
  private final Sink sink;
  private final Consumer<byte[]> onClose;
  private int length;
  private boolean committed;
  private boolean closed;

  /**
   * @param bytes what to gather it in
   * @param onClose takes the array back
   */
  SlabBlobWriter(byte[] bytes, Sink sink, Consumer<byte[]> onClose) {
    this.bytes = bytes;
    this.sink = sink;
    this.onClose = onClose;
  }

  /** Writes a blob, and returns once it is as durable as it is to be. */
  interface Sink {
    BlobId write(ByteBuffer bytes) throws IOException;
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    checkOpen();
    int count = source.remaining();
    if (count > bytes.length - length) {
      throw new IOException("more was written than was announced");
    }
    source.get(bytes, length, count);
    length += count;
  }

  @Override
  public long sizeBytes() {
    return length;
  }

  @Override
  public BlobId commit() throws IOException {
    checkOpen();
    committed = true;
    return sink.write(ByteBuffer.wrap(bytes, 0, length));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.accept(bytes);
    }
  }

  private void checkOpen() {
    if (committed || closed) {
      throw new IllegalStateException("the blob is ended");
    }
  }
}

package dev.cloudjar.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads content that was made within the process. */
final class ContentInputStream extends InputStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Content content;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private long left;

  ContentInputStream(Content content) {
    this.content = content;
    this.left = content.sizeBytes();
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    if (left == 0) {
      return false;
    }
    buffer.clear();
    switch (content) {
      case Content.Bytes(ByteBuffer bytes) -> {
        int count = Math.min(buffer.remaining(), bytes.remaining());
        buffer.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
      }
      case Content.Pulled pulled -> {
        buffer.limit((int) Math.min(buffer.capacity(), left));
        pulled.reader().read(buffer);
      }
      case Content.Streamed _ -> throw new IllegalStateException("made as it is sent");
    }
    buffer.flip();
    left -= buffer.remaining();
    return true;
  }

  @Override
  public void close() {
    content.close();
  }
}

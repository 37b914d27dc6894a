package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;

/** Content as a stream. Reading ends with whoever reads. */
public final class ContentInput extends InputStream {
  private final Content content;
  private final ByteBuffer one = ByteBuffer.allocate(1);
  private long remaining;

  public ContentInput(Content content) {
    this.content = content;
    this.remaining = content.sizeBytes();
  }

  @Override
  public int read() throws IOException {
    one.clear();
    return read(one.array(), 0, 1) < 0 ? -1 : one.get(0) & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
    if (remaining <= 0) {
      return -1;
    }
    int count = (int) Math.min(length, remaining);
    ByteBuffer bytes = ByteBuffer.wrap(target, offset, count);
    switch (content) {
      case Content.Bytes(ByteBuffer all) -> {
        int end = all.limit();
        bytes.put(all.limit(all.position() + count));
        all.limit(end);
      }
      case Content.Pulled pulled -> pulled.reader().read(bytes);
      case Content.Streamed _ -> throw new IllegalStateException("made while it is sent");
    }
    int read = bytes.position() - offset;
    remaining -= read;
    return read;
  }

  @Override
  public void close() {
    content.close();
  }
}

package dev.cloudjar.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

final class BodyInputStream extends InputStream {
  private final Body body;
  private @Nullable ByteBuffer current = ByteBuffer.allocate(0);

  BodyInputStream(Body body) {
    this.body = body;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (current != null && !current.hasRemaining()) {
      current = body.next();
    }
    if (current == null) {
      return -1;
    }
    int count = Math.min(length, current.remaining());
    current.get(target, offset, count);
    return count;
  }
}

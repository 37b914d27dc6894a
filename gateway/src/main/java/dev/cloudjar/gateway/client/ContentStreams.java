package dev.cloudjar.gateway.client;

import dev.cloudjar.cloud.Content;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads what is made to be sent. */
final class ContentStreams {
  private ContentStreams() {}

  /** The bytes of {@code content}, which is closed with the stream. */
  static InputStream open(Content content) {
    return new FilterInputStream(stream(content)) {
      @Override
      public void close() throws IOException {
        try {
          super.close();
        } finally {
          content.close();
        }
      }
    };
  }

  private static InputStream stream(Content content) {
    return switch (content) {
      case Content.Bytes(ByteBuffer bytes) -> ofBytes(bytes);
      case Content.Pulled pulled -> new PulledStream(pulled);
      case Content.Streamed streamed -> PipeStream.of(streamed.source());
    };
  }

  private static InputStream ofBytes(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      return new ByteArrayInputStream(
          bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return new ByteArrayInputStream(copy);
  }

  private static final class PulledStream extends InputStream {
    private final Content.Pulled content;
    private long position;

    PulledStream(Content.Pulled content) {
      this.content = content;
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
      long left = content.sizeBytes() - position;
      if (left == 0) {
        return -1;
      }
      ByteBuffer room = ByteBuffer.wrap(target, offset, (int) Math.min(length, left));
      content.reader().read(room);
      int count = room.position() - offset;
      position += count;
      return count;
    }
  }
}

package dev.cloudjar.gateway.client;

import dev.cloudjar.cloud.Content;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Collections;
import java.util.List;

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
      case Content.FileSpan span -> new FileSpanStream(span);
      case Content.Sequence(List<Content> parts) ->
          new SequenceInputStream(
              Collections.enumeration(parts.stream().map(ContentStreams::stream).toList()));
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

  /** A part of a file, read at its own positions. */
  private static final class FileSpanStream extends InputStream {
    private final FileChannel file;
    private final long end;
    private long position;

    FileSpanStream(Content.FileSpan span) {
      this.file = span.file();
      this.position = span.position();
      this.end = span.position() + span.sizeBytes();
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (position >= end) {
        return -1;
      }
      int most = (int) Math.min(length, end - position);
      try {
        int count = file.read(ByteBuffer.wrap(target, offset, most), position);
        position += Math.max(0, count);
        return count;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

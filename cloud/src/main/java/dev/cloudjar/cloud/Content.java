package dev.cloudjar.cloud;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** Bytes on their way out, of known length unless {@link Streamed}. */
public sealed interface Content extends AutoCloseable {

  /** How many bytes there are; -1 where that shows only at the end. */
  long sizeBytes();

  @Override
  default void close() {}

  /** Bytes in memory. */
  record Bytes(ByteBuffer bytes) implements Content {
    @Override
    public long sizeBytes() {
      return bytes.remaining();
    }
  }

  /**
   * A part of an open file, which may leave by a transfer within the kernel.
   *
   * @param file read at its own positions, never moved
   * @param onClose closes what has to be closed once the bytes have left
   */
  record FileSpan(FileChannel file, long position, long sizeBytes, Runnable onClose)
      implements Content {
    @Override
    public void close() {
      onClose.run();
    }
  }

  /** Several contents, one after the other. */
  record Sequence(List<Content> parts) implements Content {
    @Override
    public long sizeBytes() {
      return parts.stream().mapToLong(Content::sizeBytes).sum();
    }

    @Override
    public void close() {
      parts.forEach(Content::close);
    }
  }

  /** Bytes that are made while they are sent. */
  record Streamed(long sizeBytes, Source source) implements Content {}

  /** Writes content to where it goes, blocking while the receiver is slow. */
  @FunctionalInterface
  interface Source {
    void writeTo(WritableByteChannel target) throws IOException;
  }
}

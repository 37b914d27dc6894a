package dev.cloudjar.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** Bytes on their way out, of known length unless {@link Streamed}. */
public sealed interface Content extends AutoCloseable {

  /** How many bytes there are; -1 where that shows only at the end. */
  long sizeBytes();

  @Override
  default void close() {}

  /** The same bytes as a stream, which closes the content; not of what is made while it is sent. */
  default InputStream asInputStream() {
    return new ContentInputStream(this);
  }

  /** Bytes in memory. */
  record Bytes(ByteBuffer bytes) implements Content {
    @Override
    public long sizeBytes() {
      return bytes.remaining();
    }
  }

  /**
   * Bytes that are there to be read, from a disk and not from anybody who may be slow: no thread
   * need wait while they are sent.
   *
   * @param sizeBytes how many there are
   * @param onClose closes what has to be closed once the bytes have left, or don't
   */
  record Pulled(long sizeBytes, Reader reader, Runnable onClose) implements Content {
    @Override
    public void close() {
      onClose.run();
    }
  }

  /** Gives the next bytes of content whose size is known. */
  @FunctionalInterface
  interface Reader {
    /**
     * Puts at least one of the bytes that follow into {@code target}, which has room.
     *
     * @throws IOException where they cannot be had
     */
    void read(ByteBuffer target) throws IOException;

    /**
     * The bytes that follow, at most so many and at least one, where they are in memory already:
     * they need not be copied.
     *
     * @return null where they are not, or to be read as any
     */
    default @Nullable Lent lend(int mostBytes) throws IOException {
      return null;
    }
  }

  /**
   * Bytes that belong to somebody else and must not be changed.
   *
   * @param bytes outside the heap
   * @param giveBack to be run once, when nobody uses them any more
   */
  record Lent(ByteBuffer bytes, Runnable giveBack) {}

  /** Bytes that are made while they are sent. */
  record Streamed(long sizeBytes, Source source) implements Content {}

  /** Writes content to where it goes, blocking while the receiver is slow. */
  @FunctionalInterface
  interface Source {
    void writeTo(WritableByteChannel target) throws IOException;
  }
}

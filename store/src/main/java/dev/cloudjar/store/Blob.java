package dev.cloudjar.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An open blob; may be read by several threads. */
public interface Blob extends AutoCloseable {

  long sizeBytes();

  /**
   * Reads into {@code target} from {@code position}; the number of bytes read, or -1 past the end.
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * All bytes, in an array, where they are in memory: not to be changed, nor used once the blob is
   * closed. Empty where they are not.
   */
  default Optional<ByteBuffer> bytes() {
    return Optional.empty();
  }

  @Override
  void close();
}

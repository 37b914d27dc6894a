package dev.cloudjar.fabric;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes of a disk, of which only those take room that were written. */
public interface SparseBlocks extends Closeable {

  /** How many bytes there are, written or not. */
  long sizeBytes() throws IOException;

  /**
   * Where the next byte is that may have been written.
   *
   * @param position to begin with
   * @return the position itself where the system doesn't know; -1 where nothing follows
   */
  long nextWritten(long position) throws IOException;

  /** Reads bytes from a position until the buffer is full; zeroes where nothing was written. */
  void read(ByteBuffer target, long position) throws IOException;
}

package dev.cloudjar.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes one blob front to back. */
public interface BlobWriter extends AutoCloseable {

  /** Appends all remaining bytes of {@code source}. */
  void write(ByteBuffer source) throws IOException;

  /** How many bytes were written so far. */
  long sizeBytes();

  /** Ends the blob; when this returns, its bytes are as durable as the store's setting demands. */
  BlobId commit() throws IOException;

  /** Removes what was written unless it was committed. */
  @Override
  void close();
}

package dev.cloudjar.store;

import java.io.IOException;

/** No copy of a blob is left that holds what was written. */
public final class LostBlobException extends IOException {
  private static final long serialVersionUID = 1;

  LostBlobException(BlobId id) {
    super("no copy is left of blob " + id.value());
  }
}

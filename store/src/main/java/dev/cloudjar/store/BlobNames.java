package dev.cloudjar.store;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Gives names no two of which are the same, whatever is left of those given by earlier ones. */
final class BlobNames {
  private final AtomicLong count = new AtomicLong();
  private @Nullable String prefix;

  BlobId next() {
    return new BlobId(prefix() + "-" + Long.toString(count.getAndIncrement(), 36));
  }

  /** Not drawn at the start, since the first random number of a process takes many milliseconds. */
  private synchronized String prefix() {
    if (prefix == null) {
      prefix = Long.toUnsignedString(new SecureRandom().nextLong(), 36);
    }
    return prefix;
  }
}

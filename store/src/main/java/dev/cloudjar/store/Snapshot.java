package dev.cloudjar.store;

import org.jspecify.annotations.Nullable;

/**
 * A consistent view of a {@link KeyValueStore}. Not for use by several threads, nor after its body
 * has returned. Arrays given to it are not to be changed afterwards.
 *
 * <p>A scan shows what there was when it was opened, whatever its transaction writes meanwhile.
 */
public interface Snapshot {

  /** The value at {@code key}, or null where there is none. The array belongs to the caller. */
  byte @Nullable [] get(byte[] key);

  /** The pairs in {@code range} in key order; close it, or read it to its end. */
  Scan scan(KeyRange range);

  /** The pairs in {@code range} in reverse key order; close it, or read it to its end. */
  Scan scanReverse(KeyRange range);
}

package dev.cloudjar.store;

/**
 * A serialisable transaction: reads see the snapshot it began with and its own writes; what it read
 * must be unchanged when it commits, ranges included.
 */
public interface Transaction extends Snapshot {

  void put(byte[] key, byte[] value);

  void delete(byte[] key);

  /** Deletes every pair in {@code range}. */
  void deleteRange(KeyRange range);

  /**
   * A view of this transaction whose reads are not checked for conflicts: for reads whose staleness
   * does no harm, such as picking a candidate that is then read again with {@link #get}.
   */
  Snapshot unchecked();

  /**
   * Runs {@code action} after the changes are durable, on the caller's thread; never if the
   * transaction fails.
   */
  void afterCommit(Runnable action);
}

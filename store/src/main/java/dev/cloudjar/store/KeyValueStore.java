package dev.cloudjar.store;

import java.util.function.Function;

/**
 * An ordered space of byte keys and byte values with serialisable transactions, in the manner of
 * FoundationDB.
 *
 * <p>Keys order by unsigned bytes. Every engine passes {@code KeyValueStoreKit}.
 */
public interface KeyValueStore extends AutoCloseable {

  /**
   * Runs {@code body} on a consistent snapshot of what is committed. The snapshot ends with the
   * call.
   */
  <T> T read(Function<Snapshot, T> body);

  /**
   * Runs {@code body} in a serialisable transaction and returns its result once the changes are
   * durable. Where another transaction changed what this one read, {@code body} is run again, so it
   * must have no effect outside of the transaction. An exception from {@code body} leaves nothing
   * behind.
   *
   * @throws ContentionException when the transaction still conflicts after many tries
   */
  <T> T transact(Function<Transaction, T> body);

  @Override
  void close();
}

package dev.cloudjar.cloud;

import dev.cloudjar.store.Transaction;
import java.time.Instant;

/**
 * What is to be done later. Items are rows of the store and survive a crash; they run in order of
 * their due time, also while the clock is advanced, when the clock stands at each item's own due
 * time as it runs.
 */
public interface Work {

  /**
   * Names who does a kind of work.
   *
   * @param kind the service's name in the catalog, a colon and a word, such as {@code
   *     sqs:move-messages}; the room of that service is opened when an item falls due
   */
  void handle(String kind, Worker worker);

  /** Has an item run once {@code due} has come; one of the same kind and id is replaced. */
  void schedule(Transaction transaction, String kind, String id, Instant due, byte[] payload);

  /** Takes an item back. */
  void cancel(Transaction transaction, String kind, String id);

  /**
   * Does a kind of work. May be run again after a crash, so it changes things only in transactions
   * of its own.
   */
  @FunctionalInterface
  interface Worker {
    void run(Item item) throws Exception;
  }

  /**
   * An item that is due.
   *
   * @param due when it was to run, which is what the clock shows at the least
   */
  @SuppressWarnings("ArrayRecordComponent") // items are compared nowhere
  record Item(String kind, String id, Instant due, byte[] payload) {}
}

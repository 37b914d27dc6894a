package dev.cloudjar.cloud;

import dev.cloudjar.store.Transaction;

/**
 * News between rooms: an event is written in the same transaction as the change that it tells of,
 * and is delivered at least once to each subscriber, in order among the events of one key.
 */
public interface Events {

  /** Tells of a change; nothing is told where the transaction fails. */
  void publish(Transaction transaction, Event event);

  /**
   * Hears of every event of a topic.
   *
   * @param subscriber the service's name in the catalog, a colon and a word; the room of that
   *     service is opened to hear of an event
   * @param topic such as {@code s3.object}
   */
  void subscribe(String subscriber, String topic, Subscriber action);

  /** Hears of an event; what throws is tried again later. */
  @FunctionalInterface
  interface Subscriber {
    void hear(Event event) throws Exception;
  }

  /**
   * Something that happened.
   *
   * @param topic what kind of thing, such as {@code s3.object}
   * @param key events of one key are heard in order, such as a bucket and object key
   * @param payload the room's own record of it
   */
  @SuppressWarnings("ArrayRecordComponent") // events are compared nowhere
  record Event(String topic, String key, byte[] payload) {}
}

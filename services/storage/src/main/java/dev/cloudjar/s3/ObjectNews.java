package dev.cloudjar.s3;

import dev.cloudjar.store.Transaction;
import java.util.List;

/**
 * Tells whoever is to know of changes of objects. Whatever changes an object tells it here, in the
 * transaction of the change; where the bucket has nobody who listens, that costs nothing.
 */
final class ObjectNews {
  private final List<Listener> listeners;
  private final Listener log;

  /**
   * @param log hears of all changes, also where nobody else listens; what it does not want costs
   *     next to nothing
   */
  ObjectNews(List<Listener> listeners, Listener log) {
    this.listeners = List.copyOf(listeners);
    this.log = log;
  }

  /** Hears of a change; what has to follow from it is written in the same transaction. */
  @FunctionalInterface
  interface Listener {
    void hear(Transaction transaction, ObjectChange change);
  }

  /** Whether anybody listens to the changes of a bucket's objects. */
  boolean isHeard(Bucket bucket) {
    return !bucket.hearers().equals(Bucket.Hearers.NOBODY);
  }

  /** Tells of a change that {@code transaction} makes, after it was made. */
  void tell(Transaction transaction, ObjectChange change) {
    log.hear(transaction, change);
    if (isHeard(change.bucket())) {
      listeners.forEach(listener -> listener.hear(transaction, change));
    }
  }
}

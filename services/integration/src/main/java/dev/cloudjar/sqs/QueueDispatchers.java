package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Signals;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The dispatchers of the queues that are in use. */
final class QueueDispatchers {
  /** How many sequence numbers are put on record at a time. */
  private static final long SEQUENCES_RESERVED = 100_000;

  private final KeyValueStore store;
  private final Clock clock;
  private final Signals signals;
  private final Map<QueueKey, Opening> openings = new ConcurrentHashMap<>();

  QueueDispatchers(KeyValueStore store, Clock clock, Signals signals) {
    this.store = store;
    this.clock = clock;
    this.signals = signals;
  }

  /**
   * The dispatcher of a queue.
   *
   * @throws Fault {@code QueueDoesNotExist}
   */
  QueueDispatcher of(QueueKey key) {
    return openings.computeIfAbsent(key, Opening::new).get();
  }

  /** Ends the dispatcher of a queue whose messages have been left behind. */
  void close(QueueKey key) {
    Opening opening = openings.remove(key);
    if (opening != null) {
      opening.close();
    }
  }

  /**
   * Runs an action on the dispatcher of a queue, and again where the queue turns out to have been
   * purged or changed meanwhile.
   */
  <T> T use(QueueKey key, Function<QueueDispatcher, T> action) {
    while (true) {
      QueueDispatcher dispatcher = of(key);
      try {
        return action.apply(dispatcher);
      } catch (OutdatedException e) {
        if (dispatcher.isClosed()) {
          openings.computeIfPresent(
              key, (k, opening) -> opening.holds(dispatcher) ? null : opening);
        }
      }
    }
  }

  /**
   * The queue as a transaction sees it.
   *
   * @throws Fault {@code QueueDoesNotExist}
   * @throws OutdatedException where the dispatcher is not for its messages
   */
  static Queue require(Snapshot snapshot, QueueKey key, QueueDispatcher dispatcher) {
    QueueStore.Seen seen = QueueStore.requireQueue(snapshot, key, dispatcher.seen());
    if (seen.queue().messagesId() != dispatcher.messagesId()) {
      dispatcher.close();
      throw new OutdatedException();
    }
    dispatcher.refresh(seen);
    return seen.queue();
  }

  /** What was looked at first is not what the transaction sees. */
  static final class OutdatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutdatedException() {
      super("the queue was changed meanwhile", null, false, false);
    }
  }

  /** When a message that was found in the store can be received, since the epoch. */
  static long visibleAtMillis(QueueKey key, Queue queue, MessageKey message, MessageState state) {
    return key.isFifo() && state.receivedAtMillis() == 0
        ? message.sentAtMillis() + queue.attributes().delaySeconds() * 1_000L
        : state.visibleAtMillis();
  }

  /** One queue's dispatcher, loaded by the first who asks, while others wait. */
  private final class Opening {
    private final QueueKey key;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable QueueDispatcher dispatcher;

    private Opening(QueueKey key) {
      this.key = key;
    }

    private QueueDispatcher get() {
      QueueDispatcher current = dispatcher;
      if (current != null && !current.isClosed()) {
        return current;
      }
      lock.lock();
      try {
        current = dispatcher;
        if (current == null || current.isClosed()) {
          current = load(key);
          dispatcher = current;
        }
        return current;
      } catch (Fault e) {
        openings.remove(key, this);
        throw e;
      } finally {
        lock.unlock();
      }
    }

    private boolean holds(QueueDispatcher other) {
      return dispatcher == other;
    }

    private void close() {
      QueueDispatcher current = dispatcher;
      if (current != null) {
        current.close();
      }
    }
  }

  private QueueDispatcher load(QueueKey key) {
    return store.read(
        snapshot -> {
          Queue queue = QueueStore.requireQueue(snapshot, key);
          long messagesId = queue.messagesId();
          long last = QueueStore.reservedSequence(snapshot, messagesId);
          LongUnaryOperator reserve = needed -> reserve(messagesId, needed);
          QueueDispatcher dispatcher =
              key.isFifo()
                  ? new FifoDispatcher(queue, last, signals, reserve)
                  : new StandardDispatcher(queue, last, signals, reserve);
          long nowMillis = clock.now().toEpochMilli();
          try (Rows<MessageKey, MessageState> rows = QueueStore.messages(snapshot, messagesId)) {
            while (rows.next()) {
              MessageKey message = rows.key();
              MessageState state = rows.value();
              dispatcher.load(
                  message, state, visibleAtMillis(key, queue, message, state), nowMillis);
            }
          }
          return dispatcher;
        });
  }

  private long reserve(long messagesId, long needed) {
    long reserved = needed + SEQUENCES_RESERVED;
    store.transact(
        transaction -> {
          QueueStore.reserveSequence(transaction, messagesId, reserved);
          return true;
        });
    return reserved;
  }
}

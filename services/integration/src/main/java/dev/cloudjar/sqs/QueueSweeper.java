package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Removes what nobody will ask for again: messages past their retention, deduplication ids past
 * their window, and the messages that a purged or deleted queue has left behind.
 *
 * <p>Nothing depends on when it runs: whatever is past its time is not found before either.
 */
final class QueueSweeper {
  static final String KIND = "sqs:sweep";

  /** How many rows one transaction removes. */
  private static final int ROWS_AT_A_TIME = 500;

  private static final long SHORTEST_INTERVAL_MILLIS = 60_000;
  private static final long DEDUPLICATION_MILLIS = QueueLimits.DEDUPLICATION_SECONDS * 1_000L;

  private final KeyValueStore store;
  private final Clock clock;
  private final Work work;
  private final QueueDispatchers dispatchers;

  QueueSweeper(KeyValueStore store, Clock clock, Work work, QueueDispatchers dispatchers) {
    this.store = store;
    this.clock = clock;
    this.work = work;
    this.dispatchers = dispatchers;
  }

  /** Has a queue swept that was sent a message, unless that is arranged already. */
  void arrange(QueueKey key, QueueDispatcher dispatcher) {
    if (dispatcher.wantsSweep()) {
      long retention = dispatcher.queue().attributes().messageRetentionPeriodSeconds() * 1_000L;
      long after = key.isFifo() ? Math.min(DEDUPLICATION_MILLIS, retention) : retention;
      long dueMillis = clock.now().toEpochMilli() + after;
      store.transact(
          transaction -> {
            schedule(transaction, key, dispatcher.messagesId(), dueMillis);
            return true;
          });
    }
  }

  /** Has messages swept from {@code dueMillis} on. */
  void schedule(Transaction transaction, QueueKey key, long messagesId, long dueMillis) {
    work.schedule(
        transaction,
        KIND,
        Long.toString(messagesId),
        Instant.ofEpochMilli(dueMillis),
        Payload.write(key));
  }

  void run(Work.Item item) {
    long messagesId = Long.parseLong(item.id());
    QueueKey key = Payload.read(item.payload());
    Queue queue = store.read(snapshot -> QueueStore.queue(snapshot, key));
    if (queue != null && queue.messagesId() == messagesId) {
      sweep(key, dispatchers.of(key));
    } else {
      drop(key, messagesId);
    }
  }

  private void sweep(QueueKey key, QueueDispatcher dispatcher) {
    dispatcher.sweepBegins();
    long nowMillis = clock.now().toEpochMilli();
    while (expireMessages(key, dispatcher, nowMillis) == ROWS_AT_A_TIME) {
      // There may be more.
    }
    long messagesId = dispatcher.messagesId();
    long next = nextExpiry(messagesId, dispatcher.queue());
    if (key.isFifo()) {
      removeAll(
          QueueStore.DEDUPLICATIONS, messagesId, deduplication -> !deduplication.holds(nowMillis));
      removeAll(QueueStore.RECEIVE_ATTEMPTS, messagesId, attempt -> !attempt.holds(nowMillis));
      if (hasRows(QueueStore.DEDUPLICATIONS, messagesId)
          || hasRows(QueueStore.RECEIVE_ATTEMPTS, messagesId)) {
        next = Math.min(next, nowMillis + DEDUPLICATION_MILLIS);
      }
    }
    if (next != Long.MAX_VALUE) {
      dispatcher.wantsSweep();
      long due = Math.max(next, nowMillis + SHORTEST_INTERVAL_MILLIS);
      store.transact(
          transaction -> {
            schedule(transaction, key, messagesId, due);
            return true;
          });
    }
  }

  private int expireMessages(QueueKey key, QueueDispatcher dispatcher, long nowMillis) {
    record Expired(MessageKey message, MessageState state) {}
    List<Expired> removed =
        store.transact(
            transaction -> {
              Queue queue = QueueDispatchers.require(transaction, key, dispatcher);
              List<Expired> expired = new ArrayList<>();
              try (Rows<MessageKey, MessageState> rows =
                  QueueStore.messages(transaction.unchecked(), dispatcher.messagesId())) {
                while (expired.size() < ROWS_AT_A_TIME
                    && rows.next()
                    && queue.expiryOf(rows.key()) <= nowMillis) {
                  expired.add(new Expired(rows.key(), rows.value()));
                }
              }
              expired.forEach(it -> QueueStore.deleteMessage(transaction, it.message()));
              return expired;
            });
    removed.forEach(it -> dispatcher.expired(it.message(), it.state().groupId()));
    return removed.size();
  }

  /** When the oldest message will be past its retention; {@code Long.MAX_VALUE} for none. */
  private long nextExpiry(long messagesId, Queue queue) {
    return store.read(
        snapshot -> {
          try (Rows<MessageKey, MessageState> rows = QueueStore.messages(snapshot, messagesId)) {
            return rows.next() ? queue.expiryOf(rows.key()) : Long.MAX_VALUE;
          }
        });
  }

  /** Removes what a purge or the end of a queue has left behind. */
  private void drop(QueueKey key, long messagesId) {
    while (dropMessages(messagesId) == ROWS_AT_A_TIME) {
      // There may be more.
    }
    removeAll(QueueStore.DEDUPLICATIONS, messagesId, row -> true);
    removeAll(QueueStore.RECEIVE_ATTEMPTS, messagesId, row -> true);
    store.transact(
        transaction -> {
          QueueStore.deleteReservation(transaction, messagesId);
          long quietMillis = QueueLimits.QUIET_SECONDS * 1_000L;
          QueueStore.deletedAtMillis(transaction, key)
              .filter(deletedAt -> deletedAt + quietMillis <= clock.now().toEpochMilli())
              .ifPresent(deletedAt -> QueueStore.forgetDeletion(transaction, key));
          return true;
        });
  }

  private int dropMessages(long messagesId) {
    return store.transact(
        transaction -> {
          List<MessageKey> dropped = new ArrayList<>();
          try (Rows<MessageKey, MessageState> rows =
              QueueStore.messages(transaction.unchecked(), messagesId)) {
            while (dropped.size() < ROWS_AT_A_TIME && rows.next()) {
              dropped.add(rows.key());
            }
          }
          dropped.forEach(message -> QueueStore.deleteMessage(transaction, message));
          return dropped.size();
        });
  }

  private <K, V> void removeAll(Table<K, V> table, long messagesId, Predicate<V> which) {
    List<K> found =
        store.read(
            snapshot -> {
              List<K> keys = new ArrayList<>();
              try (Rows<K, V> rows = table.scan(snapshot, range(table, messagesId))) {
                while (rows.next()) {
                  if (which.test(rows.value())) {
                    keys.add(rows.key());
                  }
                }
              }
              return keys;
            });
    for (int start = 0; start < found.size(); start += ROWS_AT_A_TIME) {
      List<K> some = found.subList(start, Math.min(found.size(), start + ROWS_AT_A_TIME));
      store.transact(
          transaction -> {
            for (K key : some) {
              V value = table.get(transaction, key);
              if (value != null && which.test(value)) {
                table.delete(transaction, key);
              }
            }
            return true;
          });
    }
  }

  private <K, V> boolean hasRows(Table<K, V> table, long messagesId) {
    return store.read(
        snapshot -> {
          try (Rows<K, V> rows = table.scan(snapshot, range(table, messagesId))) {
            return rows.next();
          }
        });
  }

  private static KeyRange range(Table<?, ?> table, long messagesId) {
    return table.startingWith(out -> out.number(messagesId));
  }

  /** A queue's name in an item of work. */
  static final class Payload {
    private Payload() {}

    static byte[] write(QueueKey key) {
      return String.join("/", key.accountId(), key.region(), key.name())
          .getBytes(StandardCharsets.UTF_8);
    }

    static QueueKey read(byte[] payload) {
      String[] parts = new String(payload, StandardCharsets.UTF_8).split("/", -1);
      return new QueueKey(parts[0], parts[1], parts[2]);
    }
  }
}

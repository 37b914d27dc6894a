package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts messages into queues. */
final class MessageSender {
  private final KeyValueStore store;
  private final Clock clock;
  private final QueueDispatchers dispatchers;
  private final QueueSweeper sweeper;

  MessageSender(
      KeyValueStore store, Clock clock, QueueDispatchers dispatchers, QueueSweeper sweeper) {
    this.store = store;
    this.clock = clock;
    this.dispatchers = dispatchers;
    this.sweeper = sweeper;
  }

  /**
   * A message on its way in.
   *
   * @param groupId the message group; always there for a FIFO queue
   * @param delaySeconds of the message; null for that of the queue
   */
  record Outgoing(
      MessageContent content, @Nullable String groupId, @Nullable Integer delaySeconds) {}

  /**
   * What became of it: a duplicate is told of the message that it repeats.
   *
   * @param sequenceNumber for a FIFO queue; null for others
   */
  record Sent(String messageId, @Nullable String sequenceNumber) {}

  /** Sends messages in their order, all of them or none. */
  List<Sent> send(QueueKey key, List<Outgoing> messages) {
    return dispatchers.use(
        key,
        dispatcher -> {
          long nowMillis = clock.now().toEpochMilli();
          List<QueuedMessage> places =
              messages.stream()
                  .map(message -> dispatcher.announce(nowMillis, message.groupId()))
                  .toList();
          List<Placed> placed = List.of();
          try {
            placed =
                store.transact(
                    transaction -> {
                      Queue queue = QueueDispatchers.require(transaction, key, dispatcher);
                      List<Placed> results = new ArrayList<>(messages.size());
                      for (int i = 0; i < messages.size(); i++) {
                        results.add(place(transaction, key, queue, places.get(i), messages.get(i)));
                      }
                      return results;
                    });
          } finally {
            settle(dispatcher, places, placed, nowMillis);
          }
          sweeper.arrange(key, dispatcher);
          return placed.stream().map(Placed::sent).toList();
        });
  }

  /**
   * What a transaction did with a message.
   *
   * @param visibleAtMillis when it can be received; -1 for a duplicate, which is not kept
   */
  private record Placed(Sent sent, long visibleAtMillis) {}

  private static Placed place(
      Transaction transaction, QueueKey key, Queue queue, QueuedMessage place, Outgoing message) {
    String deduplicationId = message.content().deduplicationId();
    if (deduplicationId != null) {
      Deduplication original =
          original(transaction, queue, place.key(), message.groupId(), deduplicationId);
      if (original != null) {
        return new Placed(new Sent(original.messageId(), original.message().sequenceNumber()), -1);
      }
      remember(transaction, queue, place, message, deduplicationId);
    }
    int delaySeconds =
        Objects.requireNonNullElse(message.delaySeconds(), queue.attributes().delaySeconds());
    long visibleAtMillis = place.key().sentAtMillis() + delaySeconds * 1_000L;
    QueueStore.STATES.put(
        transaction, place.key(), MessageState.sent(visibleAtMillis, message.groupId()));
    QueueStore.CONTENTS.put(transaction, place.key(), message.content());
    String sequenceNumber = key.isFifo() ? place.key().sequenceNumber() : null;
    return new Placed(new Sent(message.content().messageId(), sequenceNumber), visibleAtMillis);
  }

  /** The message that used a deduplication id within the last minutes; null for none. */
  private static @Nullable Deduplication original(
      Transaction transaction,
      Queue queue,
      MessageKey message,
      @Nullable String groupId,
      String deduplicationId) {
    boolean perGroup = queue.attributes().deduplicatesPerGroup();
    Deduplication.Key own = Deduplication.Key.of(message, perGroup, groupId, deduplicationId);
    Deduplication found = QueueStore.DEDUPLICATIONS.get(transaction, own);
    if (found == null && perGroup) {
      // An id from before the queue's scope was narrowed still counts, as it does on AWS.
      found =
          QueueStore.DEDUPLICATIONS.get(
              transaction, Deduplication.Key.of(message, false, groupId, deduplicationId));
    }
    return found != null && found.holds(message.sentAtMillis()) ? found : null;
  }

  private static void remember(
      Transaction transaction,
      Queue queue,
      QueuedMessage place,
      Outgoing message,
      String deduplicationId) {
    QueueStore.DEDUPLICATIONS.put(
        transaction,
        Deduplication.Key.of(
            place.key(),
            queue.attributes().deduplicatesPerGroup(),
            message.groupId(),
            deduplicationId),
        new Deduplication(message.content().messageId(), place.key()));
  }

  private static void settle(
      QueueDispatcher dispatcher, List<QueuedMessage> places, List<Placed> placed, long nowMillis) {
    for (int i = 0; i < places.size(); i++) {
      if (i < placed.size() && placed.get(i).visibleAtMillis() >= 0) {
        dispatcher.arrived(places.get(i), placed.get(i).visibleAtMillis(), nowMillis);
      } else {
        dispatcher.remove(places.get(i));
      }
    }
  }
}

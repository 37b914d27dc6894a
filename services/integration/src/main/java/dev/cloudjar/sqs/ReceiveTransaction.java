package dev.cloudjar.sqs;

import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes claimed messages in one transaction: reads the row of each, and hides it, moves it to the
 * dead-letter queue, or removes it.
 */
final class ReceiveTransaction {
  private final QueueKey key;
  private final QueueDispatcher dispatcher;
  private final List<QueuedMessage> claimed;
  private final Optional<DeadLetters> deadLetters;
  private final long nowMillis;

  private final List<ReceivedMessage> received = new ArrayList<>();
  private final List<QueuedMessage> gone = new ArrayList<>();
  private final List<Hidden> hidden = new ArrayList<>();
  private final List<QueuedMessage> announced = new ArrayList<>();
  private boolean committed;

  /**
   * @param deadLetters where the queue's dead letters go; empty where they go nowhere
   */
  ReceiveTransaction(
      QueueKey key,
      QueueDispatcher dispatcher,
      List<QueuedMessage> claimed,
      Optional<DeadLetters> deadLetters,
      long nowMillis) {
    this.key = key;
    this.dispatcher = dispatcher;
    this.claimed = claimed;
    this.deadLetters = deadLetters;
    this.nowMillis = nowMillis;
  }

  /** A queue's dead-letter queue. */
  record DeadLetters(QueueKey key, QueueDispatcher dispatcher) {}

  private record Hidden(QueuedMessage message, MessageState state) {}

  /**
   * The messages that were received; fewer than were claimed where some are dead letters or gone.
   *
   * @param visibilityTimeoutSeconds null for the queue's own
   */
  List<ReceivedMessage> run(
      KeyValueStore store, @Nullable Integer visibilityTimeoutSeconds, Optional<String> attemptId) {
    try {
      store.transact(
          transaction -> {
            begin();
            Queue queue = QueueDispatchers.require(transaction, key, dispatcher);
            int timeoutSeconds =
                visibilityTimeoutSeconds == null
                    ? queue.attributes().visibilityTimeoutSeconds()
                    : visibilityTimeoutSeconds;
            for (QueuedMessage message : claimed) {
              take(transaction, queue, message, nowMillis + timeoutSeconds * 1_000L);
            }
            attemptId.ifPresent(id -> remember(transaction, id));
            return true;
          });
      committed = true;
      return received;
    } finally {
      settle();
    }
  }

  /** Whether the messages that were not received are out of the way of others. */
  boolean madeRoom() {
    return !gone.isEmpty();
  }

  private void begin() {
    received.clear();
    gone.clear();
    hidden.clear();
    withdrawAnnounced();
  }

  private void take(
      Transaction transaction, Queue queue, QueuedMessage message, long visibleAtMillis) {
    MessageState state = QueueStore.STATES.get(transaction, message.key());
    if (state == null) {
      gone.add(message);
      return;
    }
    if (queue.expiryOf(message.key()) <= nowMillis) {
      QueueStore.deleteMessage(transaction, message.key());
      gone.add(message);
      return;
    }
    if (QueueDispatchers.visibleAtMillis(key, queue, message.key(), state) > nowMillis) {
      hidden.add(new Hidden(message, state));
      return;
    }
    MessageContent content = QueueStore.CONTENTS.get(transaction, message.key());
    if (content == null) {
      throw new IllegalStateException("a message without content: " + message.key());
    }
    if (isDead(transaction, queue, state)) {
      bury(transaction, message, state, content);
      return;
    }
    MessageState taken = state.received(nowMillis, visibleAtMillis);
    QueueStore.STATES.put(transaction, message.key(), taken);
    hidden.add(new Hidden(message, taken));
    received.add(new ReceivedMessage(message.key(), taken, content));
  }

  /** Whether the message was received too often, and there is a queue for such. */
  private boolean isDead(Transaction transaction, Queue queue, MessageState state) {
    RedrivePolicy policy = queue.attributes().redrivePolicy().orElse(null);
    if (policy == null || !state.exhausts(policy)) {
      return false;
    }
    QueueKey target = SqsArns.parse(policy.deadLetterTargetArn()).orElseThrow();
    if (deadLetters.filter(it -> it.key().equals(target)).isEmpty()) {
      if (QueueStore.queue(transaction, target) == null) {
        // A dead-letter queue that was deleted takes nothing; the message stays where it is.
        return false;
      }
      throw new QueueDispatchers.OutdatedException();
    }
    Queue targetQueue = QueueStore.queue(transaction, target);
    if (targetQueue == null) {
      return false;
    }
    QueueDispatchers.require(transaction, target, deadLetters.orElseThrow().dispatcher());
    return true;
  }

  private void bury(
      Transaction transaction, QueuedMessage message, MessageState state, MessageContent content) {
    QueueDispatcher target = deadLetters.orElseThrow().dispatcher();
    // A standard queue's message keeps its age; a FIFO queue's begins anew.
    long sentAtMillis = key.isFifo() ? nowMillis : message.key().sentAtMillis();
    QueuedMessage place = target.announce(sentAtMillis, state.groupId());
    announced.add(place);
    QueueStore.deleteMessage(transaction, message.key());
    QueueStore.STATES.put(transaction, place.key(), state.deadLettered(nowMillis));
    QueueStore.CONTENTS.put(transaction, place.key(), content.deadLettered(SqsArns.of(key)));
    gone.add(message);
  }

  private void remember(Transaction transaction, String attemptId) {
    if (received.isEmpty()) {
      return;
    }
    List<ReceiveAttempt.Taken> taken =
        received.stream()
            .map(it -> new ReceiveAttempt.Taken(it.key(), it.state().revision()))
            .toList();
    QueueStore.RECEIVE_ATTEMPTS.put(
        transaction,
        new ReceiveAttempt.Key(dispatcher.messagesId(), attemptId),
        new ReceiveAttempt(nowMillis, taken));
  }

  private void settle() {
    if (!committed) {
      claimed.forEach(dispatcher::release);
      withdrawAnnounced();
      return;
    }
    hidden.forEach(it -> dispatcher.hide(it.message(), it.state(), nowMillis));
    gone.forEach(dispatcher::remove);
    deadLetters.ifPresent(
        target ->
            announced.forEach(place -> target.dispatcher().arrived(place, nowMillis, nowMillis)));
  }

  private void withdrawAnnounced() {
    deadLetters.ifPresent(target -> announced.forEach(target.dispatcher()::remove));
    announced.clear();
  }
}

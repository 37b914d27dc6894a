package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Signals;
import dev.cloudjar.sqs.ReceiveTransaction.DeadLetters;
import dev.cloudjar.store.KeyValueStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes messages out of queues, waiting for them where the caller wants that. */
final class MessageReceiver {
  /** How often one receive may find nothing but dead letters before it answers with nothing. */
  private static final int ROUNDS = 10;

  private final KeyValueStore store;
  private final Clock clock;
  private final Signals signals;
  private final QueueDispatchers dispatchers;
  private final QueueSweeper sweeper;

  MessageReceiver(
      KeyValueStore store,
      Clock clock,
      Signals signals,
      QueueDispatchers dispatchers,
      QueueSweeper sweeper) {
    this.store = store;
    this.clock = clock;
    this.signals = signals;
    this.dispatchers = dispatchers;
    this.sweeper = sweeper;
  }

  /**
   * How to receive.
   *
   * @param maximum 1 to 10
   * @param visibilityTimeoutSeconds null for that of the queue
   * @param waitTimeSeconds null for that of the queue
   * @param attemptId names the receive, so that it can be repeated
   */
  record Settings(
      int maximum,
      @Nullable Integer visibilityTimeoutSeconds,
      @Nullable Integer waitTimeSeconds,
      Optional<String> attemptId) {}

  /** What was received, with the queue that the receipt handles are for. */
  record Result(Queue queue, List<ReceivedMessage> messages) {}

  /**
   * Receives messages, at most {@link Settings#maximum}; none where there are none within the wait.
   *
   * @throws Fault {@code QueueDoesNotExist}, {@code OverLimit}
   */
  Result receive(QueueKey key, Settings settings) {
    QueueDispatcher first = dispatchers.of(key);
    int waitSeconds =
        settings.waitTimeSeconds() == null
            ? first.queue().attributes().receiveMessageWaitTimeSeconds()
            : settings.waitTimeSeconds();
    Result result = receiveNow(key, settings, waitSeconds == 0);
    return waitSeconds == 0 || !result.messages().isEmpty()
        ? result
        : receiveWaiting(key, settings, waitSeconds);
  }

  private Result receiveWaiting(QueueKey key, Settings settings, int waitSeconds) {
    long deadlineMillis = clock.now().toEpochMilli() + waitSeconds * 1_000L;
    Instant wallDeadline = clock.wallTime().plusSeconds(waitSeconds);
    while (true) {
      QueueDispatcher dispatcher = dispatchers.of(key);
      try (Signals.Listening listening = signals.listen(dispatcher.signalKey())) {
        while (!dispatcher.isClosed()) {
          Result result = receiveNow(key, settings, false);
          Instant lookAgain = Instant.ofEpochMilli(dispatcher.waitUntil(deadlineMillis));
          Duration bearable = Duration.between(clock.wallTime(), wallDeadline);
          if (!result.messages().isEmpty()
              || clock.now().toEpochMilli() >= deadlineMillis
              || !bearable.isPositive()
              || listening.await(lookAgain, bearable) == Signals.Outcome.INTERRUPTED) {
            return result;
          }
        }
      }
    }
  }

  private Result receiveNow(QueueKey key, Settings settings, boolean refusesOverLimit) {
    return dispatchers.use(
        key,
        dispatcher -> {
          if (refusesOverLimit && !key.isFifo() && dispatcher.isFull(clock.now().toEpochMilli())) {
            throw SqsFaults.tooManyInFlight();
          }
          Optional<List<ReceivedMessage>> repeated =
              settings.attemptId().flatMap(id -> repeat(key, dispatcher, id, settings));
          return new Result(
              dispatcher.queue(), repeated.orElseGet(() -> take(key, dispatcher, settings)));
        });
  }

  private List<ReceivedMessage> take(QueueKey key, QueueDispatcher dispatcher, Settings settings) {
    for (int round = 0; round < ROUNDS; round++) {
      long nowMillis = clock.now().toEpochMilli();
      Optional<DeadLetters> deadLetters = deadLetters(dispatcher.queue());
      List<QueuedMessage> claimed = dispatcher.claim(settings.maximum(), nowMillis);
      if (claimed.isEmpty()) {
        break;
      }
      ReceiveTransaction transaction =
          new ReceiveTransaction(key, dispatcher, claimed, deadLetters, nowMillis);
      List<ReceivedMessage> received =
          transaction.run(store, settings.visibilityTimeoutSeconds(), settings.attemptId());
      if (transaction.madeRoom()) {
        deadLetters.ifPresent(target -> sweeper.arrange(target.key(), target.dispatcher()));
      }
      if (!received.isEmpty()) {
        return received;
      }
    }
    return List.of();
  }

  private Optional<DeadLetters> deadLetters(Queue queue) {
    return queue
        .attributes()
        .redrivePolicy()
        .flatMap(policy -> SqsArns.parse(policy.deadLetterTargetArn()))
        .flatMap(
            target -> {
              try {
                return Optional.of(new DeadLetters(target, dispatchers.of(target)));
              } catch (Fault e) {
                return Optional.empty();
              }
            });
  }

  /**
   * The answer to a receive that was made before, with its messages hidden anew; empty where there
   * is none, or where one of the messages was deleted, made visible or received again since.
   */
  private Optional<List<ReceivedMessage>> repeat(
      QueueKey key, QueueDispatcher dispatcher, String attemptId, Settings settings) {
    long nowMillis = clock.now().toEpochMilli();
    Optional<List<ReceivedMessage>> repeated =
        store.transact(
            transaction -> {
              Queue queue = QueueDispatchers.require(transaction, key, dispatcher);
              ReceiveAttempt.Key attemptKey =
                  new ReceiveAttempt.Key(dispatcher.messagesId(), attemptId);
              ReceiveAttempt attempt = QueueStore.RECEIVE_ATTEMPTS.get(transaction, attemptKey);
              if (attempt == null || !attempt.holds(nowMillis)) {
                return Optional.empty();
              }
              int timeoutSeconds =
                  settings.visibilityTimeoutSeconds() == null
                      ? queue.attributes().visibilityTimeoutSeconds()
                      : settings.visibilityTimeoutSeconds();
              List<ReceivedMessage> messages = new ArrayList<>();
              List<ReceiveAttempt.Taken> taken = new ArrayList<>();
              for (ReceiveAttempt.Taken earlier : attempt.messages()) {
                MessageState state = QueueStore.STATES.get(transaction, earlier.message());
                MessageContent content = QueueStore.CONTENTS.get(transaction, earlier.message());
                if (state == null
                    || content == null
                    || state.revision() != earlier.revision()
                    || !state.isInFlight(nowMillis)) {
                  return Optional.empty();
                }
                MessageState again = state.visibleAt(nowMillis + timeoutSeconds * 1_000L);
                messages.add(new ReceivedMessage(earlier.message(), again, content));
                taken.add(new ReceiveAttempt.Taken(earlier.message(), again.revision()));
              }
              messages.forEach(it -> QueueStore.STATES.put(transaction, it.key(), it.state()));
              QueueStore.RECEIVE_ATTEMPTS.put(
                  transaction,
                  attemptKey,
                  new ReceiveAttempt(attempt.receivedAtMillis(), List.copyOf(taken)));
              return Optional.of(messages);
            });
    repeated.ifPresent(
        messages -> messages.forEach(it -> dispatcher.changed(it.key(), it.state(), nowMillis)));
    return repeated;
  }
}

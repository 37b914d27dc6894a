package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does what consumers ask for by the receipt handles of messages. */
final class MessageReceipts {
  private final KeyValueStore store;
  private final Clock clock;
  private final QueueDispatchers dispatchers;

  MessageReceipts(KeyValueStore store, Clock clock, QueueDispatchers dispatchers) {
    this.store = store;
    this.clock = clock;
    this.dispatchers = dispatchers;
  }

  /**
   * A change of a message's visibility.
   *
   * @param timeoutSeconds from now on, 0 to 43,200
   */
  record VisibilityChange(String receiptHandle, int timeoutSeconds) {}

  /**
   * Deletes messages; one that is gone already counts as deleted.
   *
   * @return for each handle why its message was not deleted, or empty
   */
  List<Optional<Fault>> delete(QueueKey key, List<String> receiptHandles) {
    return apply(
        key,
        receiptHandles,
        (transaction, index, handle, nowMillis) -> delete(transaction, key, handle, nowMillis));
  }

  /**
   * Hides messages for another time, or shows them.
   *
   * @return for each change why it was not made, or empty
   */
  List<Optional<Fault>> changeVisibility(QueueKey key, List<VisibilityChange> changes) {
    return apply(
        key,
        changes.stream().map(VisibilityChange::receiptHandle).toList(),
        (transaction, index, handle, nowMillis) ->
            changeVisibility(
                transaction, key, handle, changes.get(index).timeoutSeconds(), nowMillis));
  }

  /** What is done with a handle, in the transaction of its batch. */
  @FunctionalInterface
  private interface Step {
    Outcome run(Transaction transaction, int index, Handle handle, long nowMillis);
  }

  private record Handle(String text, ReceiptHandle receipt) {}

  /** What came of it. */
  private sealed interface Outcome {
    record Nothing() implements Outcome {}

    record Deleted(MessageKey message) implements Outcome {}

    record Changed(MessageKey message, MessageState state) implements Outcome {}

    record Refused(Fault fault) implements Outcome {}
  }

  private List<Optional<Fault>> apply(QueueKey key, List<String> receiptHandles, Step step) {
    return dispatchers.use(
        key,
        dispatcher -> {
          long nowMillis = clock.now().toEpochMilli();
          List<Outcome> outcomes =
              store.transact(
                  transaction -> {
                    Queue queue = QueueDispatchers.require(transaction, key, dispatcher);
                    List<Outcome> results = new ArrayList<>(receiptHandles.size());
                    for (int i = 0; i < receiptHandles.size(); i++) {
                      int index = i;
                      String text = receiptHandles.get(i);
                      results.add(
                          ReceiptHandle.parse(text, queue.receiptSecret())
                              .map(
                                  receipt ->
                                      step.run(
                                          transaction, index, new Handle(text, receipt), nowMillis))
                              .orElseGet(() -> new Outcome.Refused(notOurs(text))));
                    }
                    return results;
                  });
          return outcomes.stream().map(it -> tell(dispatcher, it, nowMillis)).toList();
        });
  }

  private static Optional<Fault> tell(QueueDispatcher dispatcher, Outcome outcome, long nowMillis) {
    return switch (outcome) {
      case Outcome.Nothing() -> Optional.empty();
      case Outcome.Deleted(MessageKey message) -> {
        dispatcher.deleted(message);
        yield Optional.empty();
      }
      case Outcome.Changed(MessageKey message, MessageState state) -> {
        dispatcher.changed(message, state, nowMillis);
        yield Optional.empty();
      }
      case Outcome.Refused(Fault fault) -> Optional.of(fault);
    };
  }

  private static Fault notOurs(String text) {
    return ReceiptHandle.isWellFormed(text)
        ? SqsFaults.receiptHandleOfAnotherQueue(text)
        : SqsFaults.receiptHandleIsInvalid(text);
  }

  /** A standard queue takes any handle of the message, a FIFO queue only one that still holds. */
  private static Outcome delete(
      Transaction transaction, QueueKey key, Handle handle, long nowMillis) {
    MessageKey message = handle.receipt().message();
    MessageState state = QueueStore.STATES.get(transaction, message);
    if (state == null) {
      return new Outcome.Nothing();
    }
    if (key.isFifo() && !holds(handle.receipt(), state, nowMillis)) {
      return new Outcome.Refused(SqsFaults.receiptHandleHasExpired(handle.text()));
    }
    QueueStore.deleteMessage(transaction, message);
    return new Outcome.Deleted(message);
  }

  private static Outcome changeVisibility(
      Transaction transaction, QueueKey key, Handle handle, int timeoutSeconds, long nowMillis) {
    MessageKey message = handle.receipt().message();
    MessageState state = QueueStore.STATES.get(transaction, message);
    if (state == null || (key.isFifo() && !holds(handle.receipt(), state, nowMillis))) {
      return new Outcome.Refused(SqsFaults.visibilityNotChangeable(handle.text()));
    }
    if (!state.isInFlight(nowMillis)) {
      // AWS answers with success and does nothing for a standard queue's message that is visible.
      return new Outcome.Nothing();
    }
    long visibleAtMillis = nowMillis + timeoutSeconds * 1_000L;
    long limitMillis = state.receivedAtMillis() + QueueLimits.VISIBILITY_TIMEOUT_SECONDS * 1_000L;
    if (visibleAtMillis > limitMillis) {
      return new Outcome.Refused(
          SqsFaults.invalidParameterValue(
              "VisibilityTimeout",
              timeoutSeconds,
              "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]."));
    }
    MessageState changed = state.visibleAt(visibleAtMillis);
    QueueStore.STATES.put(transaction, message, changed);
    return new Outcome.Changed(message, changed);
  }

  private static boolean holds(ReceiptHandle receipt, MessageState state, long nowMillis) {
    return state.isInFlight(nowMillis) && state.receiveCount() == receipt.receiveCount();
  }
}

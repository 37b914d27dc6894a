package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves the messages of dead-letter queues, as many a second as a task allows. What it has done is
 * part of each transaction, so that a task goes on where it was after a restart.
 */
final class MessageMover {
  static final String KIND = "sqs:move-messages";

  /** How many messages a second are moved where the caller does not say. */
  private static final int MESSAGES_PER_SECOND = 500;

  private static final int MESSAGES_AT_A_TIME = 50;

  private final KeyValueStore store;
  private final Clock clock;
  private final Work work;
  private final Ids ids;
  private final QueueDispatchers dispatchers;
  private final QueueSweeper sweeper;

  MessageMover(
      KeyValueStore store,
      Clock clock,
      Work work,
      Ids ids,
      QueueDispatchers dispatchers,
      QueueSweeper sweeper) {
    this.store = store;
    this.clock = clock;
    this.work = work;
    this.ids = ids;
    this.dispatchers = dispatchers;
    this.sweeper = sweeper;
  }

  /** Has a task begin or go on at {@code due}. */
  void schedule(Transaction transaction, MoveTask.Key key, Instant due) {
    String payload =
        String.join(
            "/",
            key.source().accountId(),
            key.source().region(),
            key.source().name(),
            Long.toString(key.startedAtMillis()));
    work.schedule(transaction, KIND, key.taskId(), due, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes back what {@link #schedule} arranged. */
  void cancel(Transaction transaction, MoveTask.Key key) {
    work.cancel(transaction, KIND, key.taskId());
  }

  /** Moves what may be moved in one second. */
  void run(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", -1);
    MoveTask.Key key =
        new MoveTask.Key(
            new QueueKey(parts[0], parts[1], parts[2]), Long.parseLong(parts[3]), item.id());
    MoveTask task = store.read(snapshot -> QueueStore.MOVE_TASKS.get(snapshot, key));
    if (task == null || !task.isRunning()) {
      return;
    }
    int budget = task.maxNumberOfMessagesPerSecond().orElse(MESSAGES_PER_SECOND);
    try {
      while (budget > 0) {
        int wanted = Math.min(budget, MESSAGES_AT_A_TIME);
        if (!move(key, wanted)) {
          end(key, MoveTask.Status.COMPLETED);
          return;
        }
        budget -= wanted;
      }
      goOn(key, item.due().plusSeconds(1));
    } catch (MoveFailure failure) {
      fail(key, failure.reason);
    } catch (Fault fault) {
      fail(key, SqsFaults.QUEUE_DOES_NOT_EXIST_LEGACY);
    }
  }

  private void goOn(MoveTask.Key key, Instant due) {
    store.transact(
        transaction -> {
          MoveTask task = QueueStore.MOVE_TASKS.get(transaction, key);
          if (task != null && task.isRunning()) {
            if (task.messagesMoved() >= task.messagesToMove()) {
              QueueStore.MOVE_TASKS.put(transaction, key, task.as(MoveTask.Status.COMPLETED));
            } else {
              schedule(transaction, key, due);
            }
          }
          return true;
        });
  }

  private void end(MoveTask.Key key, MoveTask.Status status) {
    store.transact(
        transaction -> {
          MoveTask task = QueueStore.MOVE_TASKS.get(transaction, key);
          if (task != null && task.isRunning()) {
            QueueStore.MOVE_TASKS.put(transaction, key, task.as(status));
          }
          return true;
        });
  }

  private void fail(MoveTask.Key key, String reason) {
    store.transact(
        transaction -> {
          MoveTask task = QueueStore.MOVE_TASKS.get(transaction, key);
          if (task != null && task.isRunning()) {
            QueueStore.MOVE_TASKS.put(transaction, key, task.failed(reason));
          }
          return true;
        });
  }

  /** Moves up to {@code maximum} messages; false where there are no more to move. */
  private boolean move(MoveTask.Key key, int maximum) {
    return dispatchers.use(
        key.source(),
        source -> {
          long nowMillis = clock.now().toEpochMilli();
          List<QueuedMessage> claimed = source.claim(maximum, nowMillis);
          if (claimed.isEmpty()) {
            return false;
          }
          Batch batch = new Batch(key, source, claimed, nowMillis);
          return batch.run();
        });
  }

  /** A reason for which a task fails, as AWS names it. */
  private static final class MoveFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private MoveFailure(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }

  /** Some messages that are moved in one transaction. */
  private final class Batch {
    private final MoveTask.Key key;
    private final QueueDispatcher source;
    private final List<QueuedMessage> claimed;
    private final long nowMillis;
    private final List<QueuedMessage> gone = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private boolean committed;

    private Batch(
        MoveTask.Key key, QueueDispatcher source, List<QueuedMessage> claimed, long nowMillis) {
      this.key = key;
      this.source = source;
      this.claimed = claimed;
      this.nowMillis = nowMillis;
    }

    private record Arrival(
        QueueKey queue, QueueDispatcher dispatcher, QueuedMessage message, long visibleAtMillis) {}

    private boolean run() {
      try {
        boolean goesOn =
            store.transact(
                transaction -> {
                  gone.clear();
                  withdraw();
                  return moveAll(transaction);
                });
        committed = true;
        return goesOn;
      } finally {
        settle();
      }
    }

    private boolean moveAll(Transaction transaction) {
      MoveTask task = QueueStore.MOVE_TASKS.get(transaction, key);
      if (task == null || !task.isRunning()) {
        return false;
      }
      Queue queue = QueueDispatchers.require(transaction, key.source(), source);
      for (QueuedMessage message : claimed) {
        MessageState state = QueueStore.STATES.get(transaction, message.key());
        MessageContent content = QueueStore.CONTENTS.get(transaction, message.key());
        if (state != null && content != null && queue.expiryOf(message.key()) > nowMillis) {
          move(transaction, task, state, content);
        }
        QueueStore.deleteMessage(transaction, message.key());
        gone.add(message);
      }
      QueueStore.MOVE_TASKS.put(transaction, key, task.moved(arrivals.size()));
      return true;
    }

    private void move(
        Transaction transaction, MoveTask task, MessageState state, MessageContent content) {
      QueueKey target =
          task.destinationArn()
              .or(() -> Optional.ofNullable(content.deadLetterSourceArn()))
              .flatMap(SqsArns::parse)
              .orElseThrow(() -> new MoveFailure("CouldNotDetermineMessageSource"));
      QueueDispatcher dispatcher = dispatchers.of(target);
      Queue queue = QueueDispatchers.require(transaction, target, dispatcher);
      QueuedMessage place = dispatcher.announce(nowMillis, state.groupId());
      long visibleAtMillis = nowMillis + queue.attributes().delaySeconds() * 1_000L;
      arrivals.add(new Arrival(target, dispatcher, place, visibleAtMillis));
      QueueStore.STATES.put(
          transaction, place.key(), MessageState.sent(visibleAtMillis, state.groupId()));
      QueueStore.CONTENTS.put(transaction, place.key(), content.redriven(ids.uuid()));
    }

    private void settle() {
      if (!committed) {
        claimed.forEach(source::release);
        withdraw();
        return;
      }
      // Whatever was not moved, because the task has been cancelled, can be received again.
      claimed.stream().filter(message -> !gone.contains(message)).forEach(source::release);
      gone.forEach(source::remove);
      for (Arrival arrival : arrivals) {
        arrival.dispatcher().arrived(arrival.message(), arrival.visibleAtMillis(), nowMillis);
        sweeper.arrange(arrival.queue(), arrival.dispatcher());
      }
    }

    private void withdraw() {
      arrivals.forEach(arrival -> arrival.dispatcher().remove(arrival.message()));
      arrivals.clear();
    }
  }
}

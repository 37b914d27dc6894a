package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Signals;
import dev.cloudjar.sqs.QueuedMessage.Standing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows which messages of a queue can be received next, and gives each of them to one receive only,
 * so that receives do not fight over rows.
 *
 * <p>It is a cache of the store, made when the queue is first used and thrown away when the queue
 * is purged. It decides nothing: each receive reads the rows of the messages that it is given
 * again, in its transaction. Every change of a message comes in two steps: the transaction first,
 * and then the news of it here; so no lock is held while something is written.
 *
 * <p>All steps take a time that grows with the logarithm of the number of messages at most.
 */
abstract sealed class QueueDispatcher permits StandardDispatcher, FifoDispatcher {
  private final ReentrantLock lock = new ReentrantLock();
  private final long messagesId;
  private final Signals signals;
  private final LongUnaryOperator reserveSequences;
  private final HiddenMessages hidden = new HiddenMessages();
  private final Map<MessageKey, QueuedMessage> received = new HashMap<>();
  private volatile QueueStore.Seen seen;
  private volatile boolean closed;
  private volatile boolean sweepIsDue;
  private long lastSequence;
  private long reservedSequence;
  private int wakeUps;
  private boolean wakeAll;
  private int visible;
  private int notVisible;
  private int delayed;

  /**
   * @param lastSequence no sequence number up to this is free
   * @param reserveSequences puts a number on record up to which sequence numbers may be used, given
   *     the one that is needed
   */
  QueueDispatcher(
      Queue queue, long lastSequence, Signals signals, LongUnaryOperator reserveSequences) {
    this.seen = new QueueStore.Seen(new byte[0], queue);
    this.messagesId = queue.messagesId();
    this.signals = signals;
    this.reserveSequences = reserveSequences;
    this.lastSequence = lastSequence;
    this.reservedSequence = lastSequence;
  }

  /** The queue as it was last seen; for checks before the transaction that reads it again. */
  final Queue queue() {
    return seen.queue();
  }

  final QueueStore.Seen seen() {
    return seen;
  }

  final void refresh(QueueStore.Seen latest) {
    seen = latest;
  }

  /** The queue has been changed by the caller. */
  final void refresh(Queue latest) {
    seen = new QueueStore.Seen(new byte[0], latest);
  }

  final long messagesId() {
    return messagesId;
  }

  /** What a receive listens for that waits for messages. */
  final String signalKey() {
    return "sqs/" + messagesId;
  }

  final boolean isClosed() {
    return closed;
  }

  /** Ends this dispatcher, whose messages are gone; those who wait look for another one. */
  final void close() {
    closed = true;
    signals.signal(signalKey());
  }

  /** Whether somebody has to arrange for a sweep; true once. */
  final boolean wantsSweep() {
    if (sweepIsDue) {
      return false;
    }
    sweepIsDue = true;
    return true;
  }

  /** A sweep begins: messages from now on want another one. */
  final void sweepBegins() {
    sweepIsDue = false;
  }

  // ---- what is on its way in -------------------------------------------------------------------

  /**
   * Gives a message its place. It holds the place until it has arrived or is withdrawn, so that
   * messages of a group are handed out in the order of their sequence numbers, whichever
   * transaction ends first.
   */
  final QueuedMessage announce(long sentAtMillis, @Nullable String groupId) {
    return exclusively(
        () -> {
          // The only write under the lock: once in a hundred thousand messages.
          if (lastSequence >= reservedSequence) {
            reservedSequence = reserveSequences.applyAsLong(lastSequence + 1);
          }
          MessageKey key = new MessageKey(messagesId, sentAtMillis, ++lastSequence);
          QueuedMessage message = new QueuedMessage(key, groupId);
          placed(message);
          return message;
        });
  }

  /** The message is in the store. */
  final void arrived(QueuedMessage message, long visibleAtMillis, long nowMillis) {
    change(
        () -> {
          message.revision(0);
          if (visibleAtMillis > nowMillis) {
            move(message, Standing.DELAYED, visibleAtMillis);
          } else {
            move(message, Standing.AVAILABLE, 0);
          }
        });
  }

  /** Takes in a message that was found in the store. */
  final void load(MessageKey key, MessageState state, long visibleAtMillis, long nowMillis) {
    change(
        () -> {
          lastSequence = Math.max(lastSequence, key.sequence());
          reservedSequence = Math.max(reservedSequence, lastSequence);
          QueuedMessage message = new QueuedMessage(key, state.groupId());
          placed(message);
          if (state.receivedAtMillis() != 0) {
            received.put(key, message);
          }
          message.revision(state.revision());
          if (visibleAtMillis <= nowMillis) {
            move(message, Standing.AVAILABLE, 0);
          } else {
            move(
                message,
                state.receivedAtMillis() == 0 ? Standing.DELAYED : Standing.IN_FLIGHT,
                visibleAtMillis);
          }
        });
  }

  // ---- what is on its way out ------------------------------------------------------------------

  /**
   * Up to {@code maximum} messages that no other receive is given, in the order in which they are
   * to be handed out. Each must be settled: by {@link #hide}, {@link #release} or {@link #remove}.
   */
  final List<QueuedMessage> claim(int maximum, long nowMillis) {
    return exclusively(
        () -> {
          promote(nowMillis);
          if (notVisible >= QueueLimits.MESSAGES_IN_FLIGHT) {
            return List.of();
          }
          List<QueuedMessage> claimed = take(maximum);
          claimed.forEach(message -> move(message, Standing.CLAIMED, 0));
          return claimed;
        });
  }

  /** Whether as many messages are in flight as may be. */
  final boolean isFull(long nowMillis) {
    return counts(nowMillis).notVisible() >= QueueLimits.MESSAGES_IN_FLIGHT;
  }

  /** A message is hidden, or visible after all, as its row now says. */
  final void hide(QueuedMessage message, MessageState state, long nowMillis) {
    change(() -> follow(message, state, nowMillis));
  }

  /** A message's row was changed by means of a receipt handle. */
  final void changed(MessageKey key, MessageState state, long nowMillis) {
    change(
        () -> {
          QueuedMessage message = received.get(key);
          if (message != null) {
            follow(message, state, nowMillis);
          }
        });
  }

  /** A receive did not take a message after all. */
  final void release(QueuedMessage message) {
    change(
        () -> {
          if (message.is(Standing.CLAIMED)) {
            move(message, Standing.AVAILABLE, 0);
          }
        });
  }

  /** A message is gone, or never came. */
  final void remove(QueuedMessage message) {
    change(() -> leave(message));
  }

  /** A message was deleted by means of a receipt handle. */
  final void deleted(MessageKey key) {
    change(
        () -> {
          QueuedMessage message = received.get(key);
          if (message != null) {
            leave(message);
          }
        });
  }

  /** A message's time was over. */
  final void expired(MessageKey key, @Nullable String groupId) {
    change(
        () -> {
          QueuedMessage message = received.get(key);
          if (message == null) {
            message = find(key, groupId);
          }
          if (message != null) {
            leave(message);
          }
        });
  }

  // ---- what there is ---------------------------------------------------------------------------

  /** How many messages there are. */
  final Counts counts(long nowMillis) {
    return exclusively(
        () -> {
          promote(nowMillis);
          return new Counts(visible, notVisible, delayed);
        });
  }

  /**
   * Until when there is no need to look again for messages unless there is a signal, since the
   * epoch: when the next hidden message appears, at the latest {@code deadlineMillis}.
   */
  final long waitUntil(long deadlineMillis) {
    return exclusively(() -> hidden.waitUntil(deadlineMillis));
  }

  /**
   * The numbers of messages.
   *
   * @param visible those that can be received
   * @param notVisible those in flight
   * @param delayed those that were sent with a delay that has not passed
   */
  record Counts(int visible, int notVisible, int delayed) {}

  // ---- what the two types of queues do differently ---------------------------------------------

  /** A message has its place. */
  abstract void placed(QueuedMessage message);

  /** A message can be received. */
  abstract void appeared(QueuedMessage message);

  /** A message can no longer be received. */
  abstract void disappeared(QueuedMessage message);

  /** A message is gone. */
  abstract void left(QueuedMessage message);

  /** The next messages to hand out; what is told of them follows. */
  abstract List<QueuedMessage> take(int maximum);

  /** A message that was never received and is available; null where there is none. */
  abstract @Nullable QueuedMessage find(MessageKey key, @Nullable String groupId);

  /** Wakes one more of those who wait. */
  final void wakeOne() {
    wakeUps++;
  }

  final void move(QueuedMessage message, Standing next, long appearsAtMillis) {
    if (message.isHidden()) {
      hidden.remove(message);
    } else if (message.is(Standing.AVAILABLE)) {
      disappeared(message);
    }
    count(message.standing(), -1);
    count(next, 1);
    message.stand(next, appearsAtMillis);
    if (message.isHidden()) {
      wakeAll |= hidden.add(message);
    } else if (next == Standing.AVAILABLE) {
      appeared(message);
    }
  }

  final <T> T exclusively(Supplier<T> action) {
    T result;
    int toWake;
    boolean all;
    lock.lock();
    try {
      result = action.get();
      toWake = wakeUps;
      all = wakeAll;
      wakeUps = 0;
      wakeAll = false;
    } finally {
      lock.unlock();
    }
    if (all) {
      signals.signal(signalKey());
    } else if (toWake > 0) {
      signals.signal(signalKey(), toWake);
    }
    return result;
  }

  final void change(Runnable action) {
    exclusively(
        () -> {
          action.run();
          return true;
        });
  }

  private void follow(QueuedMessage message, MessageState state, long nowMillis) {
    if (message.is(Standing.GONE) || state.revision() < message.revision()) {
      return;
    }
    message.revision(state.revision());
    received.put(message.key(), message);
    if (state.isVisible(nowMillis)) {
      move(message, Standing.AVAILABLE, 0);
    } else {
      move(message, Standing.IN_FLIGHT, state.visibleAtMillis());
    }
  }

  private void leave(QueuedMessage message) {
    if (!message.is(Standing.GONE)) {
      move(message, Standing.GONE, 0);
      received.remove(message.key());
      left(message);
    }
  }

  private void promote(long nowMillis) {
    QueuedMessage due = hidden.due(nowMillis);
    while (due != null) {
      move(due, Standing.AVAILABLE, 0);
      due = hidden.due(nowMillis);
    }
  }

  private void count(Standing standing, int change) {
    switch (standing) {
      case AVAILABLE -> visible += change;
      case CLAIMED, IN_FLIGHT -> notVisible += change;
      case DELAYED -> delayed += change;
      case ANNOUNCED, GONE -> {}
    }
  }
}

package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Signals;
import dev.cloudjar.sqs.QueuedMessage.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the messages of a FIFO queue: within a group strictly in order, and none as long as an
 * earlier one is in flight; among groups in turn.
 */
final class FifoDispatcher extends QueueDispatcher {
  private final Map<String, Group> groups = new HashMap<>();
  private final Deque<Group> line = new ArrayDeque<>();

  FifoDispatcher(
      Queue queue, long lastSequence, Signals signals, LongUnaryOperator reserveSequences) {
    super(queue, lastSequence, signals, reserveSequences);
  }

  /** A group's messages in order. Those at the head may be in flight, and gone ones among them. */
  private static final class Group {
    private final String id;
    private final Deque<QueuedMessage> messages = new ArrayDeque<>(2);
    private boolean inLine;

    private Group(String id) {
      this.id = id;
    }

    private void dropGone() {
      while (!messages.isEmpty() && messages.getFirst().is(Standing.GONE)) {
        messages.removeFirst();
      }
    }

    private boolean isReady() {
      dropGone();
      return !messages.isEmpty() && messages.getFirst().is(Standing.AVAILABLE);
    }
  }

  @Override
  void placed(QueuedMessage message) {
    groups.computeIfAbsent(groupId(message), Group::new).messages.addLast(message);
  }

  @Override
  void appeared(QueuedMessage message) {
    lineUp(groups.get(groupId(message)));
  }

  @Override
  void disappeared(QueuedMessage message) {}

  @Override
  void left(QueuedMessage message) {
    Group group = groups.get(groupId(message));
    lineUp(group);
    if (group != null && group.messages.isEmpty()) {
      groups.remove(group.id);
    }
  }

  @Override
  List<QueuedMessage> take(int maximum) {
    List<QueuedMessage> taken = new ArrayList<>(maximum);
    while (taken.size() < maximum && !line.isEmpty()) {
      Group group = line.removeFirst();
      group.inLine = false;
      for (QueuedMessage message : group.messages) {
        if (message.is(Standing.GONE)) {
          continue;
        }
        if (taken.size() == maximum || !message.is(Standing.AVAILABLE)) {
          break;
        }
        taken.add(message);
      }
    }
    return taken;
  }

  @Override
  @Nullable QueuedMessage find(MessageKey key, @Nullable String groupId) {
    Group group = groups.get(Objects.requireNonNullElse(groupId, ""));
    if (group == null) {
      return null;
    }
    group.dropGone();
    for (QueuedMessage message : group.messages) {
      if (message.key().sequence() >= key.sequence()) {
        return message.key().equals(key) ? message : null;
      }
    }
    return null;
  }

  /**
   * Applies a new delay to the messages that were never received, as a FIFO queue does, unlike a
   * standard one.
   */
  void redelay(long delayMillis, long nowMillis) {
    change(
        () ->
            groups.values().stream()
                .flatMap(group -> List.copyOf(group.messages).stream())
                .filter(message -> message.revision() == 0)
                .filter(message -> message.is(Standing.DELAYED) || message.is(Standing.AVAILABLE))
                .forEach(
                    message -> {
                      long appearsAt = message.key().sentAtMillis() + delayMillis;
                      if (appearsAt > nowMillis) {
                        move(message, Standing.DELAYED, appearsAt);
                      } else if (message.is(Standing.DELAYED)) {
                        move(message, Standing.AVAILABLE, 0);
                      }
                    }));
  }

  private void lineUp(@Nullable Group group) {
    if (group != null && group.isReady() && !group.inLine) {
      group.inLine = true;
      line.addLast(group);
      wakeOne();
    }
  }

  private static String groupId(QueuedMessage message) {
    return Objects.requireNonNullElse(message.groupId(), "");
  }
}

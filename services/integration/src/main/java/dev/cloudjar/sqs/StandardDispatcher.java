package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Signals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Hands out the messages of a standard queue, older ones first. */
final class StandardDispatcher extends QueueDispatcher {
  private final TreeSet<QueuedMessage> available =
      new TreeSet<>(Comparator.comparing(QueuedMessage::key, MessageKey.BY_AGE));

  StandardDispatcher(
      Queue queue, long lastSequence, Signals signals, LongUnaryOperator reserveSequences) {
    super(queue, lastSequence, signals, reserveSequences);
  }

  @Override
  void placed(QueuedMessage message) {}

  @Override
  void appeared(QueuedMessage message) {
    available.add(message);
    wakeOne();
  }

  @Override
  void disappeared(QueuedMessage message) {
    available.remove(message);
  }

  @Override
  void left(QueuedMessage message) {}

  @Override
  List<QueuedMessage> take(int maximum) {
    List<QueuedMessage> taken = new ArrayList<>(maximum);
    for (QueuedMessage message : available) {
      if (taken.size() == maximum) {
        break;
      }
      taken.add(message);
    }
    return taken;
  }

  @Override
  @Nullable QueuedMessage find(MessageKey key, @Nullable String groupId) {
    QueuedMessage found = available.floor(new QueuedMessage(key, groupId));
    return found != null && found.key().equals(key) ? found : null;
  }
}

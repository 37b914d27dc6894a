package dev.cloudjar.sqs;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The messages that will be available later, those that come first at the front. */
final class HiddenMessages {
  private final TreeSet<QueuedMessage> messages =
      new TreeSet<>(
          Comparator.comparingLong(QueuedMessage::appearsAtMillis)
              .thenComparing(QueuedMessage::key, MessageKey.BY_AGE));
  private long waitUntilMillis;

  /** Whether those who wait have to know, for they were told of a later time. */
  boolean add(QueuedMessage message) {
    messages.add(message);
    return message.appearsAtMillis() < waitUntilMillis && messages.first() == message;
  }

  void remove(QueuedMessage message) {
    messages.remove(message);
  }

  /** A message whose time has come, or null. */
  @Nullable QueuedMessage due(long nowMillis) {
    return messages.isEmpty() || messages.first().appearsAtMillis() > nowMillis
        ? null
        : messages.first();
  }

  /** When the next message appears, at the latest {@code deadlineMillis}, since the epoch. */
  long waitUntil(long deadlineMillis) {
    waitUntilMillis = Math.max(waitUntilMillis, deadlineMillis);
    return messages.isEmpty()
        ? deadlineMillis
        : Math.min(deadlineMillis, messages.first().appearsAtMillis());
  }
}

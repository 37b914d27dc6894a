package dev.cloudjar.sqs;

import org.jspecify.annotations.Nullable;

/**
 * What changes of a message while it is in a queue. Kept apart from its content, so that a receive
 * does not write the content again.
 *
 * @param revision counts the changes of this row
 * @param visibleAtMillis from when on it may be received, since the epoch
 * @param receiveCount how often it was received, in all queues that it was in
 * @param receiveCountBefore how often it was received in the queues that it was in before
 * @param receivedAtMillis when it was last received, since the epoch; 0 for never
 * @param firstReceivedAtMillis when it was first received, since the epoch; 0 for never
 * @param groupId the message group; null for none
 */
record MessageState(
    int revision,
    long visibleAtMillis,
    int receiveCount,
    int receiveCountBefore,
    long receivedAtMillis,
    long firstReceivedAtMillis,
    @Nullable String groupId) {

  /** A message that was just sent. */
  static MessageState sent(long visibleAtMillis, @Nullable String groupId) {
    return new MessageState(0, visibleAtMillis, 0, 0, 0, 0, groupId);
  }

  boolean isVisible(long nowMillis) {
    return visibleAtMillis <= nowMillis;
  }

  boolean isInFlight(long nowMillis) {
    return receivedAtMillis != 0 && !isVisible(nowMillis);
  }

  MessageState received(long nowMillis, long newVisibleAtMillis) {
    return new MessageState(
        revision + 1,
        newVisibleAtMillis,
        receiveCount + 1,
        receiveCountBefore,
        nowMillis,
        firstReceivedAtMillis == 0 ? nowMillis : firstReceivedAtMillis,
        groupId);
  }

  MessageState visibleAt(long newVisibleAtMillis) {
    return new MessageState(
        revision + 1,
        newVisibleAtMillis,
        receiveCount,
        receiveCountBefore,
        receivedAtMillis,
        firstReceivedAtMillis,
        groupId);
  }

  /** The same message at its arrival in a dead-letter queue: its receives are remembered. */
  MessageState deadLettered(long nowMillis) {
    return new MessageState(
        0, nowMillis, receiveCount, receiveCount, 0, firstReceivedAtMillis, groupId);
  }

  /** Whether a further receive would be one too many. */
  boolean exhausts(RedrivePolicy policy) {
    return receiveCount - receiveCountBefore >= policy.maxReceiveCount();
  }
}

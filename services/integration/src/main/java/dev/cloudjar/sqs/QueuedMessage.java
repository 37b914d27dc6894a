package dev.cloudjar.sqs;

import org.jspecify.annotations.Nullable;

/** What a dispatcher knows of a message. Guarded by the lock of its dispatcher. */
final class QueuedMessage {

  /** Where a message stands. */
  enum Standing {
    /** It has its place in the queue, but its transaction is under way. */
    ANNOUNCED,
    /** It was sent with a delay that has not passed. */
    DELAYED,
    /** It can be received. */
    AVAILABLE,
    /** A receive is about to take it. */
    CLAIMED,
    /** It was received and is hidden. */
    IN_FLIGHT,
    /** It is no more. */
    GONE
  }

  private final MessageKey key;
  private final @Nullable String groupId;
  private Standing standing = Standing.ANNOUNCED;
  private long appearsAtMillis;
  private int revision = -1;

  QueuedMessage(MessageKey key, @Nullable String groupId) {
    this.key = key;
    this.groupId = groupId;
  }

  MessageKey key() {
    return key;
  }

  @Nullable String groupId() {
    return groupId;
  }

  Standing standing() {
    return standing;
  }

  /** When a hidden message is available again, since the epoch. */
  long appearsAtMillis() {
    return appearsAtMillis;
  }

  /** The revision of the row that this is about, so that old news is told from new. */
  int revision() {
    return revision;
  }

  boolean is(Standing other) {
    return standing == other;
  }

  boolean isHidden() {
    return standing == Standing.DELAYED || standing == Standing.IN_FLIGHT;
  }

  void stand(Standing next, long newAppearsAtMillis) {
    standing = next;
    appearsAtMillis = newAppearsAtMillis;
  }

  void revision(int newRevision) {
    revision = newRevision;
  }
}

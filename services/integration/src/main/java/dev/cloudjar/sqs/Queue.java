package dev.cloudjar.sqs;

/**
 * A queue.
 *
 * @param messagesId names the queue's messages; a purge gives the queue a new one, which leaves all
 *     former messages behind at once
 * @param receiptSecret signs the receipt handles
 * @param createdAtMillis since the epoch
 * @param lastModifiedAtMillis when its attributes were last set, since the epoch
 * @param purgedAtMillis when it was last purged, since the epoch; 0 for never
 */
record Queue(
    long messagesId,
    String receiptSecret,
    long createdAtMillis,
    long lastModifiedAtMillis,
    long purgedAtMillis,
    QueueAttributes attributes) {

  Queue withAttributes(QueueAttributes newAttributes, long nowMillis) {
    return new Queue(
        messagesId, receiptSecret, createdAtMillis, nowMillis, purgedAtMillis, newAttributes);
  }

  Queue purged(long newMessagesId, long nowMillis) {
    return new Queue(
        newMessagesId, receiptSecret, createdAtMillis, lastModifiedAtMillis, nowMillis, attributes);
  }

  /** Whether a purge has to wait because there was one just before. */
  boolean isPurging(long nowMillis) {
    return purgedAtMillis != 0 && nowMillis - purgedAtMillis < QueueLimits.QUIET_SECONDS * 1_000L;
  }

  long expiryOf(MessageKey message) {
    return message.sentAtMillis() + attributes.messageRetentionPeriodSeconds() * 1_000L;
  }
}

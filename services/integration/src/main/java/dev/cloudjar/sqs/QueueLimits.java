package dev.cloudjar.sqs;

/**
 * AWS's limits.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html">Amazon
 *     SQS quotas</a>
 */
final class QueueLimits {
  /** The longest message, and the longest batch of messages; 1 MiB since August 2025. */
  static final int MESSAGE_SIZE_BYTES = 1_048_576;

  /** How many messages may be in flight, for both types of queues. */
  static final int MESSAGES_IN_FLIGHT = 120_000;

  static final int BATCH_ENTRIES = 10;
  static final int MESSAGE_ATTRIBUTES = 10;
  static final int VISIBILITY_TIMEOUT_SECONDS = 43_200;
  static final int DELAY_SECONDS = 900;
  static final int WAIT_TIME_SECONDS = 20;
  static final int LISTED_QUEUES = 1_000;
  static final int QUEUE_TAGS = 50;

  /** For how long a deduplication id or a receive request attempt id is remembered. */
  static final int DEDUPLICATION_SECONDS = 300;

  /** For how long the name of a deleted queue is not available, and a purge may not follow one. */
  static final int QUIET_SECONDS = 60;

  private QueueLimits() {}
}

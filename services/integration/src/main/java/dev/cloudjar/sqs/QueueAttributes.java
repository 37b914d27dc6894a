package dev.cloudjar.sqs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What can be set of a queue. Ranges are AWS's and are checked by {@link QueueAttributeChanges}.
 *
 * @param delaySeconds how long messages are hidden after they were sent, 0 to 900
 * @param maximumMessageSizeBytes 1,024 to 1,048,576, body and message attributes together
 * @param messageRetentionPeriodSeconds how long messages are kept, 60 to 1,209,600
 * @param receiveMessageWaitTimeSeconds how long a receive waits for messages, 0 to 20
 * @param visibilityTimeoutSeconds how long a received message is hidden, 0 to 43,200
 * @param contentBasedDeduplication FIFO only: whether the body's digest stands in for a missing
 *     deduplication id
 * @param deduplicatesPerGroup FIFO only: whether {@code DeduplicationScope} is {@code messageGroup}
 * @param throughputPerGroup FIFO only: whether {@code FifoThroughputLimit} is {@code
 *     perMessageGroupId}
 * @param kmsMasterKeyId recorded only
 * @param kmsDataKeyReusePeriodSeconds recorded only, 60 to 86,400
 * @param sqsManagedSseEnabled recorded only
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html">SetQueueAttributes</a>
 */
record QueueAttributes(
    int delaySeconds,
    int maximumMessageSizeBytes,
    int messageRetentionPeriodSeconds,
    int receiveMessageWaitTimeSeconds,
    int visibilityTimeoutSeconds,
    Optional<RedrivePolicy> redrivePolicy,
    Optional<RedriveAllowPolicy> redriveAllowPolicy,
    boolean contentBasedDeduplication,
    boolean deduplicatesPerGroup,
    boolean throughputPerGroup,
    Optional<String> kmsMasterKeyId,
    int kmsDataKeyReusePeriodSeconds,
    boolean sqsManagedSseEnabled) {

  /** What a queue has that is created without attributes. */
  static final QueueAttributes DEFAULTS =
      new QueueAttributes(
          0,
          QueueLimits.MESSAGE_SIZE_BYTES,
          345_600,
          0,
          30,
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          false,
          Optional.empty(),
          300,
          true);

  /** The attributes as {@code GetQueueAttributes} tells them, by name. */
  Map<String, String> toWire(boolean fifo) {
    Map<String, String> wire = new LinkedHashMap<>();
    wire.put("DelaySeconds", String.valueOf(delaySeconds));
    wire.put("MaximumMessageSize", String.valueOf(maximumMessageSizeBytes));
    wire.put("MessageRetentionPeriod", String.valueOf(messageRetentionPeriodSeconds));
    wire.put("ReceiveMessageWaitTimeSeconds", String.valueOf(receiveMessageWaitTimeSeconds));
    wire.put("VisibilityTimeout", String.valueOf(visibilityTimeoutSeconds));
    redrivePolicy.ifPresent(it -> wire.put("RedrivePolicy", RedriveJson.write(it)));
    redriveAllowPolicy.ifPresent(it -> wire.put("RedriveAllowPolicy", RedriveJson.write(it)));
    if (fifo) {
      wire.put("FifoQueue", "true");
      wire.put("ContentBasedDeduplication", String.valueOf(contentBasedDeduplication));
      wire.put("DeduplicationScope", deduplicatesPerGroup ? "messageGroup" : "queue");
      wire.put("FifoThroughputLimit", throughputPerGroup ? "perMessageGroupId" : "perQueue");
    }
    kmsMasterKeyId.ifPresent(
        key -> {
          wire.put("KmsMasterKeyId", key);
          wire.put("KmsDataKeyReusePeriodSeconds", String.valueOf(kmsDataKeyReusePeriodSeconds));
        });
    wire.put("SqsManagedSseEnabled", String.valueOf(sqsManagedSseEnabled));
    return wire;
  }
}

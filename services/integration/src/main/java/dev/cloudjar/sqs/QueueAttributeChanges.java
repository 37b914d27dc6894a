package dev.cloudjar.sqs;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the attributes of a request, checks them as AWS does, and applies them. */
final class QueueAttributeChanges {
  /** Kept in a row of its own, for it can be long and is read by others. */
  static final String POLICY = "Policy";

  static final String FIFO_QUEUE = "FifoQueue";
  private static final Set<String> FIFO_ONLY =
      Set.of(FIFO_QUEUE, "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit");

  private final boolean fifo;
  private int delaySeconds;
  private int maximumMessageSizeBytes;
  private int messageRetentionPeriodSeconds;
  private int receiveMessageWaitTimeSeconds;
  private int visibilityTimeoutSeconds;
  private Optional<RedrivePolicy> redrivePolicy;
  private Optional<RedriveAllowPolicy> redriveAllowPolicy;
  private boolean contentBasedDeduplication;
  private boolean deduplicatesPerGroup;
  private boolean throughputPerGroup;
  private Optional<String> kmsMasterKeyId;
  private int kmsDataKeyReusePeriodSeconds;
  private boolean sqsManagedSseEnabled;

  private QueueAttributeChanges(QueueAttributes base, boolean fifo) {
    this.fifo = fifo;
    delaySeconds = base.delaySeconds();
    maximumMessageSizeBytes = base.maximumMessageSizeBytes();
    messageRetentionPeriodSeconds = base.messageRetentionPeriodSeconds();
    receiveMessageWaitTimeSeconds = base.receiveMessageWaitTimeSeconds();
    visibilityTimeoutSeconds = base.visibilityTimeoutSeconds();
    redrivePolicy = base.redrivePolicy();
    redriveAllowPolicy = base.redriveAllowPolicy();
    contentBasedDeduplication = base.contentBasedDeduplication();
    deduplicatesPerGroup = base.deduplicatesPerGroup();
    throughputPerGroup = base.throughputPerGroup();
    kmsMasterKeyId = base.kmsMasterKeyId();
    kmsDataKeyReusePeriodSeconds = base.kmsDataKeyReusePeriodSeconds();
    sqsManagedSseEnabled = base.sqsManagedSseEnabled();
  }

  /**
   * {@code base} with the changes of a request. The policy is left to its own rules.
   *
   * @throws dev.cloudjar.cloud.Fault {@code InvalidAttributeName}, {@code InvalidAttributeValue} or
   *     {@code InvalidParameterValue}
   */
  static QueueAttributes apply(QueueAttributes base, boolean fifo, Map<String, String> changes) {
    QueueAttributeChanges result = new QueueAttributeChanges(base, fifo);
    changes.forEach(result::set);
    result.settleEncryption(changes);
    if (result.throughputPerGroup && !result.deduplicatesPerGroup) {
      throw SqsFaults.invalidAttributeValue(
          "FifoThroughputLimit",
          "The perMessageGroupId value is allowed only when the value for DeduplicationScope is"
              + " messageGroup.");
    }
    return result.build();
  }

  private void set(String name, String value) {
    if (!fifo && FIFO_ONLY.contains(name)) {
      throw name.startsWith("Dedup") || name.startsWith("FifoT")
          ? SqsFaults.attributeOnlyForFifo(name)
          : SqsFaults.invalidAttributeName(name);
    }
    switch (name) {
      case "DelaySeconds" -> delaySeconds = number(name, value, 0, QueueLimits.DELAY_SECONDS);
      case "MaximumMessageSize" ->
          maximumMessageSizeBytes = number(name, value, 1_024, QueueLimits.MESSAGE_SIZE_BYTES);
      case "MessageRetentionPeriod" ->
          messageRetentionPeriodSeconds = number(name, value, 60, 1_209_600);
      case "ReceiveMessageWaitTimeSeconds" ->
          receiveMessageWaitTimeSeconds = number(name, value, 0, QueueLimits.WAIT_TIME_SECONDS);
      case "VisibilityTimeout" ->
          visibilityTimeoutSeconds = number(name, value, 0, QueueLimits.VISIBILITY_TIMEOUT_SECONDS);
      case "RedrivePolicy" ->
          redrivePolicy =
              value.isEmpty()
                  ? Optional.empty()
                  : Optional.of(RedriveJson.readRedrivePolicy(value));
      case "RedriveAllowPolicy" ->
          redriveAllowPolicy =
              value.isEmpty()
                  ? Optional.empty()
                  : Optional.of(RedriveJson.readRedriveAllowPolicy(value));
      case FIFO_QUEUE -> checkType(value);
      case "ContentBasedDeduplication" -> contentBasedDeduplication = flag(name, value);
      case "DeduplicationScope" ->
          deduplicatesPerGroup = second(name, value, "queue", "messageGroup");
      case "FifoThroughputLimit" ->
          throughputPerGroup = second(name, value, "perQueue", "perMessageGroupId");
      case "KmsMasterKeyId" -> kmsMasterKeyId = Optional.of(value).filter(it -> !it.isEmpty());
      case "KmsDataKeyReusePeriodSeconds" ->
          kmsDataKeyReusePeriodSeconds = number(name, value, 60, 86_400);
      case "SqsManagedSseEnabled" -> sqsManagedSseEnabled = flag(name, value);
      case POLICY -> QueuePolicy.check(value);
      default -> throw SqsFaults.invalidAttributeName(name);
    }
  }

  /** One of the two kinds of encryption replaces the other, but both at once are refused. */
  private void settleEncryption(Map<String, String> changes) {
    boolean keyIsSet = !changes.getOrDefault("KmsMasterKeyId", "").isEmpty();
    boolean managedIsSet = changes.containsKey("SqsManagedSseEnabled") && sqsManagedSseEnabled;
    if (keyIsSet && managedIsSet) {
      throw SqsFaults.twoEncryptions();
    }
    if (keyIsSet) {
      sqsManagedSseEnabled = false;
    } else if (managedIsSet) {
      kmsMasterKeyId = Optional.empty();
    }
  }

  private static void checkType(String value) {
    if (!flag(FIFO_QUEUE, value)) {
      throw SqsFaults.invalidAttributeValue(FIFO_QUEUE, "Modifying queue type is not supported.");
    }
  }

  private static int number(String name, String value, int minimum, int maximum) {
    int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
    if (number < minimum || number > maximum) {
      throw SqsFaults.invalidAttributeValue(name);
    }
    return number;
  }

  static boolean flag(String name, String value) {
    if (value.equalsIgnoreCase("true")) {
      return true;
    }
    if (value.equalsIgnoreCase("false")) {
      return false;
    }
    throw SqsFaults.invalidAttributeValue(name);
  }

  private static boolean second(String name, String value, String first, String second) {
    if (value.equals(first) || value.equals(second)) {
      return value.equals(second);
    }
    throw SqsFaults.invalidAttributeValue(name);
  }

  private QueueAttributes build() {
    return new QueueAttributes(
        delaySeconds,
        maximumMessageSizeBytes,
        messageRetentionPeriodSeconds,
        receiveMessageWaitTimeSeconds,
        visibilityTimeoutSeconds,
        redrivePolicy,
        redriveAllowPolicy,
        contentBasedDeduplication,
        deduplicatesPerGroup,
        throughputPerGroup,
        kmsMasterKeyId,
        kmsDataKeyReusePeriodSeconds,
        sqsManagedSseEnabled);
  }
}

package dev.cloudjar.sqs;

import java.util.Map;

/**
 * Which tags queues may have.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html">Amazon
 *     SQS standard queue quotas</a>
 */
final class QueueTagRules {
  private static final int MAXIMUM_KEY_LENGTH = 128;
  private static final int MAXIMUM_VALUE_LENGTH = 256;
  private static final String SPECIAL_CHARACTERS = "_.:/=+-@";

  private QueueTagRules() {}

  /**
   * Checks all tags that a queue is to have.
   *
   * @throws dev.cloudjar.cloud.Fault {@code InvalidParameterValue}
   */
  static void check(QueueKey queue, Map<String, String> tags) {
    if (tags.size() > QueueLimits.QUEUE_TAGS) {
      throw SqsFaults.invalidParameterValue("Too many tags added for queue " + queue.name() + ".");
    }
    tags.forEach(QueueTagRules::check);
  }

  private static void check(String key, String value) {
    if (key.isEmpty() || key.length() > MAXIMUM_KEY_LENGTH) {
      throw SqsFaults.invalidParameterValue(
          "Tag keys must be between 1 and 128 characters in length.");
    }
    if (value.length() > MAXIMUM_VALUE_LENGTH) {
      throw SqsFaults.invalidParameterValue(
          "Tag values must be between 0 and 256 characters in length.");
    }
    if (key.regionMatches(true, 0, "aws:", 0, 4) || value.regionMatches(true, 0, "aws:", 0, 4)) {
      throw SqsFaults.invalidParameterValue(
          "Tag keys and values must not begin with the reserved prefix aws:.");
    }
    if (!key.codePoints().allMatch(QueueTagRules::isAllowed)
        || !value.codePoints().allMatch(QueueTagRules::isAllowed)) {
      throw SqsFaults.invalidParameterValue(
          "Tag keys and values can only include alphanumeric characters, whitespace and _ . : / ="
              + " + - @.");
    }
  }

  private static boolean isAllowed(int character) {
    return Character.isLetterOrDigit(character)
        || Character.isSpaceChar(character)
        || SPECIAL_CHARACTERS.indexOf(character) >= 0;
  }
}

package dev.cloudjar.sqs;

import java.util.Map;
import java.util.regex.Pattern;

/** Which names queues may have. */
final class QueueNames {
  private static final Pattern STANDARD = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Pattern FIFO = Pattern.compile("[A-Za-z0-9_-]{1,75}\\.fifo");

  private QueueNames() {}

  /**
   * Checks the name of a new queue, which has to go with its type.
   *
   * @throws dev.cloudjar.cloud.Fault {@code InvalidParameterValue}
   */
  static void check(String name, Map<String, String> attributes) {
    if (name == null || name.isEmpty()) {
      throw SqsFaults.missingParameter("QueueName");
    }
    String fifo = attributes.getOrDefault(QueueAttributeChanges.FIFO_QUEUE, "false");
    if (QueueAttributeChanges.flag(QueueAttributeChanges.FIFO_QUEUE, fifo)) {
      if (!FIFO.matcher(name).matches()) {
        throw SqsFaults.invalidParameterValue(
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or"
                + " underscores, must end with .fifo suffix and be 1 to 80 in length.");
      }
    } else if (!STANDARD.matcher(name).matches()) {
      throw SqsFaults.invalidParameterValue(
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
  }
}

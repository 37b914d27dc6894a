package dev.cloudjar.sqs;

import dev.cloudjar.store.Snapshot;
import java.util.Map;

/** Which queues may send their dead letters where. */
final class RedriveRules {
  private static final String REDRIVE_POLICY = "RedrivePolicy";

  private RedriveRules() {}

  /**
   * Checks the dead-letter queue that a request names, if it does.
   *
   * @throws dev.cloudjar.cloud.Fault {@code InvalidParameterValue}
   */
  static void check(
      Snapshot snapshot, QueueKey source, QueueAttributes attributes, Map<String, String> changes) {
    String text = changes.getOrDefault(REDRIVE_POLICY, "");
    if (text.isEmpty() || attributes.redrivePolicy().isEmpty()) {
      return;
    }
    QueueKey target =
        SqsArns.parse(attributes.redrivePolicy().get().deadLetterTargetArn()).orElseThrow();
    if (!target.accountId().equals(source.accountId())) {
      throw RedriveJson.redriveFault(
          text, "Dead-letter target owner should be same as the source.");
    }
    Queue queue =
        target.region().equals(source.region()) ? QueueStore.queue(snapshot, target) : null;
    if (queue == null) {
      throw RedriveJson.redriveFault(text, "Dead letter target does not exist.");
    }
    if (target.isFifo() != source.isFifo()) {
      throw RedriveJson.redriveFault(
          text, "Dead-letter queue must be same type of queue as the source.");
    }
    boolean allowed =
        queue
            .attributes()
            .redriveAllowPolicy()
            .map(policy -> policy.allows(SqsArns.of(source)))
            .orElse(true);
    if (!allowed) {
      throw RedriveJson.redriveFault(
          text,
          "The redrive allow policy of the dead-letter queue does not allow this source queue.");
    }
  }
}

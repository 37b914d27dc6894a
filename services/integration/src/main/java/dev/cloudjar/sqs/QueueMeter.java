package dev.cloudjar.sqs;

import dev.cloudjar.cloud.Meter;
import java.time.Instant;
import java.util.Map;

/**
 * The measurements of queues.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html">Available
 *     CloudWatch metrics for Amazon SQS</a>
 */
final class QueueMeter {
  private final Meter meter;

  QueueMeter(Meter meter) {
    this.meter = meter;
  }

  void sent(QueueKey queue, long sizeBytes, Instant time) {
    record(queue, "NumberOfMessagesSent", 1, time);
    record(queue, "SentMessageSize", (double) sizeBytes, time);
  }

  void received(QueueKey queue, int messages, Instant time) {
    if (messages == 0) {
      record(queue, "NumberOfEmptyReceives", 1, time);
    } else {
      record(queue, "NumberOfMessagesReceived", messages, time);
    }
  }

  void deleted(QueueKey queue, int messages, Instant time) {
    if (messages > 0) {
      record(queue, "NumberOfMessagesDeleted", messages, time);
    }
  }

  private void record(QueueKey queue, String metric, double value, Instant time) {
    meter.record(
        new Meter.Measurement(
            queue.accountId(),
            queue.region(),
            "AWS/SQS",
            metric,
            Map.of("QueueName", queue.name()),
            value,
            time));
  }
}

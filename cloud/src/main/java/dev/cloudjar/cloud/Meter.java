package dev.cloudjar.cloud;

import java.time.Instant;
import java.util.Map;

/** Takes the measurements that become metrics and bills. Cheap enough for every request. */
@FunctionalInterface
public interface Meter {

  /** Measures nothing. */
  Meter NONE = measurement -> {};

  void record(Measurement measurement);

  /**
   * One value of one metric.
   *
   * @param namespace as CloudWatch names it, such as {@code AWS/SQS}
   * @param metric as CloudWatch names it, such as {@code NumberOfMessagesSent}
   * @param dimensions as CloudWatch names them, such as {@code QueueName}
   */
  record Measurement(
      String accountId,
      String region,
      String namespace,
      String metric,
      Map<String, String> dimensions,
      double value,
      Instant time) {}
}

package dev.cloudjar.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Takes the measurements that become metrics and bills. Cheap enough for every request. */
@FunctionalInterface
public interface Meter {

  /** Measures nothing. */
  Meter NONE = measurement -> {};

  void record(Measurement measurement);

  /** What has been measured of late in an account and Region. */
  default List<Series> series(String accountId, String region) {
    return List.of();
  }

  /**
   * The minutes of a series in which something was measured, in order.
   *
   * @param from the first one
   * @param until the first one that is not asked for
   */
  default List<Minute> minutes(Series series, Instant from, Instant until) {
    return List.of();
  }

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

  /** All measurements of one metric with the same dimensions. */
  record Series(
      String accountId,
      String region,
      String namespace,
      String metric,
      Map<String, String> dimensions) {
    public Series {
      dimensions = Map.copyOf(dimensions);
    }
  }

  /**
   * What was measured in a minute.
   *
   * @param start when the minute began, on the virtual clock
   * @param count how many values there were
   */
  record Minute(Instant start, long count, double sum, double minimum, double maximum) {}
}

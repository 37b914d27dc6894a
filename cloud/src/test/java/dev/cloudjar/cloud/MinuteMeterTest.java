package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MinuteMeterTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Meter.Series SENT = series("jobs");

  private final MinuteMeter meter = new MinuteMeter();

  @Test
  void aMinuteIsOneAggregate() {
    record(meter, SENT, 3, NOON);
    record(meter, SENT, 1, NOON.plusSeconds(59));
    record(meter, SENT, 5, NOON.plusSeconds(60));
    record(meter, series("other"), 9, NOON);

    assertThat(meter.minutes(SENT, NOON, NOON.plusSeconds(120)))
        .containsExactly(
            new Meter.Minute(NOON, 2, 4, 1, 3), new Meter.Minute(NOON.plusSeconds(60), 1, 5, 5, 5));
    assertThat(meter.minutes(SENT, NOON, NOON.plusSeconds(60))).hasSize(1);
    assertThat(meter.minutes(SENT, NOON.plusSeconds(1), NOON.plusSeconds(120))).hasSize(1);
    assertThat(meter.minutes(SENT, NOON.plusSeconds(120), NOON)).isEmpty();
  }

  @Test
  void seriesAreFoundByAccountAndRegion() {
    record(meter, SENT, 1, NOON);
    record(meter, SENT, 1, NOON.plusSeconds(300));

    assertThat(meter.series("123456789012", "us-east-1")).containsExactly(SENT);
    assertThat(meter.series("123456789012", "eu-west-1")).isEmpty();
    assertThat(meter.series("210987654321", "us-east-1")).isEmpty();
  }

  @Test
  void theOldestMinutesGiveWay() {
    MinuteMeter small = new MinuteMeter(100);
    for (int i = 0; i < 1000; i++) {
      record(small, SENT, i, NOON.plus(Duration.ofMinutes(i)));
    }

    List<Meter.Minute> kept = small.minutes(SENT, NOON, NOON.plus(Duration.ofDays(2)));
    assertThat(kept).hasSize(100);
    assertThat(kept.getLast().sum()).isEqualTo(999);
  }

  @Test
  void nothingIsLostBetweenThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int j = 0; j < 10_000; j++) {
                      record(meter, SENT, 1, NOON.plusSeconds(60L * (j % 2)));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(meter.minutes(SENT, NOON, NOON.plusSeconds(120)))
        .extracting(Meter.Minute::count)
        .containsExactly(40_000L, 40_000L);
  }

  private static Meter.Series series(String queue) {
    return new Meter.Series(
        "123456789012", "us-east-1", "AWS/SQS", "NumberOfMessagesSent", Map.of("QueueName", queue));
  }

  private static void record(Meter meter, Meter.Series series, double value, Instant time) {
    meter.record(
        new Meter.Measurement(
            series.accountId(),
            series.region(),
            series.namespace(),
            series.metric(),
            series.dimensions(),
            value,
            time));
  }
}

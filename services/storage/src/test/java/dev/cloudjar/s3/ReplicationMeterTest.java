package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Meter;
import dev.cloudjar.junit.Behaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicationMeterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:30Z");
  private static final Bucket SOURCE =
      new Bucket(
          "source",
          1,
          "111111111111",
          "us-east-1",
          "",
          NOW,
          Versioning.ENABLED,
          false,
          Bucket.MfaDelete.UNSAID,
          Bucket.Hearers.NOBODY);

  private final List<Meter.Measurement> taken = new ArrayList<>();
  private final ReplicationMeter meter = new ReplicationMeter(taken::add, new StandingClock(NOW));

  private record StandingClock(Instant now) implements Clock {
    @Override
    public Instant wallTime() {
      return now;
    }
  }

  private static ReplicationRule rule(boolean measured) {
    return new ReplicationRule(
        "all", true, 1, true, "", Map.of(), false, "target", null, false, null, false, measured,
        false, false, null);
  }

  private List<String> values() {
    return taken.stream().map(it -> it.metric() + " " + it.value()).toList();
  }

  @Test
  @Behaviour("S3-REPL-02")
  void whatIsPendingHowLongItTookAndWhatFailedIsMeasured() {
    meter.began(SOURCE, rule(true), 100);
    meter.began(SOURCE, rule(true), 20);
    meter.ended(SOURCE, rule(true), 100, NOW.minusSeconds(3), false);
    meter.ended(SOURCE, rule(true), 20, NOW.minus(Duration.ofDays(1)), true);
    assertThat(values())
        .containsExactly(
            "OperationsPendingReplication 1.0",
            "BytesPendingReplication 100.0",
            "OperationsPendingReplication 2.0",
            "BytesPendingReplication 120.0",
            "OperationsPendingReplication 1.0",
            "BytesPendingReplication 20.0",
            "ReplicationLatency 3.0",
            "OperationsPendingReplication 0.0",
            "BytesPendingReplication 0.0",
            "OperationsFailedReplication 1.0");
    assertThat(taken)
        .allSatisfy(
            it -> {
              assertThat(it.namespace()).isEqualTo("AWS/S3");
              assertThat(it.dimensions())
                  .isEqualTo(
                      Map.of(
                          "SourceBucket",
                          "source",
                          "DestinationBucket",
                          "target",
                          "RuleId",
                          "all"));
            });
  }

  @Test
  void rulesWithoutMetricsAreNotMeasured() {
    meter.began(SOURCE, rule(false), 100);
    meter.ended(SOURCE, rule(false), 100, NOW, false);
    assertThat(taken).isEmpty();
  }
}

package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cloudjar.cloud.Settings;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.s3.RequestRates.Prefix;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestRatesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String PREFIX = "logs/2026/";

  private final RequestRates rates = of("3500,5500");

  private static RequestRates of(String text) {
    return RequestRates.of(new Settings(Map.of("s3-request-rates", text))).orElseThrow();
  }

  private void count(String prefix, boolean writes, int times, Instant time) {
    for (int i = 0; i < times; i++) {
      rates.count(Map.of(Prefix.of("bucket", prefix + i, writes), 1), time);
    }
  }

  @Test
  void areOffUnlessAskedFor() {
    assertThat(RequestRates.of(Settings.NONE)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> of("many"));
    assertThatIllegalArgumentException().isThrownBy(() -> of("0,1"));
  }

  @Test
  @Behaviour("S3-PERF-01")
  void aPrefixSustainsItsRatesAndReadsAndWritesDoNotCountTogether() {
    for (int second = 0; second < 5; second++) {
      Instant now = START.plusSeconds(second);
      count(PREFIX, true, 3500, now);
      count(PREFIX, false, 5500, now);
      assertFault(() -> count(PREFIX, true, 1, now), "SlowDown");
      assertFault(() -> count(PREFIX, false, 1, now), "SlowDown");
    }
  }

  @Test
  @Behaviour("S3-PERF-01")
  void fourPrefixesTakeFourTimesAsMuch() {
    for (String prefix : new String[] {"a/", "b/", "c/", "c/d/"}) {
      count(prefix, false, 5500, START);
    }
    assertFault(() -> count("c/d/", false, 1, START), "SlowDown");
    count("c/d/e/", false, 1, START);
  }

  @Test
  void halfASecondBringsHalfOfItAndLongSilenceNoMoreThanASecond() {
    count(PREFIX, true, 3500, START);
    Instant later = START.plusMillis(500);
    count(PREFIX, true, 1750, later);
    assertFault(() -> count(PREFIX, true, 1, later), "SlowDown");
    Instant muchLater = START.plusSeconds(3600);
    count(PREFIX, true, 3500, muchLater);
    assertFault(() -> count(PREFIX, true, 1, muchLater), "SlowDown");
    assertFault(() -> count(PREFIX, true, 1, START), "SlowDown");
  }

  @Test
  void whatCountsAsManyIsPaidBackLater() {
    Prefix prefix = Prefix.of("bucket", PREFIX, true);
    rates.count(Map.of(prefix, 7000), START);
    assertFault(() -> rates.count(Map.of(prefix, 1), START.plusSeconds(1)), "SlowDown");
    rates.count(Map.of(prefix, 1), START.plusSeconds(2));
  }

  @Test
  void whatIsRefusedCountsNowhere() {
    count("full/", true, 3500, START);
    Map<Prefix, Integer> both =
        Map.of(Prefix.of("bucket", "full/x", true), 1, Prefix.of("bucket", "free/x", true), 3500);
    assertFault(() -> rates.count(both, START), "SlowDown");
    count("free/", true, 3500, START);
  }
}

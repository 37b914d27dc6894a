package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "90d, PT2160H",
    "36h, PT36H",
    "15m, PT15M",
    "10s, PT10S",
    "500ms, PT0.5S",
    "2w, PT336H",
    "1d12h30m, PT36H30M",
    " 1D , PT24H",
    "0s, PT0S",
    "P90D, PT2160H",
    "p1w, PT168H",
    "P1W1D, PT192H",
    "P1DT12H, PT36H",
    "PT36H, PT36H",
    "PT0.25S, PT0.25S",
  })
  void readsWhatPeopleWrite(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "d",
        "90",
        "-1d",
        "1d -1h",
        "1y",
        "P",
        "PT",
        "P1DT",
        "P-1D",
        "PT-1H",
        "P1M",
        "1.5d",
        "999999999999999999d",
        "9999999999999999999s",
        "one day"
      })
  void refusesEverythingElseWithAHint(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("90d");
  }
}

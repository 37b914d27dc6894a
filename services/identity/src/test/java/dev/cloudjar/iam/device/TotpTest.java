package dev.cloudjar.iam.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

  /** The examples of RFC 6238, appendix B, which has eight digits where we have the last six. */
  @ParameterizedTest
  @CsvSource({
    "59,287082",
    "1111111109,081804",
    "1111111111,050471",
    "1234567890,005924",
    "2000000000,279037",
    "20000000000,353130"
  })
  void codes_are_those_of_the_standard(long seconds, String code) {
    byte[] seed = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    assertThat(Totp.code(seed, Totp.step(Instant.ofEpochSecond(seconds)))).isEqualTo(code);
  }
}

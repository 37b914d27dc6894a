package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Behaviour("S3-BUCKET-03")
class BucketNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "a1b",
        "1.2.3",
        "my-bucket",
        "my.bucket.name",
        "a--b",
        "0123456789012345678901234567890123456789012345678901234567890ab",
        "256.1.1.1a"
      })
  void takesLettersDigitsHyphensAndPeriods(String name) {
    assertThat(BucketName.isValid(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "Abc",
        "a_b",
        "-abc",
        "abc-",
        ".abc",
        "abc.",
        "a..b",
        "192.168.5.4",
        "a b",
        "büc",
        "xn--abc",
        "sthree-abc",
        "amzn-s3-demo-abc",
        "abc-s3alias",
        "abc--ol-s3",
        "abc.mrap",
        "abc--x-s3",
        "abc--table-s3"
      })
  void refusesTheRest(String name) {
    assertThat(BucketName.isValid(name)).isFalse();
  }

  @Test
  void endsAtSixtyThreeCharacters() {
    assertThat(BucketName.isValid("a".repeat(63))).isTrue();
    assertThat(BucketName.isValid("a".repeat(64))).isFalse();
  }
}

package dev.cloudjar.s3.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.s3.content.ByteRange.Part;
import dev.cloudjar.s3.content.ByteRange.Unsatisfiable;
import dev.cloudjar.s3.content.ByteRange.Whole;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Behaviour("S3-PERF-07")
class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=0-99, 0, 99",
    "bytes=0-, 0, 99",
    "bytes=99-, 99, 99",
    "bytes=10-19, 10, 19",
    "bytes=10-1000, 10, 99",
    "bytes=-1, 99, 99",
    "bytes=-100, 0, 99",
    "bytes=-1000, 0, 99",
    "Bytes=5-6, 5, 6",
    "bytes=5-999999999999999999999999, 5, 99"
  })
  void findsTheBytesOfARangeInAHundred(String header, long first, long last) {
    assertThat(ByteRange.parse(header, 100)).isEqualTo(new Part(new ByteRange(first, last)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"})
  void knowsThatNoByteIsInARangePastTheEnd(String header) {
    assertThat(ByteRange.parse(header, 100)).isInstanceOf(Unsatisfiable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=5-4",
        "bytes=-",
        "bytes=a-b",
        "0-5",
        "bytes=0-1,3-4",
        "lines=1-2",
        "",
        "bytes=1-2-3"
      })
  void passesOverWhatIsNoSingleRangeOfBytes(String header) {
    assertThat(ByteRange.parse(header, 100)).isInstanceOf(Whole.class);
  }

  @Test
  void hasNoRangeInNothing() {
    assertThat(ByteRange.parse("bytes=0-", 0)).isInstanceOf(Unsatisfiable.class);
    assertThat(ByteRange.parse("bytes=-5", 0)).isInstanceOf(Unsatisfiable.class);
  }

  @Test
  void alwaysLiesWithinTheObjectAndIsWhatWasAsked() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 10_000; i++) {
      long size = random.nextLong(1, 50);
      long from = random.nextLong(0, 60);
      long to = random.nextLong(0, 60);
      switch (ByteRange.parse("bytes=" + from + "-" + to, size)) {
        case Part(ByteRange range) -> {
          assertThat(range.first()).isEqualTo(from);
          assertThat(range.last()).isEqualTo(Math.min(to, size - 1));
          assertThat(range.sizeBytes()).isPositive();
        }
        case Unsatisfiable unsatisfiable -> assertThat(from).isGreaterThanOrEqualTo(size);
        case Whole whole -> assertThat(from).isGreaterThan(to);
      }
    }
  }
}

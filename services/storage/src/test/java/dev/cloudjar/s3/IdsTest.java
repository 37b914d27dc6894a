package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Ids;
import java.time.Instant;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class IdsTest {
  private final Ids ids = new RandomIds();

  @Test
  void versionIdsTellTheirPlaceToUsAndNothingToOthers() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 1_000; i++) {
      long sequence = random.nextLong(1, Long.MAX_VALUE);
      String id = VersionId.create(ids, sequence);
      assertThat(id).matches("[A-Za-z0-9._]{32}");
      assertThat(VersionId.sequence(id)).hasValue(sequence);
    }
    assertThat(VersionId.create(ids, 1)).isNotEqualTo(VersionId.create(ids, 1));
  }

  @Test
  void whatIsNoVersionIdHasNoPlace() {
    assertThat(VersionId.sequence("null")).isEmpty();
    assertThat(VersionId.sequence("")).isEmpty();
    assertThat(VersionId.sequence("not an id")).isEmpty();
    assertThat(VersionId.sequence("-".repeat(32))).isEmpty();
  }

  @Test
  void uploadIdsOrderByTime() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    UploadId earlier = UploadId.create(ids, now);
    UploadId later = UploadId.create(ids, now.plusMillis(1));
    assertThat(Arrays.compareUnsigned(earlier.bytes(), later.bytes())).isNegative();
    UploadId parsed = UploadId.parse(earlier.text());
    assertThat(parsed).isNotNull();
    assertThat(parsed.bytes()).isEqualTo(earlier.bytes());
    assertThat(UploadId.parse(earlier.text() + "A")).isNull();
  }
}

package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.s3.accesslog.AccessRecord;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What access logs call what rules do. */
class LifecycleLinesTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  @ParameterizedTest
  @CsvSource({
    "LIFECYCLE_EXPIRATION_DELETE, '', S3.EXPIRE.OBJECT",
    "LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED, '', S3.CREATE.DELETEMARKER",
    "LIFECYCLE_TRANSITION, STANDARD_IA, S3.TRANSITION_SIA.OBJECT",
    "LIFECYCLE_TRANSITION, GLACIER, S3.TRANSITION.OBJECT",
    "LIFECYCLE_TRANSITION, DEEP_ARCHIVE, S3.TRANSITION_GDA.OBJECT",
    "REMOVED_DELETE, '', ",
  })
  void changesByRulesHaveLines(ObjectEvent event, String storageClass, @Nullable String operation) {
    Bucket bucket =
        new Bucket(
            "bucket",
            1,
            "123456789012",
            "us-east-1",
            "",
            TIME,
            Versioning.ENABLED,
            false,
            Bucket.MfaDelete.UNSAID,
            Bucket.Hearers.NOBODY);
    ObjectChange change =
        new ObjectChange(
            new ObjectChange.Cause("123456789012", "s3", "s3", "REQUEST", TIME),
            bucket,
            "a key",
            event,
            new Version.DeleteMarker(1, "version", TIME),
            Map.of("destinationStorageClass", storageClass));
    AccessRecord record = LifecycleLines.of(change);
    if (record == null) {
      assertThat(operation).isNull();
    } else {
      assertThat(record.line())
          .contains(
              " bucket [02/Jan/2026:03:04:05 +0000] - AmazonS3 REQUEST "
                  + operation
                  + " a%20key \"-\" - - - - - - \"-\" \"-\" version - ");
    }
  }
}

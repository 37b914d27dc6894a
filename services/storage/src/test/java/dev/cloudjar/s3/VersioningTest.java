package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

@CloudjarTest(rooms = S3Room.class)
class VersioningTest {
  private final S3Client s3;
  private final String bucket;

  VersioningTest(@OverSocket S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.bucket = cloud.unique("versions");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private void set(BucketVersioningStatus status) {
    s3.putBucketVersioning(it -> it.bucket(bucket).versioningConfiguration(v -> v.status(status)));
  }

  private PutObjectResponse put(String text) {
    return s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString(text));
  }

  private String get(@Nullable String versionId) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").versionId(versionId))
        .asUtf8String();
  }

  private DeleteObjectResponse delete(@Nullable String versionId) {
    return s3.deleteObject(it -> it.bucket(bucket).key("key").versionId(versionId));
  }

  private ListObjectVersionsResponse versions() {
    return s3.listObjectVersions(it -> it.bucket(bucket));
  }

  @Test
  void isOffUntilItIsSwitchedOn() {
    assertThat(s3.getBucketVersioning(it -> it.bucket(bucket)).status()).isNull();
    set(BucketVersioningStatus.ENABLED);
    assertThat(s3.getBucketVersioning(it -> it.bucket(bucket)).status())
        .isEqualTo(BucketVersioningStatus.ENABLED);
    assertRefused(
        () -> s3.putBucketVersioning(it -> it.bucket(bucket).versioningConfiguration(v -> {})),
        400,
        "IllegalVersioningConfigurationException");
  }

  @Nested
  @Behaviour("S3-VERSION-01")
  class Enabled {
    @BeforeEach
    void enable() {
      set(BucketVersioningStatus.ENABLED);
    }

    @Test
    void keepsWhatIsOverwritten() {
      String first = put("one").versionId();
      String second = put("two").versionId();
      String third = put("three").versionId();
      assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
      assertThat(get(null)).isEqualTo("three");
      assertThat(get(first)).isEqualTo("one");
      assertThat(get(second)).isEqualTo("two");
      assertThat(versions().versions())
          .extracting(ObjectVersion::versionId)
          .containsExactly(third, second, first);
      assertThat(versions().versions())
          .extracting(ObjectVersion::isLatest)
          .containsExactly(true, false, false);
    }

    @Test
    void tellsTheVersionOnReads() {
      String version = put("one").versionId();
      assertThat(s3.headObject(it -> it.bucket(bucket).key("key")).versionId()).isEqualTo(version);
    }

    @Test
    void hasTagsForEachVersion() {
      String first = put("one").versionId();
      put("two");
      s3.putObjectTagging(
          it ->
              it.bucket(bucket)
                  .key("key")
                  .versionId(first)
                  .tagging(t -> t.tagSet(Tag.builder().key("a").value("b").build())));
      assertThat(s3.getObjectTagging(it -> it.bucket(bucket).key("key")).tagSet()).isEmpty();
      assertThat(s3.getObjectTagging(it -> it.bucket(bucket).key("key").versionId(first)).tagSet())
          .hasSize(1);
    }

    @Test
    void refusesIdsThatAreNone() {
      String version = put("one").versionId();
      assertRefused(() -> get("not-an-id"), 400, "InvalidArgument");
      delete(version);
      assertRefused(() -> get(version), 404, "NoSuchVersion");
    }
  }

  @Nested
  @Behaviour("S3-VERSION-02")
  class Suspended {
    @Test
    void leavesOldObjectsTheNullVersion() {
      put("before");
      set(BucketVersioningStatus.ENABLED);
      assertThat(s3.headObject(it -> it.bucket(bucket).key("key")).versionId()).isEqualTo("null");
      String version = put("during").versionId();
      assertThat(get("null")).isEqualTo("before");
      assertThat(get(version)).isEqualTo("during");
    }

    @Test
    void keepsVersionsAndWritesToNull() {
      put("before");
      set(BucketVersioningStatus.ENABLED);
      String version = put("during").versionId();
      set(BucketVersioningStatus.SUSPENDED);
      assertThat(put("after").versionId()).isNull();
      assertThat(get(null)).isEqualTo("after");
      assertThat(get("null")).isEqualTo("after");
      assertThat(get(version)).isEqualTo("during");
      put("later");
      assertThat(versions().versions())
          .extracting(ObjectVersion::versionId)
          .containsExactly("null", version);
    }

    @Test
    void deletesOnlyTheNullVersionAndLeavesAMarkerInItsPlace() {
      set(BucketVersioningStatus.ENABLED);
      String version = put("kept").versionId();
      set(BucketVersioningStatus.SUSPENDED);
      put("gone");
      DeleteObjectResponse deleted = delete(null);
      assertThat(deleted.deleteMarker()).isTrue();
      assertThat(deleted.versionId()).isEqualTo("null");
      assertRefused(() -> get(null), 404, "NoSuchKey");
      assertThat(get(version)).isEqualTo("kept");
      assertThat(versions().versions())
          .extracting(ObjectVersion::versionId)
          .containsExactly(version);
    }
  }

  @Nested
  @Behaviour("S3-VERSION-03")
  class DeleteMarkers {
    @BeforeEach
    void enable() {
      set(BucketVersioningStatus.ENABLED);
    }

    @Test
    void hideTheObject() {
      String version = put("text").versionId();
      DeleteObjectResponse deleted = delete(null);
      assertThat(deleted.deleteMarker()).isTrue();
      assertRefused(() -> get(null), 404, "NoSuchKey")
          .satisfies(
              e ->
                  assertThat(
                          e.awsErrorDetails()
                              .sdkHttpResponse()
                              .firstMatchingHeader("x-amz-delete-marker"))
                      .hasValue("true"));
      assertThat(get(version)).isEqualTo("text");
      assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
      assertThat(versions().deleteMarkers())
          .singleElement()
          .satisfies(marker -> assertThat(marker.isLatest()).isTrue())
          .extracting(DeleteMarkerEntry::versionId)
          .isEqualTo(deleted.versionId());
      assertThat(versions().versions())
          .singleElement()
          .satisfies(each -> assertThat(each.isLatest()).isFalse());
    }

    @Test
    void bringTheObjectBackWhenTheyAreRemoved() {
      put("text");
      String marker = delete(null).versionId();
      DeleteObjectResponse removed = delete(marker);
      assertThat(removed.deleteMarker()).isTrue();
      assertThat(removed.versionId()).isEqualTo(marker);
      assertThat(get(null)).isEqualTo("text");
    }

    @Test
    void areOvercomeByCopyingAnOldVersionOver() {
      String version = put("old").versionId();
      put("new");
      delete(null);
      s3.copyObject(
          it ->
              it.sourceBucket(bucket)
                  .sourceKey("key")
                  .sourceVersionId(version)
                  .destinationBucket(bucket)
                  .destinationKey("key"));
      assertThat(get(null)).isEqualTo("old");
      assertThat(versions().versions()).hasSize(3);
    }

    @Test
    void areMadeEvenOfNothing() {
      assertThat(delete(null).deleteMarker()).isTrue();
      assertThat(versions().deleteMarkers()).hasSize(1);
    }

    @Test
    void cannotBeRead() {
      put("text");
      String marker = delete(null).versionId();
      assertRefused(() -> get(marker), 405, "MethodNotAllowed");
      assertThatThrownBy(() -> s3.headObject(it -> it.bucket(bucket).key("key").versionId(marker)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(405));
    }

    @Test
    void areNotMadeWhereAVersionIsDeletedForGood() {
      String first = put("one").versionId();
      String second = put("two").versionId();
      delete(second);
      assertThat(get(null)).isEqualTo("one");
      assertRefused(() -> get(second), 404, "NoSuchVersion");
      delete(first);
      assertThat(versions().versions()).isEmpty();
      assertThat(versions().deleteMarkers()).isEmpty();
    }

    @Test
    void andVersionsComeInPages() {
      for (int i = 0; i < 5; i++) {
        put("text " + i);
      }
      delete(null);
      List<ObjectVersion> found =
          s3.listObjectVersionsPaginator(it -> it.bucket(bucket).maxKeys(2)).versions().stream()
              .toList();
      assertThat(found)
          .extracting(ObjectVersion::versionId)
          .containsExactlyElementsOf(
              versions().versions().stream().map(ObjectVersion::versionId).toList())
          .hasSize(5);
      assertRefused(
          () -> s3.listObjectVersions(it -> it.bucket(bucket).versionIdMarker("x")),
          400,
          "InvalidArgument");
    }
  }
}

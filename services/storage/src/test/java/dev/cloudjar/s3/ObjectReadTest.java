package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

@CloudjarTest(rooms = S3Room.class)
class ObjectReadTest {
  private final S3Client s3;
  private final String bucket;

  ObjectReadTest(@OverSocket S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.bucket = cloud.unique("reads");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private byte[] put(int size) {
    byte[] bytes = new byte[size];
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromBytes(bytes));
    return bytes;
  }

  private ResponseBytes<GetObjectResponse> get(String range) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").range(range));
  }

  @Nested
  @Behaviour("S3-PERF-07")
  class Ranges {
    @Test
    void giveExactlyTheAskedBytes() {
      for (int size : new int[] {1_000, 50_000, 500_000}) {
        byte[] bytes = put(size);
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 15; i++) {
          int first = random.nextInt(size);
          int last = random.nextInt(first, size);
          ResponseBytes<GetObjectResponse> part = get("bytes=" + first + "-" + last);
          assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, first, last + 1));
          assertThat(part.response().contentRange())
              .isEqualTo("bytes " + first + "-" + last + "/" + size);
          assertThat(part.response().sdkHttpResponse().statusCode()).isEqualTo(206);
        }
      }
    }

    @Test
    void maybeOpenOrCountedFromTheEnd() {
      byte[] bytes = put(1_000);
      assertThat(get("bytes=990-").asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 990, 1_000));
      assertThat(get("bytes=-10").asByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 990, 1_000));
      assertThat(get("bytes=-5000").asByteArray()).isEqualTo(bytes);
    }

    @Test
    void outsideOfTheObjectAreRefused() {
      put(1_000);
      assertRefused(() -> get("bytes=1000-"), 416, "InvalidRange");
      assertRefused(() -> get("bytes=-0"), 416, "InvalidRange");
    }

    @Test
    void thatAreNoneGiveTheWhole() {
      byte[] bytes = put(100);
      for (String range : new String[] {"bytes=5-4", "bytes=0-1,5-6", "chapters=1-2"}) {
        ResponseBytes<GetObjectResponse> whole = get(range);
        assertThat(whole.asByteArray()).isEqualTo(bytes);
        assertThat(whole.response().sdkHttpResponse().statusCode()).isEqualTo(200);
      }
    }

    @Test
    void areToldByHeadsToo() {
      put(100);
      HeadObjectResponse head =
          s3.headObject(it -> it.bucket(bucket).key("key").range("bytes=10-19"));
      assertThat(head.contentLength()).isEqualTo(10);
      assertThat(head.sdkHttpResponse().statusCode()).isEqualTo(206);
    }

    @Test
    void cannotBeAskedForTogetherWithAPart() {
      put(100);
      assertRefused(
          () ->
              s3.getObjectAsBytes(
                  it -> it.bucket(bucket).key("key").range("bytes=0-1").partNumber(1)),
          400,
          "InvalidRequest");
      assertThat(
              s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").partNumber(1))
                  .response()
                  .contentRange())
          .isEqualTo("bytes 0-99/100");
      assertRefused(
          () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").partNumber(2)),
          416,
          "InvalidPartNumber");
    }
  }

  @Nested
  class Conditions {
    private String etag;
    private Instant modified;

    @BeforeEach
    void put() {
      ObjectReadTest.this.put(100);
      HeadObjectResponse head = s3.headObject(it -> it.bucket(bucket).key("key"));
      etag = head.eTag();
      modified = head.lastModified();
    }

    @Test
    void onTheEtagHoldOrNot() {
      s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifMatch(etag));
      s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifMatch("*"));
      s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifNoneMatch("\"other\""));
      assertRefused(
          () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifMatch("\"other\"")),
          412,
          "PreconditionFailed");
      assertNotModified(
          () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifNoneMatch(etag)));
      assertNotModified(() -> s3.headObject(it -> it.bucket(bucket).key("key").ifNoneMatch("*")));
    }

    @Test
    void onTimeHoldOrNot() {
      Instant before = modified.minus(Duration.ofHours(1));
      s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifModifiedSince(before));
      s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifUnmodifiedSince(modified));
      assertNotModified(
          () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifModifiedSince(modified)));
      assertRefused(
          () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("key").ifUnmodifiedSince(before)),
          412,
          "PreconditionFailed");
    }

    @Test
    void onTheEtagOutweighThoseOnTime() {
      Instant before = modified.minus(Duration.ofHours(1));
      s3.getObjectAsBytes(
          it -> it.bucket(bucket).key("key").ifMatch(etag).ifUnmodifiedSince(before));
      assertNotModified(
          () ->
              s3.getObjectAsBytes(
                  it -> it.bucket(bucket).key("key").ifNoneMatch(etag).ifModifiedSince(before)));
    }

    private static void assertNotModified(ThrowingCallable call) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(304));
    }
  }

  @Test
  void headersCanBeOverridden() {
    put(10);
    GetObjectResponse response =
        s3.getObjectAsBytes(
                it ->
                    it.bucket(bucket)
                        .key("key")
                        .responseContentType("text/x")
                        .responseCacheControl("no-cache")
                        .responseContentDisposition("inline")
                        .responseContentEncoding("x")
                        .responseContentLanguage("fr")
                        .responseExpires(Instant.parse("2030-01-01T00:00:00Z")))
            .response();
    assertThat(response.contentType()).isEqualTo("text/x");
    assertThat(response.cacheControl()).isEqualTo("no-cache");
    assertThat(response.contentDisposition()).isEqualTo("inline");
    assertThat(response.contentEncoding()).isEqualTo("x");
    assertThat(response.contentLanguage()).isEqualTo("fr");
    assertThat(response.expiresString()).isEqualTo("Tue, 01 Jan 2030 00:00:00 GMT");
  }

  @Test
  void archivedObjectsAreNotRead() {
    s3.putObject(
        it -> it.bucket(bucket).key("key").storageClass("GLACIER"), RequestBody.fromString("text"));
    assertRefused(() -> get("bytes=0-"), 403, "InvalidObjectState");
    assertThat(s3.headObject(it -> it.bucket(bucket).key("key")).storageClassAsString())
        .isEqualTo("GLACIER");
  }
}

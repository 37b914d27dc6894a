package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Requests that no well-meaning client sends are answered as on AWS, and leave nothing behind. */
@CloudjarTest(rooms = S3Room.class)
class HostileTest {
  private final S3Client s3;
  private final S3Presigner presigner;
  private final String bucket;

  HostileTest(S3Client s3, S3Presigner presigner, TestCloud cloud) {
    this.s3 = s3;
    this.presigner = presigner;
    this.bucket = cloud.unique("hostile");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private RawHttp connect() {
    return new RawHttp(url());
  }

  private URL url() {
    return presigner
        .presignPutObject(
            it ->
                it.signatureDuration(Duration.ofMinutes(5))
                    .putObjectRequest(p -> p.bucket(bucket).key("key")))
        .url();
  }

  private void assertNothingStored() {
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
  }

  @Test
  void aBodyWithoutALengthIsRefused() {
    try (RawHttp http = connect()) {
      http.head("PUT", "Transfer-Encoding: chunked")
          .body("4\r\ntext\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(http.answer())
          .startsWith("HTTP/1.1 411 ")
          .contains("<Code>MissingContentLength</Code>");
    }
    assertNothingStored();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000_000})
  void aBodyThatEndsTooSoonIsNotStored(int announced) {
    try (RawHttp http = connect()) {
      http.head("PUT", "Content-Length: " + announced).body(new byte[announced / 2]).endOutput();
      http.answer();
    }
    assertNothingStored();
  }

  @Test
  void aCallerWhoGoesAwayLeavesNothing() {
    try (RawHttp http = connect()) {
      http.head("PUT", "Content-Length: 1000000").body(new byte[500_000]);
    }
    assertNothingStored();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "99999999999999999999", "1x", "5, 6"})
  void aLengthThatIsNoneIsRefused(String length) {
    try (RawHttp http = connect()) {
      assertThat(http.head("PUT", "Content-Length: " + length).answer())
          .startsWith("HTTP/1.1 400 ");
    }
    assertNothingStored();
  }

  @Test
  void aWrongLengthWithinItsFramesIsRefused() {
    try (RawHttp http = connect()) {
      byte[] frames = "4\r\ntext\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      String answer =
          http.head(
                  "PUT",
                  "Content-Encoding: aws-chunked",
                  "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                  "x-amz-decoded-content-length: 9",
                  "Content-Length: " + frames.length)
              .body(frames)
              .answer();
      assertThat(answer).startsWith("HTTP/1.1 4");
    }
    assertNothingStored();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?uploads",
        "?versions&key-marker=%00",
        "?list-type=2&max-keys=x",
        "?list-type=2&max-keys=-1",
        "?list-type=2&continuation-token=%ff",
        "?location&location",
        "?acl=%2e%2e"
      })
  void parametersOfAnyKindAreAnswered(String query) {
    String base = url().toString().replaceAll("/key\\?.*", "");
    try (RawHttp http = new RawHttp(URI.create(base + query).toURL())) {
      assertThat(http.head("GET").answer()).matches("(?s)HTTP/1.1 (200|400|403) .*");
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}

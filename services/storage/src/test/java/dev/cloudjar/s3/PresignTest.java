package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Moves the clock, so the cloud is its own. Signatures tell whole seconds of the time outside, so
 * what is signed in the second of a move may count as signed before it: those who move go last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@CloudjarTest(
    rooms = {S3Room.class, StsRoom.class},
    shared = false)
class PresignTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final Duration SESSION = Duration.ofHours(1);

  private final S3Client s3;

  /** Signs by a long-lived key. */
  private final S3Presigner presigner;

  /** Signs by a session, whose secret the cloud knows and holds signatures to. */
  private final S3Presigner sessionPresigner;

  private final TestClock clock;
  private final String bucket;

  PresignTest(S3Client s3, S3Presigner presigner, StsClient sts, TestCloud cloud) {
    this.s3 = s3;
    this.presigner = presigner;
    this.clock = cloud.clock();
    this.bucket = cloud.unique("presigned");
    Credentials session =
        sts.getSessionToken(it -> it.durationSeconds((int) SESSION.toSeconds())).credentials();
    this.sessionPresigner =
        cloud.client(
            S3Presigner.class,
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken())));
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
    s3.putObject(it -> it.bucket(bucket).key("a key"), RequestBody.fromString("text"));
  }

  private URL get(Duration valid) {
    return get(presigner, valid);
  }

  private URL get(S3Presigner signer, Duration valid) {
    return signer
        .presignGetObject(
            it -> it.signatureDuration(valid).getObjectRequest(g -> g.bucket(bucket).key("a key")))
        .url();
  }

  private static HttpResponse<String> send(String method, Object url, BodyPublisher body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url.toString())).method(method, body).build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(Object url) throws IOException, InterruptedException {
    return send("GET", url, BodyPublishers.noBody());
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  @Behaviour("S3-PRESIGN-01")
  void givesTheObjectUntilItExpires() throws Exception {
    URL url = get(Duration.ofHours(1));
    assertThat(get(url).body()).isEqualTo("text");
    clock.advance(Duration.ofSeconds(3500));
    assertThat(get(url).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(200));
    HttpResponse<String> expired = get(url);
    assertThat(expired.statusCode()).isEqualTo(403);
    assertThat(expired.body()).contains("<Code>AccessDenied</Code>", "Request has expired");
  }

  @Test
  @Behaviour("S3-PRESIGN-01")
  void livesAWeekAtMost() throws Exception {
    String url = get(Duration.ofDays(7)).toString();
    assertThat(get(url).statusCode()).isEqualTo(200);
    String longer = url.replace("X-Amz-Expires=604800", "X-Amz-Expires=604801");
    assertThat(longer).isNotEqualTo(url);
    assertThat(get(longer).statusCode()).isIn(400, 403);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  @Behaviour("S3-PRESIGN-03")
  void diesWithTheSessionOfItsSigner() throws Exception {
    URL url = get(sessionPresigner, Duration.ofDays(7));
    clock.advance(SESSION.minus(Duration.ofMinutes(5)));
    assertThat(get(url).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofMinutes(10));
    HttpResponse<String> refused = get(url);
    assertThat(refused.statusCode()).isIn(400, 403);
    assertThat(refused.body()).contains("<Code>ExpiredToken</Code>");
  }

  @Test
  @Behaviour("S3-PRESIGN-02")
  void uploadsToExactlyItsKey() throws Exception {
    URL url =
        sessionPresigner
            .presignPutObject(
                it ->
                    it.signatureDuration(Duration.ofMinutes(5))
                        .putObjectRequest(p -> p.bucket(bucket).key("upload")))
            .url();
    assertThat(send("PUT", url, BodyPublishers.ofString("uploaded")).statusCode()).isEqualTo(200);
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("upload")).asUtf8String())
        .isEqualTo("uploaded");

    String other = url.toString().replace("/upload?", "/other?");
    HttpResponse<String> refused = send("PUT", other, BodyPublishers.ofString("uploaded"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("<Code>SignatureDoesNotMatch</Code>");
    assertThat(get(url).statusCode()).as("for another method").isEqualTo(403);
  }

  @Test
  void overridesHeadersOnlyAsSigned() throws Exception {
    URL url =
        sessionPresigner
            .presignGetObject(
                it ->
                    it.signatureDuration(Duration.ofMinutes(5))
                        .getObjectRequest(
                            g -> g.bucket(bucket).key("a key").responseContentType("text/signed")))
            .url();
    assertThat(get(url).headers().firstValue("content-type")).hasValue("text/signed");
    assertThat(get(url + "&response-cache-control=no-cache").statusCode()).isEqualTo(403);
  }

  @Test
  void nobodyReadsWithoutASignature() throws Exception {
    String bare = get(Duration.ofMinutes(5)).toString().replaceAll("\\?.*", "");
    HttpResponse<String> refused = get(bare);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("<Code>AccessDenied</Code>");
  }
}

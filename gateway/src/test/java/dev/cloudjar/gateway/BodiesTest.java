package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

class BodiesTest {
  private CloudServer server;

  @BeforeEach
  void start() throws IOException {
    server = CloudServer.builder().rooms(TestRooms.all()).start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void uploadsInSignedChunksWithATrailerComeOutAsTheyWere() {
    assertCarries(Sdk.s3());
  }

  @Test
  void uploadsWithoutChunksComeOutAsTheyWere() {
    assertCarries(
        Sdk.s3()
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .serviceConfiguration(c -> c.chunkedEncodingEnabled(false)));
  }

  @Test
  void uploadsWithinTheProcessComeOutAsTheyWere() {
    assertCarries(Sdk.s3().httpClient(server.httpClient()));
    assertCarries(
        Sdk.s3()
            .httpClient(server.httpClient())
            .endpointOverride(URI.create("https://s3.us-east-1.amazonaws.com")));
  }

  @Test
  void headTellsTheSizeAndSendsNothing() {
    try (S3Client s3 = Sdk.client(server, Sdk.s3(), Sdk.key("test"))) {
      s3.putObject(request -> request.bucket("b").key("head"), RequestBody.fromBytes(bytes(12345)));
      assertThat(s3.headObject(request -> request.bucket("b").key("head")).contentLength())
          .isEqualTo(12345);
    }
    try (S3Client s3 =
        Sdk.client(server, Sdk.s3().httpClient(server.httpClient()), Sdk.key("test"))) {
      assertThat(s3.headObject(request -> request.bucket("b").key("head")).contentLength())
          .isEqualTo(12345);
    }
  }

  @Test
  void errorsOfStreamsReachTheirCaller() {
    try (S3Client s3 = Sdk.client(server, Sdk.s3(), Sdk.key("test"))) {
      assertThatThrownBy(() -> s3.getObject(request -> request.bucket("b").key("none")))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(404);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
                assertThat(e.requestId()).hasSize(16);
              });
    }
  }

  @Test
  void refusalsReachWhoIsStillSending() {
    try (S3Client s3 = Sdk.client(server, Sdk.s3(), Sdk.key("test"))) {
      assertThatThrownBy(
              () ->
                  s3.putObject(
                      request -> request.bucket("others").key("k"),
                      RequestBody.fromBytes(bytes(5_000_000))))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
    }
  }

  private void assertCarries(S3ClientBuilder builder) {
    Credentials given;
    try (StsClient sts = Sdk.client(server, StsClient.builder(), Sdk.key("test"))) {
      given = sts.getSessionToken().credentials();
    }
    assertCarries(
        Sdk.client(
            server,
            builder,
            AwsSessionCredentials.create(
                given.accessKeyId(), given.secretAccessKey(), given.sessionToken())));
    assertCarries(Sdk.client(server, builder, Sdk.key("test")));
  }

  private static void assertCarries(S3Client client) {
    try (S3Client s3 = client) {
      for (int size : new int[] {0, 1, 65_535, 65_537, 5_000_000}) {
        byte[] bytes = bytes(size);
        s3.putObject(
            request ->
                request.bucket("b").key("k/" + size).checksumAlgorithm(ChecksumAlgorithm.CRC32),
            RequestBody.fromBytes(bytes));
        ResponseBytes<GetObjectResponse> read =
            s3.getObject(
                request -> request.bucket("b").key("k/" + size), ResponseTransformer.toBytes());
        assertThat(read.asByteArrayUnsafe()).isEqualTo(bytes);
        assertThat(read.response().contentLength()).isEqualTo(size);
      }
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}

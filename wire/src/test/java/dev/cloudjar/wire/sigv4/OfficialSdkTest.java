package dev.cloudjar.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;

/** What the official SDK for Java signs is what we verify. */
class OfficialSdkTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String TOKEN = "a/session+token==";
  private static final StaticCredentialsProvider KEY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", SECRET));

  private final CapturedCall.Recorder recorder = new CapturedCall.Recorder();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "a b",
        "a+b",
        "ü/中/\uD83D\uDE00",
        "100%",
        "a%2Fb",
        "!*'()",
        "a~b-c_d.e",
        "a=b&c",
        "a:b@c$d,e;f",
        "a//b",
        "//a",
        "a/",
        "a/./b/../c",
        "..",
        "a?b#c",
        "<>\"{}|\\^`[]"
      })
  void keysOfObjects(String key) {
    for (String endpoint : List.of("http://localhost:4566", "https://localhost:4566")) {
      try (S3Client s3 = s3(endpoint)) {
        quietly(() -> s3.putObject(r -> r.bucket("bucket").key(key), RequestBody.fromString("x")));
        assertThat(content(recorder.last())).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
        quietly(() -> s3.headObject(r -> r.bucket("bucket").key(key)));
        assertVerified(recorder.last());
        quietly(() -> s3.listObjectsV2(r -> r.bucket("bucket").prefix(key).delimiter("/ +&=")));
        assertVerified(recorder.last());
        quietly(
            () ->
                s3.copyObject(
                    r ->
                        r.sourceBucket("bucket")
                            .sourceKey(key)
                            .destinationBucket("bucket")
                            .destinationKey("copy")));
        assertVerified(recorder.last());
      }
      try (S3Presigner presigner =
          S3Presigner.builder()
              .credentialsProvider(KEY)
              .region(Region.EU_WEST_1)
              .endpointOverride(URI.create(endpoint))
              .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
              .build()) {
        SdkHttpRequest presigned =
            presigner
                .presignGetObject(
                    r ->
                        r.signatureDuration(Duration.ofMinutes(10))
                            .getObjectRequest(
                                g ->
                                    g.bucket("bucket")
                                        .key(key)
                                        .responseContentDisposition("a; filename=\"b c+d\"")))
                .httpRequest();
        assertVerified(new CapturedCall(CapturedCall.head(presigned), ByteBuffer.allocate(0)));
      }
    }
  }

  @Test
  void uploadsInSignedAndUnsignedChunksWithTrailers() {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    for (String endpoint : List.of("http://localhost:4566", "https://localhost:4566")) {
      for (ChecksumAlgorithm algorithm :
          List.of(
              ChecksumAlgorithm.CRC32,
              ChecksumAlgorithm.CRC32_C,
              ChecksumAlgorithm.SHA1,
              ChecksumAlgorithm.SHA256)) {
        try (S3Client s3 = s3(endpoint)) {
          quietly(
              () ->
                  s3.putObject(
                      r -> r.bucket("bucket").key("key").checksumAlgorithm(algorithm),
                      RequestBody.fromBytes(content)));
          CapturedCall call = recorder.last();
          PayloadReader reader = PayloadReader.of(call.head(), assertVerified(call));
          assertThat(ChunkedBody.read(reader, call.body().array(), 16_384, 5)).isEqualTo(content);
          assertThat(reader.trailers())
              .containsOnlyKeys("x-amz-checksum-" + algorithm.toString().toLowerCase(Locale.ROOT));
          boolean signed = endpoint.startsWith("http:");
          assertThat(call.head().headers().first("x-amz-content-sha256"))
              .isEqualTo(
                  signed
                      ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
                      : "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        }
      }
    }
  }

  @Test
  void otherProtocols() {
    try (var sts = client(StsClient.builder());
        var iam = client(IamClient.builder());
        var dynamodb = client(DynamoDbClient.builder());
        var lambda = client(LambdaClient.builder())) {
      quietly(sts::getCallerIdentity);
      quietly(() -> iam.createUser(r -> r.userName("a+b=c,d@e").path("/ü x/")));
      quietly(() -> dynamodb.describeTable(r -> r.tableName("ü")));
      quietly(
          () ->
              lambda.getFunction(
                  r -> r.functionName("arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST")));
      quietly(() -> lambda.listFunctions(r -> r.marker("a b+c/ü=&")));
      quietly(() -> lambda.tagResource(r -> r.resource("a/b c/ü+%2F")));
    }
    assertThat(recorder.calls).hasSize(6);
    recorder.calls.forEach(OfficialSdkTest::assertVerified);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/a//b/",
        "/a/./b",
        "/a/../b/..",
        "/a%20b",
        "/a%2Fb",
        "/a%252Fb",
        "/%C3%BC",
        "/a+b",
        "/a:b",
        "/stage/a.b/.c/..d"
      })
  void pathsOfOtherServices(String path) {
    AwsCredentialsIdentity session = AwsSessionCredentials.create("ASIAEXAMPLE", SECRET, TOKEN);
    for (AuthLocation location : AuthLocation.values()) {
      SdkHttpRequest request =
          SdkHttpFullRequest.builder()
              .method(SdkHttpMethod.GET)
              .uri(URI.create("https://x.execute-api.us-east-1.amazonaws.com"))
              .encodedPath(path)
              .putRawQueryParameter("b", List.of("2", "1", ""))
              .putRawQueryParameter("a-b", "x y+z")
              .putRawQueryParameter("a", "ü&=/")
              .putHeader("x-custom", "  spaced   out  ")
              .build();
      SdkHttpRequest signed =
          AwsV4HttpSigner.create()
              .sign(
                  r ->
                      r.identity(session)
                          .request(request)
                          .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                          .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                          .putProperty(AwsV4HttpSigner.AUTH_LOCATION, location))
              .request();
      CapturedCall call = new CapturedCall(CapturedCall.head(signed), ByteBuffer.allocate(0));
      assertThat(assertVerified(call).claim().sessionToken()).isEqualTo(TOKEN);
    }
  }

  private static byte[] content(CapturedCall call) {
    return ChunkedBody.read(
        PayloadReader.of(call.head(), assertVerified(call)), call.body().array(), 100);
  }

  private static Verdict.Verified assertVerified(CapturedCall call) {
    SignatureClaim claim = ((Claim.Signed) SigV4.read(call.head())).signature();
    Verdict verdict =
        new SigV4()
            .verify(
                claim,
                call.head(),
                SECRET,
                SigV4.bodyHash(call.body()),
                Clocks.of(claim.signedAt(), claim.signedAt()));
    assertThat(verdict).isInstanceOf(Verdict.Verified.class);
    return (Verdict.Verified) verdict;
  }

  private S3Client s3(String endpoint) {
    return S3Client.builder()
        .credentialsProvider(KEY)
        .region(Region.EU_WEST_1)
        .endpointOverride(URI.create(endpoint))
        .forcePathStyle(true)
        .httpClient(recorder)
        .build();
  }

  private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .credentialsProvider(KEY)
        .region(Region.US_EAST_1)
        .endpointOverride(URI.create("http://localhost:4566"))
        .httpClient(recorder)
        .build();
  }

  /** Nobody has answered anything sensible; what was sent is what counts. */
  private static void quietly(Runnable call) {
    try {
      call.run();
    } catch (AwsServiceException | SdkClientException ignored) {
      return;
    }
  }
}

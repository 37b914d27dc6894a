package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

class AuthenticationTest {
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
  void keysThatTheCloudHasGivenOutWorkWithTheirSecretAndToken() {
    try (StsClient sts = Sdk.client(server, StsClient.builder(), session(newSession()))) {
      assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
    }
  }

  @Test
  void keysThatTheCloudHasGivenOutNeedTheirSecret() {
    Credentials given = newSession();

    assertRefused(
        AwsSessionCredentials.create(given.accessKeyId(), "guessed", given.sessionToken()),
        "SignatureDoesNotMatch");
  }

  @Test
  void keysThatTheCloudHasGivenOutNeedTheirToken() {
    Credentials given = newSession();

    assertRefused(
        AwsBasicCredentials.create(given.accessKeyId(), given.secretAccessKey()),
        "InvalidClientTokenId");
    assertRefused(
        AwsSessionCredentials.create(given.accessKeyId(), given.secretAccessKey(), "guessed"),
        "InvalidClientTokenId");
  }

  @Test
  void sessionsEndOnTheVirtualClock() {
    Credentials given = newSession();
    server.clock().advance(Duration.ofHours(2));

    assertRefused(session(given), "ExpiredToken");
  }

  @Test
  void aStrictCloudRefusesKeysThatNobodyCreated() throws IOException {
    try (CloudServer strict = CloudServer.builder().rooms(TestRooms.all()).strict(true).start();
        StsClient sts = Sdk.client(strict, StsClient.builder(), Sdk.key("test"))) {
      assertError(sts::getCallerIdentity, 403, "InvalidClientTokenId");
    }
  }

  @Test
  void callersWhoDoNotSignAreAskedTo() {
    try (StsClient sts =
        StsClient.builder()
            .endpointOverride(URI.create(server.endpoint()))
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build()) {
      assertError(sts::getCallerIdentity, 403, "MissingAuthenticationToken");
    }
  }

  @Test
  void whatBelongsToOthersIsDeniedInTheWordsOfTheService() {
    try (S3Client s3 = Sdk.client(server, Sdk.s3(), Sdk.key("123456789012"))) {
      assertThatThrownBy(() -> s3.getObject(request -> request.bucket("others").key("a")))
          .isInstanceOf(AwsServiceException.class)
          .hasMessageContaining(
              "User: arn:aws:iam::123456789012:root is not authorized to perform: s3:GetObject on"
                  + " resource: \"arn:aws:s3:::others\" because no resource-based policy allows the"
                  + " s3:GetObject action");
    }
  }

  @Test
  void anOperationThatNamesNoActionIsForRootsOnly() {
    AwsCredentials visitor = session(newSession());
    try (SqsClient sqs = Sdk.client(server, SqsClient.builder(), visitor)) {
      assertThat(sqs.tagQueue(request -> request.queueUrl("x").tags(java.util.Map.of())))
          .isNotNull();
    }
  }

  private Credentials newSession() {
    try (StsClient sts = Sdk.client(server, StsClient.builder(), Sdk.key("123456789012"))) {
      return sts.getSessionToken().credentials();
    }
  }

  private static AwsCredentials session(Credentials given) {
    return AwsSessionCredentials.create(
        given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
  }

  private void assertRefused(AwsCredentials credentials, String code) {
    try (StsClient sts = Sdk.client(server, StsClient.builder(), credentials)) {
      assertError(sts::getCallerIdentity, 403, code);
    }
  }

  private static void assertError(Runnable call, int status, String code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }
}

package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sts.StsClient;

class GatewayTest {
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
  void unknownKeysAreTheRootOfTheDefaultAccount() {
    try (StsClient sts = client(StsClient.builder(), "test")) {
      assertThat(sts.getCallerIdentity().account()).isEqualTo("000000000000");
      assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::000000000000:root");
    }
  }

  @Test
  void aTwelveDigitKeyIsTheRootOfThatAccount() {
    try (StsClient sts = client(StsClient.builder(), "123456789012")) {
      assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
    }
  }

  @Test
  void answersInTheProtocolOfTheService() {
    try (SqsClient sqs = client(SqsClient.builder(), "test")) {
      assertThat(sqs.createQueue(request -> request.queueName("orders")).queueUrl())
          .isEqualTo(server.endpoint() + "/000000000000/orders");
    }
  }

  @Test
  void faultsBecomeTheErrorsOfTheModel() {
    try (SqsClient sqs = client(SqsClient.builder(), "test")) {
      assertThatThrownBy(() -> sqs.getQueueUrl(request -> request.queueName("none")))
          .isInstanceOf(QueueDoesNotExistException.class)
          .hasMessageContaining("The specified queue does not exist.");
    }
  }

  @Test
  void operationsWithoutARoomAreNotImplemented() {
    try (StsClient sts = client(StsClient.builder(), "test");
        SqsClient sqs = client(SqsClient.builder(), "test")) {
      assertNotImplemented(
          () -> sts.getAccessKeyInfo(request -> request.accessKeyId("A".repeat(20))),
          "GetAccessKeyInfo");
      assertNotImplemented(() -> sqs.listQueues(), "ListQueues");
      assertNotImplemented(
          () -> sqs.purgeQueue(request -> request.queueUrl("x")), "the test wants it so");
    }
  }

  @Test
  void servesClientsInTheSameProcessWithoutASocket() {
    try (StsClient sts =
            client(StsClient.builder().httpClient(server.httpClient()), "123456789012");
        SqsClient sqs = client(SqsClient.builder().httpClient(server.httpClient()), "test")) {
      assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
      assertThatThrownBy(() -> sqs.getQueueUrl(request -> request.queueName("none")))
          .isInstanceOf(QueueDoesNotExistException.class);
    }
  }

  private static void assertNotImplemented(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(501);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
              assertThat(e.awsErrorDetails().errorMessage()).contains(message);
            });
  }

  @Test
  void roomsCallEachOtherInTheNameOfTheirCaller() {
    try (SqsClient sqs = client(SqsClient.builder(), "123456789012")) {
      assertThat(sqs.listQueueTags(request -> request.queueUrl("x")).tags())
          .containsEntry("caller", "arn:aws:iam::123456789012:root");
    }
  }

  @Test
  void callsBetweenRoomsPassTheSameGate() {
    try (SqsClient sqs = client(SqsClient.builder(), "test")) {
      assertThatThrownBy(() -> sqs.untagQueue(request -> request.queueUrl("x").tagKeys("k")))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                assertThat(e.getMessage())
                    .contains(
                        "User: sqs.amazonaws.com is not authorized to perform: sqs:CreateQueue");
              });
    }
  }

  @Test
  void contentionIsWorthTryingAgain() {
    try (SqsClient sqs = client(SqsClient.builder(), "test")) {
      assertThatThrownBy(() -> sqs.createQueue(request -> request.queueName("contended")))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(503);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
              });
    }
  }

  @Test
  void accidentsTellTheCallerNothing() {
    try (SqsClient sqs = client(SqsClient.builder(), "test")) {
      assertThatThrownBy(() -> sqs.deleteQueue(request -> request.queueUrl("x")))
          .isInstanceOfSatisfying(
              AwsServiceException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(500);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InternalFailure");
                assertThat(e.getMessage()).doesNotContain("secret of the house");
              });
    }
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder, String accessKeyId) {
    return builder
        .endpointOverride(URI.create(server.endpoint()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, "test")))
        .overrideConfiguration(configuration -> configuration.retryStrategy(b -> b.maxAttempts(1)))
        .build();
  }
}

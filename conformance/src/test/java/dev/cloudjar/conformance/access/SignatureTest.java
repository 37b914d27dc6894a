package dev.cloudjar.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.conformance.access.SignedRequests.How;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** No service does anything for who does not prove who they are, at the time it is. */
@CloudjarTest
@Behaviour("IAM-POLICY-10")
class SignatureTest {
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403);

  private static final String[] UNTIMELY = {
    "RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignature"
  };

  private final TestCloud cloud;
  private final SignedRequests requests;
  private final AwsCredentialsIdentity right;
  private final AwsCredentialsIdentity wrong;

  SignatureTest(TestCloud cloud) {
    this.cloud = cloud;
    this.requests = new SignedRequests(cloud);
    Users users = new Users(cloud, cloud.accountId());
    this.right = users.create("alice").resolveCredentials();
    users.permit("alice", "everything", Users.EVERYTHING);
    this.wrong = AwsCredentialsIdentity.create(right.accessKeyId(), "another secret");
  }

  @Test
  void a_wrong_secret_opens_nothing() throws Exception {
    for (String service : SignedRequests.services()) {
      for (How how : How.values()) {
        HttpResponse<String> answer = requests.send(service, wrong, how, Duration.ZERO);
        assertThat(answer.statusCode()).as(service + how + answer.body()).isIn(REFUSALS);
        assertThat(SignedRequests.told(answer))
            .containsAnyOf("SignatureDoesNotMatch", "InvalidSignature", "AuthFailure");
      }
    }
    assertNothingMade();
  }

  @Test
  void a_time_out_of_the_allowed_skew_opens_nothing() throws Exception {
    for (String service : SignedRequests.services()) {
      Duration tooMuch = requests.allowedSkew(service).plusMinutes(1);
      for (Duration skew : List.of(tooMuch.negated(), tooMuch)) {
        HttpResponse<String> answer = requests.send(service, right, How.IN_HEADERS, skew);
        assertThat(answer.statusCode()).as(service + skew + answer.body()).isIn(REFUSALS);
        assertThat(SignedRequests.told(answer)).containsAnyOf(UNTIMELY);
      }
      for (Duration skew : List.of(Duration.ofMinutes(-20), Duration.ofMinutes(20))) {
        HttpResponse<String> answer = requests.send(service, right, How.PRESIGNED, skew);
        assertThat(answer.statusCode()).as(service + skew + answer.body()).isIn(REFUSALS);
      }
    }
    assertNothingMade();
  }

  @Test
  void a_time_within_the_allowed_skew_is_believed() throws Exception {
    for (String service : SignedRequests.services()) {
      Duration little = requests.allowedSkew(service).minusMinutes(1);
      for (Duration skew : List.of(little.negated(), little)) {
        HttpResponse<String> answer = requests.send(service, right, How.IN_HEADERS, skew);
        assertThat(SignedRequests.told(answer)).as(service + skew).doesNotContain(UNTIMELY);
      }
    }
  }

  @Test
  void who_signs_rightly_and_in_time_is_let_in() throws Exception {
    for (String service : SignedRequests.MAKERS.keySet()) {
      HttpResponse<String> answer =
          requests.send(service, right, How.IN_HEADERS, Duration.ofMinutes(-4));
      assertThat(answer.statusCode()).as(service + answer.body()).isEqualTo(200);
    }
    assertThat(cloud.client(S3Client.class).listBuckets().buckets()).hasSize(1);
    assertThat(cloud.client(SqsClient.class).listQueues().queueUrls()).hasSize(1);
    assertThat(cloud.client(IamClient.class).listGroups().groups()).hasSize(1);
    assertThat(cloud.client(KmsClient.class).listKeys().keys()).hasSize(1);
  }

  private void assertNothingMade() {
    assertThat(cloud.client(S3Client.class).listBuckets().buckets()).isEmpty();
    assertThat(cloud.client(SqsClient.class).listQueues().queueUrls()).isEmpty();
    assertThat(cloud.client(IamClient.class).listGroups().groups()).isEmpty();
    assertThat(cloud.client(KmsClient.class).listKeys().keys()).isEmpty();
  }
}

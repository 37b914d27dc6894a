package dev.cloudjar.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.conformance.access.SignedRequests.How;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A strict cloud knows only keys that it has given out. */
@CloudjarTest(strict = true)
class StrictKeysTest {
  private static final AwsCredentialsIdentity UNKNOWN =
      AwsCredentialsIdentity.create("AKIA0000000000000000", "any");

  @Test
  @Behaviour("IAM-POLICY-10")
  void an_unknown_key_opens_nothing(TestCloud cloud) throws Exception {
    SignedRequests requests = new SignedRequests(cloud);
    for (String service : SignedRequests.services()) {
      for (How how : How.values()) {
        HttpResponse<String> answer = requests.send(service, UNKNOWN, how, Duration.ZERO);
        assertThat(answer.statusCode()).as(service + how + answer.body()).isIn(400, 401, 403);
        assertThat(SignedRequests.told(answer))
            .containsAnyOf(
                "InvalidAccessKeyId",
                "InvalidClientTokenId",
                "UnrecognizedClientException",
                "AuthFailure");
      }
    }
  }
}

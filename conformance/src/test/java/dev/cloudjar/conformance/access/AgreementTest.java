package dev.cloudjar.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.RequiredActions.Origin;
import dev.cloudjar.conformance.access.ActionTableTest.Registered;
import dev.cloudjar.conformance.access.Agreement.Refused;
import dev.cloudjar.conformance.access.Invoker.Outcome;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Whatever an operation needs, its caller meets what is simulated for it: with no permission, with
 * all but what is denied, and with what it needs.
 */
@CloudjarTest(shared = false)
@Behaviour("IAM-POLICY-09")
class AgreementTest {
  private static final int MOST_NEEDS = 8;

  private final TestCloud cloud;
  private final Users users;

  AgreementTest(TestCloud cloud) {
    this.cloud = cloud;
    this.users = new Users(cloud, cloud.accountId());
    cloud.clock().freeze();
  }

  static List<Registered> operations() throws IOException {
    return Trial.tried();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void callers_meet_what_is_simulated(Registered tried) {
    Trial trial = new Trial(tried, cloud);
    if (trial.actions().origin() == Origin.NONE) {
      return;
    }
    AwsCredentialsProvider worker = users.create("worker");
    String arn = "arn:aws:iam::" + cloud.accountId() + ":user/worker";
    Agreement agreement = Agreement.watch(cloud);
    Set<Refused> needed = new LinkedHashSet<>();
    for (Outcome outcome = trial.call(worker); outcome.isDenied(); outcome = trial.call(worker)) {
      List<Refused> refused = agreement.takeRefused(arn);
      assertThat(needed.addAll(refused)).as("something new is refused: %s", outcome).isTrue();
      assertThat(needed).hasSizeLessThanOrEqualTo(MOST_NEEDS);
      users.permit("worker", "barred", document("Deny", refused));
      assertThat(trial.call(worker).isDenied()).isTrue();
      users.forbid("worker", "barred");
      users.permit("worker", "learned", document("Allow", needed));
      agreement.takeRefused(arn);
    }

    agreement.assertHolds();
    assertThat(needed).isNotEmpty();
    for (Refused each : needed) {
      if (agreement.isGranted(each.action()) && agreement.verdicts(each.action()).isEmpty()) {
        continue;
      }
      assertThat(agreement.verdicts(each.action()))
          .as("%s", each)
          .containsExactly("allowed", "explicitDeny", "implicitDeny");
    }
  }

  private static String document(String effect, Collection<Refused> all) {
    return all.stream()
        .map(
            each ->
                """
                {"Effect":"%s","Action":"%s","Resource":"%s"}"""
                    .formatted(effect, each.action(), each.resource()))
        .collect(Collectors.joining(",", "{\"Version\":\"2012-10-17\",\"Statement\":[", "]}"));
  }
}

package dev.cloudjar.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.RequiredActions;
import dev.cloudjar.catalog.RequiredActions.Origin;
import dev.cloudjar.conformance.access.ActionTableTest.Registered;
import dev.cloudjar.conformance.access.Invoker.Outcome;
import dev.cloudjar.conformance.access.Learner.Learned;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Every operation of the rooms is denied to who has no permission and to who is of another account,
 * changes nothing then, and is open to who has just the permissions that it is seen to need, which
 * are those that AWS documents.
 */
@CloudjarTest(shared = false)
class DenialsTest {
  private static final Pattern READ = Pattern.compile("(Get|List|Describe|Head)[A-Z].*");

  /** Reads that tell something new each time, or of the callers themselves. */
  private static final Set<String> RESTLESS =
      Set.of(
          "GetAccessKeyLastUsed",
          "GetParametersForImport",
          "GetSessionToken",
          "GetFederationToken",
          "GetCallerIdentity",
          "GetCredentialReport",
          "LookupEvents",
          "GetAccountAuthorizationDetails");

  /** The services that answer in JSON by names of their own. */
  private static final Set<String> JSON =
      Set.of("cloudtrail", "ebs", "ec2instanceconnect", "kms", "organizations", "servicequotas");

  /** Those of them that have a status of its own for who may not. */
  private static final Set<String> FORBIDDING = Set.of("ebs");

  /** An operation asks for so many permissions one after the other, at most. */
  private static final int MOST_NEEDS = 8;

  private static List<Registered> registered = List.of();

  private final TestCloud cloud;
  private final Users users;
  private final Learner learner;

  DenialsTest(TestCloud cloud) {
    this.cloud = cloud;
    this.users = new Users(cloud, cloud.accountId());
    this.learner = new Learner(cloud);
    cloud.clock().freeze();
  }

  static List<Registered> operations() throws IOException {
    registered = Trial.registered();
    return Trial.tried();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isOpenToWhoMayAlone(Registered tried) {
    Trial trial = new Trial(tried, cloud);
    if (trial.actions().origin() == Origin.NONE) {
      Outcome outcome = trial.call(users.create("nobody"));
      assertThat(outcome.isDenied()).as("%s", outcome).isFalse();
      return;
    }
    AwsCredentialsProvider nobody = users.create("nobody");
    AwsCredentialsProvider worker = users.create("worker");
    String otherAccount = cloud.newAccountId();
    Users others = new Users(cloud, otherAccount);
    AwsCredentialsProvider stranger = others.create("stranger");
    others.permit("stranger", "everything", Users.EVERYTHING);
    Map<String, String> before = state(tried, trial);

    assertRefused(tried, trial.call(nobody));
    Outcome strange = trial.call(stranger);
    assertThat(state(tried, trial)).as("what is there after refusals").isEqualTo(before);

    Learned learned = permit(trial, "worker", worker);
    if (tried.service().equals("s3control") || isOfThisAccount(learned)) {
      assertRefused(tried, strange);
    }
    assertThat(strange.toString()).doesNotContain(cloud.accountId() + ":user/worker");
  }

  private void assertRefused(Registered tried, Outcome outcome) {
    assertThat(outcome.isDenied()).as("%s", outcome).isTrue();
    if (outcome instanceof Outcome.Refused refused && !refused.code().isEmpty()) {
      boolean json = JSON.contains(tried.service());
      assertThat(refused.code())
          .isEqualTo(
              tried.service().equals("ec2")
                  ? "UnauthorizedOperation"
                  : json ? "AccessDeniedException" : "AccessDenied");
      assertThat(refused.status())
          .isEqualTo(json && !FORBIDDING.contains(tried.service()) ? 400 : 403);
    }
  }

  /** Whether a request names something of the account, so that others ask for the same thing. */
  private boolean isOfThisAccount(Learned learned) {
    return learned.resources().stream()
            .anyMatch(
                arn ->
                    (arn.startsWith("arn:aws:s3:::")
                            && !learned.actions().contains("s3:CreateBucket"))
                        || (arn.matches("arn:aws:(sqs|kms):.*:" + cloud.accountId() + ":.*")
                            && learned.actions().stream()
                                .noneMatch(it -> it.matches("sqs:CreateQueue|kms:.*Alias"))))
        || learned.actions().contains("sts:AssumeRole");
  }

  /**
   * Gives a user one permission after the other until the operation is open, and no other.
   *
   * @return what it needed
   */
  private Learned permit(Trial trial, String user, AwsCredentialsProvider credentials) {
    String arn = "arn:aws:iam::" + cloud.accountId() + ":user/" + user;
    Set<String> seen = new LinkedHashSet<>();
    Set<String> resources = new LinkedHashSet<>();
    for (int round = 0; round < MOST_NEEDS; round++) {
      learner.watch();
      Outcome outcome = trial.call(credentials);
      Optional<Learned> learned = learner.learned(arn);
      learned.ifPresent(it -> seen.addAll(it.actions()));
      learned.ifPresent(it -> resources.addAll(it.resources()));
      if (!outcome.isDenied()) {
        assertAsDocumented(trial.actions(), seen);
        return new Learned("", new ArrayList<>(seen), new ArrayList<>(resources));
      }
      assertThat(learned).as("needs of %s, which is refused: %s", arn, outcome).isPresent();
      users.permit(user, "learned", learned.orElseThrow().document());
    }
    throw new AssertionError("still denied with all that it needs: " + seen);
  }

  private static void assertAsDocumented(RequiredActions actions, Set<String> seen) {
    Set<String> documented = new LinkedHashSet<>(actions.always());
    assertThat(seen).containsAll(documented).isNotEmpty();
    documented.addAll(actions.perhaps());
    assertThat(documented).containsAll(seen);
  }

  /** What all reads of the service tell the root of the account. */
  private static Map<String, String> state(Registered tried, Trial trial) {
    Map<String, String> state = new TreeMap<>();
    if (READ.matcher(trial.operation().name()).matches()) {
      return state;
    }
    for (Registered each : registered) {
      String name = each.operation().name();
      if (each.service().equals(tried.service())
          && READ.matcher(name).matches()
          && !RESTLESS.contains(name)) {
        state.put(name, trial.gistForRoot(name));
      }
    }
    return state;
  }
}

package dev.cloudjar.conformance.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.RequiredActions;
import dev.cloudjar.catalog.RequiredActions.Origin;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.conformance.access.ActionTableTest.Registered;
import dev.cloudjar.conformance.access.Invoker.Outcome;
import dev.cloudjar.conformance.access.Learner.Learned;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
import software.amazon.awssdk.core.SdkPojo;

/**
 * Every operation of the rooms is denied to who has no permission and to who is of another account,
 * changes nothing then, and is open to who has just the permissions that it is seen to need, which
 * are those that AWS documents.
 */
@CloudjarTest(shared = false)
class DenialsTest {
  private static final Catalog CATALOG = Catalog.load();
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

  /** Operations that cannot be tried like the others, with the reason. */
  private static final Map<String, String> NOT_TRIED =
      Map.of(
          "sts AssumeRoleWithSAML", "an assertion of a provider says who asks, not a key",
          "sts AssumeRoleWithWebIdentity", "a token of a provider says who asks, not a key");

  /** The services that answer in JSON by names of their own. */
  private static final Set<String> JSON = Set.of("cloudtrail", "kms", "organizations");

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
    List<String> services = Arrays.stream(Fixtures.values()).map(Fixtures::service).toList();
    registered =
        ActionTableTest.registered().stream()
            .filter(each -> services.contains(each.service()))
            .toList();
    return registered.stream().filter(each -> !NOT_TRIED.containsKey(each.toString())).toList();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isOpenToWhoMayAlone(Registered tried) {
    Fixtures fixture = fixture(tried.service());
    Trial trial = new Trial(tried, fixture, fixture.make(cloud));
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
    Map<String, String> before = trial.state();

    assertRefused(tried, trial.call(nobody));
    Outcome strange = trial.call(stranger);
    assertThat(trial.state()).as("what is there after refusals").isEqualTo(before);

    Learned learned = trial.permit("worker", worker);
    if (isOfThisAccount(learned)) {
      assertRefused(tried, strange);
    }
    assertThat(strange.toString()).doesNotContain(cloud.accountId() + ":user/worker");
  }

  private void assertRefused(Registered tried, Outcome outcome) {
    assertThat(outcome.isDenied()).as("%s", outcome).isTrue();
    if (outcome instanceof Outcome.Refused refused && !refused.code().isEmpty()) {
      boolean json = JSON.contains(tried.service());
      assertThat(refused.code()).isEqualTo(json ? "AccessDeniedException" : "AccessDenied");
      assertThat(refused.status()).isEqualTo(json ? 400 : 403);
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

  private static Fixtures fixture(String service) {
    return Arrays.stream(Fixtures.values())
        .filter(each -> each.service().equals(service))
        .findFirst()
        .orElseThrow();
  }

  /** One operation, with a request for it. */
  private final class Trial {
    private final ServiceModel service;
    private final OperationModel operation;
    private final Fixtures fixture;
    private final RequestMaker maker;
    private final SdkPojo request;

    Trial(Registered tried, Fixtures fixture, Map<String, Object> known) {
      this.service = CATALOG.service(tried.service());
      this.operation = service.operations().get(tried.operation().name());
      this.fixture = fixture;
      this.maker = new RequestMaker(service, known);
      this.request = maker.request(operation);
    }

    RequiredActions actions() {
      return operation.actions();
    }

    Outcome call(AwsCredentialsProvider credentials) {
      return new Invoker(fixture.client(), cloud.client(fixture.client(), credentials))
          .call(request);
    }

    /**
     * Gives a user one permission after the other until the operation is open, and no other.
     *
     * @return what it needed
     */
    Learned permit(String user, AwsCredentialsProvider credentials) {
      String arn = "arn:aws:iam::" + cloud.accountId() + ":user/" + user;
      Set<String> seen = new LinkedHashSet<>();
      Set<String> resources = new LinkedHashSet<>();
      for (int round = 0; round < MOST_NEEDS; round++) {
        learner.watch();
        Outcome outcome = call(credentials);
        Optional<Learned> learned = learner.learned(arn);
        learned.ifPresent(it -> seen.addAll(it.actions()));
        learned.ifPresent(it -> resources.addAll(it.resources()));
        if (!outcome.isDenied()) {
          assertAsDocumented(seen);
          return new Learned("", new ArrayList<>(seen), new ArrayList<>(resources));
        }
        assertThat(learned).as("needs of %s, which is refused: %s", arn, outcome).isPresent();
        users.permit(user, "learned", learned.orElseThrow().document());
      }
      throw new AssertionError("still denied with all that it needs: " + seen);
    }

    private void assertAsDocumented(Set<String> seen) {
      Set<String> documented = new LinkedHashSet<>(actions().always());
      assertThat(seen).containsAll(documented).isNotEmpty();
      documented.addAll(actions().perhaps());
      assertThat(documented).containsAll(seen);
    }

    /** What all reads of the service tell the root of the account. */
    Map<String, String> state() {
      Map<String, String> state = new TreeMap<>();
      if (READ.matcher(operation.name()).matches()) {
        return state;
      }
      Invoker root = new Invoker(fixture.client(), cloud.client(fixture.client()));
      for (Registered each : registered) {
        String name = each.operation().name();
        if (each.service().equals(service.name())
            && READ.matcher(name).matches()
            && !RESTLESS.contains(name)) {
          state.put(name, root.call(maker.request(service.operations().get(name))).gist());
        }
      }
      return state;
    }
  }
}

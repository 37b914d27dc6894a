package dev.cloudjar.sts;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Session;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sts.model.AssumeRootRequest;
import software.amazon.awssdk.services.sts.model.AssumeRootResponse;

/**
 * Sessions of the roots of an organization's members, each for one task.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html">AssumeRoot
 *     </a>
 */
final class RootOperations {
  private static final int LONGEST_SECONDS = 900;

  private final SessionMaker sessions;
  private final SessionPolicyOperations policies;

  RootOperations(SessionMaker sessions, SessionPolicyOperations policies) {
    this.sessions = sessions;
    this.policies = policies;
  }

  List<Need> needs(Call call, AssumeRootRequest request) {
    switch (call.principal()) {
      case Principal.Anonymous _, Principal.Federated _ ->
          throw StsFaults.missingAuthenticationToken();
      case Principal.Root _ -> throw StsFaults.rootAssumesRoot();
      case Principal.User _,
          Principal.AssumedRole _,
          Principal.FederatedUser _,
          Principal.Service _ -> {}
    }
    RootTask task = RootTask.of(request.taskPolicyArn().arn());
    Principal.Root root = target(request);
    Resource resource =
        new Resource(root.arn(), root.accountId())
            .guardedBy(new MemberRootOperations(root.accountId(), task.feature()));
    return List.of(
        new Need("sts:AssumeRoot", resource).with("sts:TaskPolicyArn", task.policyArn()));
  }

  AssumeRootResponse assumeRoot(Call call, AssumeRootRequest request) {
    Principal.Root root = target(request);
    List<String> documents =
        policies
            .limits(root.accountId(), call.region(), null, List.of(request.taskPolicyArn()))
            .documents();
    Optional<String> sourceIdentity = call.session().flatMap(Session::sourceIdentity);
    AccessKey key =
        sessions.make(
            root,
            new Session(
                call.time(),
                Optional.empty(),
                documents,
                Map.of(),
                Set.of(),
                sourceIdentity,
                Optional.empty(),
                Map.of()),
            Objects.requireNonNullElse(request.durationSeconds(), LONGEST_SECONDS));
    return AssumeRootResponse.builder()
        .credentials(SessionOperations.shown(key))
        .sourceIdentity(sourceIdentity.orElse(null))
        .build();
  }

  /** The root of an account that is named by its id or by the ARN of its root. */
  private static Principal.Root target(AssumeRootRequest request) {
    String named = request.targetPrincipal();
    String account = named.replaceFirst("^arn:aws:iam::([0-9]{12}):root$", "$1");
    if (!account.matches("[0-9]{12}")) {
      throw StsFaults.invalidArn(named);
    }
    return new Principal.Root(account);
  }
}

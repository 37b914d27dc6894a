package dev.cloudjar.sts;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.IdentitySource;
import dev.cloudjar.cloud.IdentitySource.Role;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/**
 * Sessions of roles for those who have credentials already.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole
 *     </a>
 */
final class RoleOperations {
  private static final int USUAL_SECONDS = 3600;
  private static final int LONGEST_CHAINED_SECONDS = 3600;

  private final Cloud cloud;
  private final SessionMaker sessions;
  private final SessionPolicyOperations policies;

  RoleOperations(Cloud cloud, SessionMaker sessions, SessionPolicyOperations policies) {
    this.cloud = cloud;
    this.sessions = sessions;
    this.policies = policies;
  }

  /** What a caller needs to assume a role: its trust, first of all. */
  List<Need> needs(Call call, AssumeRoleRequest request) {
    switch (call.principal()) {
      case Principal.Anonymous _, Principal.Federated _ ->
          throw StsFaults.missingAuthenticationToken();
      case Principal.Root _ -> throw StsFaults.rootAssumesRole();
      case Principal.FederatedUser _ ->
          throw StsFaults.mayNotAssumeRole(call.principal().arn(), request.roleArn());
      case Principal.User _, Principal.AssumedRole _, Principal.Service _ -> {}
    }
    Role role = find(call, request.roleArn());
    Resource resource = RoleTrust.resource(role);
    List<Need> needs = new ArrayList<>();
    needs.add(
        new Need("sts:AssumeRole", resource)
            .with("sts:ExternalId", request.externalId())
            .with("sts:RoleSessionName", request.roleSessionName()));
    SessionTags tags = tags(call, request);
    if (!tags.all().isEmpty()) {
      needs.add(
          new Need("sts:TagSession", resource)
              .with("sts:TransitiveTagKeys", List.copyOf(tags.transitiveKeys())));
    }
    Optional<String> sourceIdentity = sourceIdentity(call, request);
    if (sourceIdentity.isPresent()) {
      needs.add(new Need("sts:SetSourceIdentity", resource));
    }
    Map<String, List<String>> shared = new HashMap<>();
    sourceIdentity.ifPresent(it -> shared.put("sts:sourceidentity", List.of(it)));
    shared.putAll(MultiFactor.context(cloud, call, request.serialNumber(), request.tokenCode()));
    return needs.stream().map(need -> extend(need, shared).withRequestTags(tags.all())).toList();
  }

  private static Need extend(Need need, Map<String, List<String>> shared) {
    Need extended = need;
    for (Map.Entry<String, List<String>> entry : shared.entrySet()) {
      extended = extended.with(entry.getKey(), entry.getValue());
    }
    return extended;
  }

  AssumeRoleResponse assumeRole(Call call, AssumeRoleRequest request) {
    Role role = find(call, request.roleArn());
    int durationSeconds = durationSeconds(call, role, request.durationSeconds());
    SessionTags tags = tags(call, request);
    SessionPolicyOperations.Limits limits =
        policies.limits(
            RoleTrust.accountOf(role.arn()), call.region(), request.policy(), request.policyArns());
    Optional<String> sourceIdentity = sourceIdentity(call, request);
    Principal.AssumedRole assumed = RoleTrust.session(role, request.roleSessionName());
    AccessKey key =
        sessions.make(
            assumed,
            new Session(
                call.time(),
                // A role's session never counts as authenticated by a device.
                Optional.empty(),
                limits.documents(),
                tags.all(),
                tags.transitiveKeys(),
                sourceIdentity,
                Optional.empty(),
                Map.of()),
            durationSeconds);
    return AssumeRoleResponse.builder()
        .credentials(SessionOperations.shown(key))
        .assumedRoleUser(it -> it.arn(assumed.arn()).assumedRoleId(assumed.userId()))
        .packedPolicySize(limits.packedPercent(tags.all()))
        .sourceIdentity(sourceIdentity.orElse(null))
        .build();
  }

  /** A role that is not there is refused like one that does not trust the caller. */
  private Role find(Call call, String roleArn) {
    return RoleTrust.parse(roleArn)
        .flatMap(
            named ->
                cloud
                    .identities()
                    .source()
                    .flatMap((IdentitySource it) -> it.role(named.accountId(), named.name())))
        .filter(role -> role.arn().equals(roleArn))
        .orElseThrow(() -> StsFaults.mayNotAssumeRole(call.principal().arn(), roleArn));
  }

  private static int durationSeconds(Call call, Role role, @Nullable Integer asked) {
    boolean chained = call.principal() instanceof Principal.AssumedRole;
    if (asked == null) {
      return USUAL_SECONDS;
    }
    if (chained && asked > LONGEST_CHAINED_SECONDS) {
      throw StsFaults.chainedForTooLong();
    }
    if (asked > role.maxSessionSeconds()) {
      throw StsFaults.longerThanRoleAllows();
    }
    return asked;
  }

  private static SessionTags tags(Call call, AssumeRoleRequest request) {
    Map<String, String> inherited = new HashMap<>();
    call.session()
        .filter(_ -> call.principal() instanceof Principal.AssumedRole)
        .ifPresent(
            session ->
                session
                    .transitiveTagKeys()
                    .forEach(key -> inherited.put(key, session.tags().getOrDefault(key, ""))));
    return SessionTags.of(
        inherited, SessionOperations.tags(request.tags()), Set.copyOf(request.transitiveTagKeys()));
  }

  /** Once set, a source identity stays for all sessions that are chained. */
  private static Optional<String> sourceIdentity(Call call, AssumeRoleRequest request) {
    Optional<String> inherited = call.session().flatMap(Session::sourceIdentity);
    Optional<String> asked = Optional.ofNullable(request.sourceIdentity());
    if (inherited.isPresent() && asked.isPresent() && !inherited.equals(asked)) {
      throw StsFaults.otherSourceIdentity();
    }
    return inherited.or(() -> asked);
  }
}

package dev.cloudjar.sts;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.IdentitySource.Role;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets those into roles for whom an identity provider vouches, as far as the roles trust it. */
final class FederatedRoles {
  private final Cloud cloud;
  private final SessionMaker sessions;

  FederatedRoles(Cloud cloud, SessionMaker sessions) {
    this.cloud = cloud;
    this.sessions = sessions;
  }

  /**
   * What a provider has been proved to say.
   *
   * @param claims condition keys in small letters, with their values, for the role's trust policy
   * @param lasting those of them that the session keeps
   */
  record Vouched(
      Principal.Federated who,
      Map<String, List<String>> claims,
      Map<String, List<String>> lasting,
      SessionTags tags,
      Optional<String> sourceIdentity) {}

  /**
   * What is asked for.
   *
   * @param action such as {@code sts:AssumeRoleWithSAML}
   * @param policies what the session may not do more than
   */
  record Wanted(
      String action,
      String roleArn,
      String sessionName,
      SessionPolicyOperations.Limits policies,
      int durationSeconds) {}

  /** A session that was made. */
  record Assumed(AccessKey key, Principal.AssumedRole who, @Nullable Integer packedPercent) {}

  /** Makes a session; a role that is not there is refused like one that trusts somebody else. */
  Assumed assume(Call call, Wanted wanted, Vouched vouched) {
    Role role =
        RoleTrust.parse(wanted.roleArn())
            .flatMap(
                named ->
                    cloud
                        .identities()
                        .source()
                        .flatMap(it -> it.role(named.accountId(), named.name())))
            .filter(it -> it.arn().equals(wanted.roleArn()))
            .orElseThrow(() -> StsFaults.notAuthorized(wanted.action()));
    Call proven = call.by(vouched.who());
    if (!needs(role, wanted, vouched).stream().allMatch(proven::allows)) {
      throw StsFaults.notAuthorized(wanted.action());
    }
    if (wanted.durationSeconds() > role.maxSessionSeconds()) {
      throw StsFaults.longerThanRoleAllows();
    }
    Principal.AssumedRole assumed = RoleTrust.session(role, wanted.sessionName());
    Session session =
        new Session(
            call.time(),
            Optional.empty(),
            wanted.policies().documents(),
            vouched.tags().all(),
            vouched.tags().transitiveKeys(),
            vouched.sourceIdentity(),
            Optional.of(vouched.who().provider()),
            vouched.lasting());
    return new Assumed(
        sessions.make(assumed, session, wanted.durationSeconds()),
        assumed,
        wanted.policies().packedPercent(vouched.tags().all()));
  }

  private static List<Need> needs(Role role, Wanted wanted, Vouched vouched) {
    Resource resource = RoleTrust.resource(role);
    Map<String, List<String>> context = new HashMap<>(vouched.claims());
    context.put("sts:rolesessionname", List.of(wanted.sessionName()));
    vouched.sourceIdentity().ifPresent(it -> context.put("sts:sourceidentity", List.of(it)));
    List<Need> needs = new ArrayList<>();
    needs.add(new Need(wanted.action(), resource, context));
    if (!vouched.tags().all().isEmpty()) {
      needs.add(
          new Need("sts:TagSession", resource, context)
              .with("sts:TransitiveTagKeys", List.copyOf(vouched.tags().transitiveKeys())));
    }
    if (vouched.sourceIdentity().isPresent()) {
      needs.add(new Need("sts:SetSourceIdentity", resource, context));
    }
    return needs.stream().map(need -> need.withRequestTags(vouched.tags().all())).toList();
  }
}

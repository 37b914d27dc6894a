package dev.cloudjar.iam;

import dev.cloudjar.cloud.AttachedPolicy;
import dev.cloudjar.cloud.AttachedPolicy.Origin;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.IdentitySource;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.PrincipalPolicies;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the gate and STS ask of users and roles. */
final class Identity implements IdentitySource {
  private static final Pattern PRINCIPAL_ARN =
      Pattern.compile("arn:aws:iam::([0-9]{12}):(user|role)/(?:.*/)?([^/]+)");
  private static final Pattern SESSION_ARN =
      Pattern.compile("arn:aws:sts::([0-9]{12}):assumed-role/([^/]+)/.+");
  private static final Pattern SAML_ARN =
      Pattern.compile("arn:aws:iam::([0-9]{12}):saml-provider/([\\w._-]{1,128})");

  private final IamStore store;
  private final Clock clock;

  Identity(IamStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public PrincipalPolicies policiesOf(Principal principal) {
    return switch (principal) {
      case Principal.User user -> store.read(snapshot -> ofUser(snapshot, user));
      case Principal.FederatedUser federated ->
          federated.issuer().map(this::policiesOf).orElse(PrincipalPolicies.NONE);
      case Principal.AssumedRole session -> store.read(snapshot -> ofRole(snapshot, session));
      case Principal.Root root -> PrincipalPolicies.NONE;
      case Principal.Service service -> PrincipalPolicies.NONE;
      case Principal.Federated federated -> PrincipalPolicies.NONE;
      case Principal.Anonymous anonymous -> PrincipalPolicies.NONE;
    };
  }

  @Override
  public boolean knows(String principalArn) {
    Matcher session = SESSION_ARN.matcher(principalArn);
    if (session.matches()) {
      return role(session.group(1), session.group(2)).isPresent();
    }
    Matcher named = PRINCIPAL_ARN.matcher(principalArn);
    if (!named.matches()) {
      return true;
    }
    String account = named.group(1);
    String name = named.group(3);
    return store.read(
        snapshot ->
            (named.group(2).equals("user")
                    ? IamStore.USERS.find(snapshot, account, name).map(it -> it.arn(account))
                    : IamStore.ROLES.find(snapshot, account, name).map(it -> it.arn(account)))
                .filter(principalArn::equals)
                .isPresent());
  }

  @Override
  public Optional<IdentitySource.Role> role(String accountId, String name) {
    return store
        .read(snapshot -> IamStore.ROLES.find(snapshot, accountId, name))
        .map(
            role ->
                new IdentitySource.Role(
                    role.arn(accountId),
                    role.path(),
                    role.name(),
                    role.id(),
                    role.trustPolicy(),
                    role.maxSessionSeconds(),
                    role.tags()));
  }

  @Override
  public boolean acceptsCode(Principal owner, String serialNumber, String code) {
    return store.note(
        transaction ->
            MfaDevices.accept(
                transaction,
                store.seeds(),
                owner.accountId(),
                owner.userId(),
                serialNumber,
                code,
                clock.now()));
  }

  @Override
  public Optional<IdentitySource.OpenIdConnectProvider> openIdConnectProvider(
      String accountId, String url) {
    return store
        .read(snapshot -> IamStore.OPEN_ID_CONNECT.find(snapshot, accountId, url))
        .map(
            it ->
                new IdentitySource.OpenIdConnectProvider(
                    it.arn(accountId), it.name(), it.clientIds()));
  }

  @Override
  public Optional<String> samlMetadata(String providerArn) {
    Matcher matcher = SAML_ARN.matcher(providerArn);
    return matcher.matches()
        ? store
            .read(snapshot -> IamStore.SAML.find(snapshot, matcher.group(1), matcher.group(2)))
            .map(SamlProvider::metadata)
        : Optional.empty();
  }

  @Override
  public Optional<TokenIssuer> tokenIssuerOf(String accountId) {
    return store.read(snapshot -> OutboundFederation.ofAccount(snapshot, accountId));
  }

  @Override
  public Optional<TokenIssuer> tokenIssuer(String id) {
    return store.read(snapshot -> OutboundFederation.byId(snapshot, id));
  }

  static PrincipalPolicies ofUser(Snapshot snapshot, Principal.User principal) {
    String account = principal.accountId();
    Optional<User> found = IamStore.USERS.byId(snapshot, account, principal.userId());
    if (found.isEmpty()) {
      return PrincipalPolicies.NONE;
    }
    User user = found.get();
    List<AttachedPolicy> policies = new ArrayList<>();
    gather(snapshot, account, user, Origin.INLINE, Origin.MANAGED, policies);
    for (Group group : Memberships.groups(snapshot, account, user, Paging.NONE).items()) {
      gather(snapshot, account, group, Origin.GROUP_INLINE, Origin.GROUP_MANAGED, policies);
    }
    return new PrincipalPolicies(
        policies, boundary(snapshot, account, user, user.boundary()), user.tags());
  }

  static PrincipalPolicies ofGroup(Snapshot snapshot, String account, Group group) {
    List<AttachedPolicy> policies = new ArrayList<>();
    gather(snapshot, account, group, Origin.GROUP_INLINE, Origin.GROUP_MANAGED, policies);
    return new PrincipalPolicies(policies, Optional.empty(), Map.of());
  }

  static PrincipalPolicies ofRole(Snapshot snapshot, Principal.AssumedRole principal) {
    String account = principal.accountId();
    Optional<dev.cloudjar.iam.Role> found =
        IamStore.ROLES.byId(snapshot, account, principal.roleId());
    if (found.isEmpty()) {
      return PrincipalPolicies.NONE;
    }
    dev.cloudjar.iam.Role role = found.get();
    List<AttachedPolicy> policies = new ArrayList<>();
    gather(snapshot, account, role, Origin.INLINE, Origin.MANAGED, policies);
    return new PrincipalPolicies(
        policies, boundary(snapshot, account, role, role.boundary()), role.tags());
  }

  private static void gather(
      Snapshot snapshot,
      String account,
      PolicyHolder holder,
      Origin inline,
      Origin managed,
      List<AttachedPolicy> into) {
    String arn = holder.arn(account);
    InlinePolicies.each(
        snapshot,
        account,
        holder.id(),
        (name, document) -> into.add(new AttachedPolicy(name, inline, arn, document)));
    for (String policy : Attachments.arns(snapshot, account, holder.id())) {
      ManagedPolicies.document(snapshot, account, policy)
          .ifPresent(document -> into.add(new AttachedPolicy(policy, managed, arn, document)));
    }
  }

  private static Optional<AttachedPolicy> boundary(
      Snapshot snapshot, String account, PolicyHolder holder, Optional<String> policyArn) {
    return policyArn.flatMap(
        policy ->
            ManagedPolicies.document(snapshot, account, policy)
                .map(
                    document ->
                        new AttachedPolicy(
                            policy, Origin.BOUNDARY, holder.arn(account), document)));
  }
}

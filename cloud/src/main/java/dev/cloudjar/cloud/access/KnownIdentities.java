package dev.cloudjar.cloud.access;

import dev.cloudjar.cloud.AttachedPolicy;
import dev.cloudjar.cloud.Guardrails;
import dev.cloudjar.cloud.Identities;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.PrincipalPolicies;
import dev.cloudjar.policy.NamedPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * What has been learned of principals and accounts, for as long as it is so: each is asked for
 * again once the version of its account has changed.
 */
final class KnownIdentities {
  private static final int MOST = 10_000;

  /** What a session that the root got for somebody can do unless its own policies say less. */
  private static final PrincipalPolicies OF_ROOT =
      new PrincipalPolicies(
          List.of(
              new AttachedPolicy(
                  "root",
                  AttachedPolicy.Origin.INLINE,
                  "root",
                  """
                  {"Version": "2012-10-17",
                   "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
                  """)),
          Optional.empty(),
          Map.of());

  private final Identities identities;
  private final CompiledPolicies compiler;
  private final ConcurrentMap<String, Known<Compiled>> principals = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Known<Account>> accounts = new ConcurrentHashMap<>();

  KnownIdentities(Identities identities, CompiledPolicies compiler) {
    this.identities = identities;
    this.compiler = compiler;
  }

  /** What applies to a principal, ready to decide. */
  record Compiled(
      PrincipalPolicies policies,
      List<NamedPolicy> identity,
      Optional<NamedPolicy> boundary,
      List<List<NamedPolicy>> serviceControl) {}

  /** What an organization says of an account, and its policies ready to decide. */
  private record Account(
      Guardrails guardrails,
      List<List<NamedPolicy>> serviceControl,
      List<List<NamedPolicy>> resourceControl) {}

  private record Known<T>(long version, T value) {}

  PrincipalPolicies policies(Principal principal) {
    return compiled(principal).policies();
  }

  Compiled compiled(Principal principal) {
    return known(principals, key(principal), principal.accountId(), () -> compile(principal));
  }

  Guardrails guardrails(String accountId) {
    return account(accountId).guardrails();
  }

  /** The resource control policies of an account, ready to decide. */
  List<List<NamedPolicy>> resourceControl(String accountId) {
    return account(accountId).resourceControl();
  }

  private Account account(String accountId) {
    return known(accounts, accountId, accountId, () -> compile(accountId));
  }

  private Account compile(String accountId) {
    Guardrails guardrails = identities.guardrails(accountId);
    return new Account(
        guardrails,
        compiler.compileLevels(guardrails.serviceControl()),
        compiler.compileLevels(guardrails.resourceControl()));
  }

  private <T> T known(
      ConcurrentMap<String, Known<T>> cache, String key, String accountId, Supplier<T> ask) {
    // The version is read first: what changes while asking makes what was learned old at once.
    long version = identities.version(accountId);
    Known<T> found = cache.get(key);
    if (found != null && found.version == version) {
      return found.value;
    }
    if (cache.size() >= MOST) {
      cache.clear();
    }
    T value = ask.get();
    cache.put(key, new Known<>(version, value));
    return value;
  }

  private Compiled compile(Principal principal) {
    PrincipalPolicies policies =
        switch (principal) {
          case Principal.User user -> of(user);
          case Principal.AssumedRole role -> of(role);
          case Principal.FederatedUser(_, _, var issuer) -> issuer.map(this::of).orElse(OF_ROOT);
          case Principal.Root _,
              Principal.Service _,
              Principal.Federated _,
              Principal.Anonymous _ ->
              PrincipalPolicies.NONE;
        };
    return new Compiled(
        policies,
        compiler.compile(policies.policies()),
        policies.boundary().map(compiler::compile),
        isLinkedToService(principal) ? List.of() : account(principal.accountId()).serviceControl());
  }

  /** Roles that services own are bound by no policy of an organization. */
  static boolean isLinkedToService(Principal principal) {
    return principal instanceof Principal.AssumedRole role
        && role.rolePath().startsWith("/aws-service-role/");
  }

  private PrincipalPolicies of(Principal principal) {
    return identities
        .source()
        .map(source -> source.policiesOf(principal))
        .orElse(PrincipalPolicies.NONE);
  }

  /** Sessions of a role share what applies to the role. */
  private static String key(Principal principal) {
    return switch (principal) {
      case Principal.AssumedRole role -> role.roleId() + " " + role.roleArn();
      case Principal.FederatedUser federated ->
          federated.issuer().map(KnownIdentities::key).orElse("root " + federated.accountId());
      case Principal.Federated federated -> "federated " + federated.accountId();
      default -> principal.userId() + " " + principal.arn();
    };
  }
}

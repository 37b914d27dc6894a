package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.store.KeyValueStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a key says of who may use it: its policy, which decides, and its grants.
 *
 * @param isManagedByAws whether a service has the key, rather than the customer
 * @param context the encryption context of the request
 * @param child the grant that the request is to make, if any
 * @param retired the id of the grant that the request is to retire, if any
 */
record KeyGuard(
    KeyValueStore store,
    KeyId id,
    boolean isManagedByAws,
    Map<String, String> context,
    Optional<Grant.Child> child,
    Optional<String> retired)
    implements ResourceGuard {
  private static final String SERVICE = "kms:";
  private static final int MOST_ALIASES = 50;

  @Override
  public Optional<String> policy() {
    return Optional.of(store.read(snapshot -> KeyStore.policy(snapshot, id)));
  }

  @Override
  public Map<String, String> tags() {
    return store.read(snapshot -> KeyStore.tags(snapshot, id));
  }

  @Override
  public List<String> values(String lowerCaseKey) {
    return lowerCaseKey.equals("kms:resourcealiases")
        ? store.read(snapshot -> AliasStore.ofKey(snapshot, id, "", MOST_ALIASES))
        : List.of();
  }

  @Override
  public boolean policyDecides() {
    return true;
  }

  @Override
  public Optional<String> grant(Call call, String action) {
    if (!action.startsWith(SERVICE)) {
      return Optional.empty();
    }
    Grant.Wish wish = new Grant.Wish(action.substring(SERVICE.length()), context, child);
    List<String> names = names(call.principal());
    if (action.equals(SERVICE + "RetireGrant") && retired.isPresent()) {
      return retirement(names, retired.get());
    }
    return store.read(
        snapshot -> {
          for (String name : names) {
            for (GrantStore.Found found :
                GrantStore.ofGrantee(snapshot, id, name, "", Integer.MAX_VALUE)) {
              if (found.grant().allows(wish)) {
                return Optional.of("grant " + found.grant().id());
              }
            }
          }
          return Optional.empty();
        });
  }

  /** A grant itself says who may retire it. */
  private Optional<String> retirement(List<String> names, String grantId) {
    Grant grant =
        store.read(snapshot -> GrantStore.find(snapshot, new GrantStore.GrantId(id, grantId)));
    boolean may =
        grant != null
            && (grant.retiring().filter(names::contains).isPresent()
                || (names.contains(grant.grantee()) && grant.operations().contains("RetireGrant")));
    return may ? Optional.of("grant " + grantId) : Optional.empty();
  }

  /** The names by which a grant may mean a principal. */
  static List<String> names(Principal principal) {
    return switch (principal) {
      case Principal.AssumedRole role -> List.of(role.arn(), role.roleArn());
      case Principal.Root _, Principal.User _, Principal.FederatedUser _, Principal.Service _ ->
          List.of(principal.arn());
      case Principal.Federated _, Principal.Anonymous _ -> List.of();
    };
  }
}

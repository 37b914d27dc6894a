package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.store.KeyValueStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What callers need for operations on keys, with the condition keys of KMS. */
final class KeyAccess {
  private final KeyValueStore store;
  private final RequestQuotas quotas;

  KeyAccess(KeyValueStore store, RequestQuotas quotas) {
    this.store = store;
    this.quotas = quotas;
  }

  /** An action on a key. */
  Need need(Call call, String action, KeyFinder.Found found) {
    return need(call, action, found, Map.of());
  }

  /** An action on a key, in an encryption context. */
  Need need(Call call, String action, KeyFinder.Found found, Map<String, String> context) {
    Need need = need(call, action, found, context, Optional.empty(), Optional.empty());
    for (Map.Entry<String, String> pair : context.entrySet()) {
      need = need.with("kms:EncryptionContext:" + pair.getKey(), pair.getValue());
    }
    return need.with("kms:EncryptionContextKeys", List.copyOf(context.keySet()));
  }

  /** The making of a grant. */
  Need grantNeed(Call call, KeyFinder.Found found, Grant.Child child) {
    return need(call, "CreateGrant", found, Map.of(), Optional.of(child), Optional.empty())
        .with("kms:GrantOperations", child.operations());
  }

  /** The retirement of a grant. */
  Need retirementNeed(Call call, KeyFinder.Found found, String grantId) {
    return need(call, "RetireGrant", found, Map.of(), Optional.empty(), Optional.of(grantId));
  }

  private Need need(
      Call call,
      String action,
      KeyFinder.Found found,
      Map<String, String> context,
      Optional<Grant.Child> child,
      Optional<String> retired) {
    KeyId id = found.id();
    Key key = found.key();
    quotas.count(call, action, key.spec());
    Resource resource =
        new Resource(id.arn(), id.accountId())
            .guardedBy(new KeyGuard(store, id, key.awsManaged(), context, child, retired));
    return general(call, new Need("kms:" + action, resource))
        .with("kms:KeySpec", key.spec().name())
        .with("kms:KeyUsage", key.usage().name())
        .with("kms:KeyOrigin", key.origin().name())
        .with("kms:MultiRegion", String.valueOf(key.multiRegion().isPresent()))
        .with(
            "kms:MultiRegionKeyType",
            key.multiRegion().isEmpty()
                ? null
                : key.isPrimaryIn(id.region()) ? "PRIMARY" : "REPLICA")
        .with("kms:RequestAlias", found.alias().orElse(null));
  }

  /** The making of random bytes, which counts like the use of a key. */
  Need random(Call call) {
    quotas.count(call, "GenerateRandom", KeySpec.SYMMETRIC_DEFAULT);
    return anywhere(call, "GenerateRandom");
  }

  /** An action on a key that is yet to be. */
  Need creation(Call call, String action) {
    return general(call, anywhere(call, action));
  }

  /** An action on no key in particular, which has none of the condition keys of KMS. */
  Need anywhere(Call call, String action) {
    return new Need("kms:" + action, Resource.any(call));
  }

  /** An action on an alias, which has no policy of its own. */
  Need alias(Call call, String action, String name) {
    String arn = new AliasStore.Name(call.accountId(), call.region(), name).arn();
    return general(call, new Need("kms:" + action, new Resource(arn, call.accountId())));
  }

  private static Need general(Call call, Need need) {
    Need known = need.with("kms:CallerAccount", call.principal().accountId());
    return call.calledVia().isEmpty()
        ? known
        : known.with("kms:ViaService", viaService(call.calledVia().getLast(), call.region()));
  }

  /** {@code s3.amazonaws.com} in a Region. */
  private static String viaService(String service, String region) {
    int dot = service.indexOf('.');
    return dot < 0 ? service : service.substring(0, dot + 1) + region + service.substring(dot);
  }
}

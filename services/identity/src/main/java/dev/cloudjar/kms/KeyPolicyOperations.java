package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesRequest;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesResponse;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyResponse;

/** Reads and writes the policies of keys, of which each has one. */
final class KeyPolicyOperations {
  private static final String NAME = "default";

  private final KeyValueStore store;
  private final KeyFinder finder;

  KeyPolicyOperations(KeyValueStore store, KeyFinder finder) {
    this.store = store;
    this.finder = finder;
  }

  GetKeyPolicyResponse get(Call call, GetKeyPolicyRequest request) {
    KeyId id = finder.own(call, request.keyId()).id();
    requireDefault(request.policyName());
    return GetKeyPolicyResponse.builder()
        .policy(store.read(snapshot -> KeyStore.policy(snapshot, id)))
        .policyName(NAME)
        .build();
  }

  PutKeyPolicyResponse put(Call call, PutKeyPolicyRequest request) {
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    requireDefault(request.policyName());
    KeyPolicies.check(
        request.policy(),
        call.principal(),
        Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck()));
    store.transact(
        transaction -> {
          KeyStore.require(transaction, id);
          KeyStore.putPolicy(transaction, id, request.policy());
          return true;
        });
    return PutKeyPolicyResponse.builder().build();
  }

  ListKeyPoliciesResponse list(Call call, ListKeyPoliciesRequest request) {
    finder.own(call, request.keyId());
    Markers.read(request.marker());
    return ListKeyPoliciesResponse.builder().policyNames(NAME).truncated(false).build();
  }

  private static void requireDefault(@Nullable String name) {
    if (name != null && !name.equals(NAME)) {
      throw KmsFaults.policyNotFound();
    }
  }
}

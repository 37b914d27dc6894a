package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.ReplicateKeyResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionResponse;

/** Has a key in several Regions. Everything is done when a call returns. */
final class MultiRegionOperations {
  private final KeyValueStore store;
  private final KeyFinder finder;
  private final KeyWork work;

  MultiRegionOperations(KeyValueStore store, KeyFinder finder, KeyWork work) {
    this.store = store;
    this.finder = finder;
    this.work = work;
  }

  ReplicateKeyResponse replicate(Call call, ReplicateKeyRequest request) {
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    String policy =
        Optional.ofNullable(request.policy())
            .orElseGet(() -> KeyPolicies.ofAccount(id.accountId(), request.replicaRegion()));
    KeyPolicies.check(
        policy, call.principal(), Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck()));
    Map<String, String> tags = KeyTagOperations.checked(request.tags());
    KeyId replica = id.in(request.replicaRegion());
    return store.transact(
        transaction -> {
          Key primary = KeyStore.require(transaction, id);
          Key made = replica(call, request, id, primary, replica);
          if (KeyStore.key(transaction, replica) != null) {
            throw KmsFaults.replicaExists(replica.arn());
          }
          Key.MultiRegion regions = made.multiRegion().orElseThrow();
          if (made.origin() == KeyOrigin.AWS_KMS) {
            KeyStore.materials(transaction, id)
                .forEach(
                    (number, material) ->
                        KeyStore.putMaterial(transaction, replica, number, material));
          }
          KeyStore.put(transaction, replica, made);
          KeyStore.putPolicy(transaction, replica, policy);
          KeyStore.putTags(transaction, replica, tags);
          spread(transaction, id, regions);
          return ReplicateKeyResponse.builder()
              .replicaKeyMetadata(KeyOperations.metadata(transaction, replica, made))
              .replicaPolicy(policy)
              .replicaTags(
                  tags.entrySet().stream()
                      .map(it -> Tag.builder().tagKey(it.getKey()).tagValue(it.getValue()).build())
                      .toList())
              .build();
        });
  }

  private static Key replica(
      Call call, ReplicateKeyRequest request, KeyId id, Key primary, KeyId replica) {
    Key.MultiRegion before = requireMultiRegion(id, primary);
    if (!primary.isPrimaryIn(id.region())) {
      throw KmsFaults.unsupportedOperation(
          id.arn() + " is a multi-Region replica key, which cannot be replicated.");
    }
    KeyRules.requireEnabled(id, primary);
    if (replica.region().equals(id.region())) {
      throw KmsFaults.replicaExists(replica.arn());
    }
    if (!KmsArns.partition(replica.region()).equals(KmsArns.partition(id.region()))) {
      throw KmsFaults.validation(
          "ReplicaRegion " + replica.region() + " is not in the partition of the primary key.");
    }
    List<String> replicas = new ArrayList<>(before.replicaRegions());
    replicas.add(replica.region());
    boolean external = primary.origin() == KeyOrigin.EXTERNAL;
    return new Key(
        new Key.Nature(
            primary.spec(),
            primary.usage(),
            primary.origin(),
            false,
            call.time().truncatedTo(ChronoUnit.MILLIS)),
        Optional.ofNullable(request.description()).orElse(""),
        true,
        Optional.empty(),
        new Key.Rotations(primary.rotations().schedule(), 0),
        Optional.of(
            new Key.MultiRegion(
                before.primaryRegion(), replicas.stream().distinct().sorted().toList())),
        external
            ? new Key.Materials(true, Optional.empty(), 0, 0)
            : new Key.Materials(
                false,
                primary.materials().currentId(),
                primary.materials().currentNumber(),
                primary.materials().count()));
  }

  UpdatePrimaryRegionResponse updatePrimary(Call call, UpdatePrimaryRegionRequest request) {
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    store.transact(
        transaction -> {
          Key primary = KeyStore.require(transaction, id);
          Key.MultiRegion before = requireMultiRegion(id, primary);
          if (!primary.isPrimaryIn(id.region())) {
            throw KmsFaults.unsupportedOperation(
                id.arn() + " is a multi-Region replica key, not the primary key.");
          }
          KeyRules.requireNotPendingDeletion(id, primary);
          KeyId next = id.in(request.primaryRegion());
          Key replica = KeyStore.require(transaction, next);
          KeyRules.requireNotPendingDeletion(next, replica);
          if (next.equals(id)) {
            throw KmsFaults.unsupportedOperation(id.arn() + " is the primary key already.");
          }
          List<String> replicas = new ArrayList<>(before.replicaRegions());
          replicas.remove(next.region());
          replicas.add(id.region());
          spread(
              transaction,
              id,
              new Key.MultiRegion(next.region(), replicas.stream().sorted().toList()));
          work.rotateNoMore(transaction, id);
          primary
              .rotations()
              .schedule()
              .ifPresent(it -> work.rotateAt(transaction, next, it.next()));
          return true;
        });
    return UpdatePrimaryRegionResponse.builder().build();
  }

  private static Key.MultiRegion requireMultiRegion(KeyId id, Key key) {
    return key.multiRegion()
        .orElseThrow(
            () -> KmsFaults.unsupportedOperation(id.arn() + " is not a multi-Region key."));
  }

  /** Tells all the keys where they are. */
  private static void spread(Transaction transaction, KeyId id, Key.MultiRegion regions) {
    for (KeyId each : Regions.all(id, regions)) {
      Key key = KeyStore.key(transaction, each);
      if (key != null) {
        KeyStore.put(transaction, each, key.spread(regions));
      }
    }
  }
}

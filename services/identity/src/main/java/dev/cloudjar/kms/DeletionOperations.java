package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;

/** Has keys wait for their end, and calls them back. */
final class DeletionOperations {
  private static final int USUAL_DAYS = 30;
  private static final int FEWEST_DAYS = 7;

  private final KeyValueStore store;
  private final KeyFinder finder;
  private final KeyMaterials materials;
  private final KeyWork work;

  DeletionOperations(KeyValueStore store, KeyFinder finder, KeyMaterials materials, KeyWork work) {
    this.store = store;
    this.finder = finder;
    this.materials = materials;
    this.work = work;
  }

  ScheduleKeyDeletionResponse schedule(Call call, ScheduleKeyDeletionRequest request) {
    int days = Optional.ofNullable(request.pendingWindowInDays()).orElse(USUAL_DAYS);
    if (days < FEWEST_DAYS || days > USUAL_DAYS) {
      throw KmsFaults.validation(
          "1 validation error detected: Value '"
              + days
              + "' at 'pendingWindowInDays' failed to satisfy constraint: Member must have value"
              + (days < FEWEST_DAYS
                  ? " greater than or equal to " + FEWEST_DAYS
                  : " less than or equal to " + USUAL_DAYS));
    }
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    Key scheduled =
        store.transact(
            transaction -> {
              Key key = KeyStore.require(transaction, id);
              KeyRules.requireNotPendingDeletion(id, key);
              boolean replicasFirst =
                  key.isPrimaryIn(id.region())
                      && key.multiRegion().map(it -> !it.replicaRegions().isEmpty()).orElse(false);
              Instant end = Key.end(call.time().truncatedTo(ChronoUnit.MILLIS), days);
              if (!replicasFirst) {
                work.deleteAt(transaction, id, end);
              }
              Key changed =
                  key.deleted(
                      Optional.of(
                          new Key.Deletion(
                              days, replicasFirst ? Optional.empty() : Optional.of(end))));
              KeyStore.put(transaction, id, changed);
              materials.forget(transaction, id);
              return changed;
            });
    return ScheduleKeyDeletionResponse.builder()
        .keyId(id.arn())
        .keyState(scheduled.state().wireName())
        .deletionDate(scheduled.deletion().flatMap(Key.Deletion::date).orElse(null))
        .pendingWindowInDays(days)
        .build();
  }

  /** The key comes back disabled. */
  CancelKeyDeletionResponse cancel(Call call, CancelKeyDeletionRequest request) {
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    store.transact(
        transaction -> {
          Key key = KeyStore.require(transaction, id);
          if (key.deletion().isEmpty()) {
            throw KmsFaults.notPendingDeletion(id.arn());
          }
          KeyStore.put(transaction, id, key.deleted(Optional.empty()).enabled(false));
          work.keep(transaction, id);
          return true;
        });
    return CancelKeyDeletionResponse.builder().keyId(id.arn()).build();
  }
}

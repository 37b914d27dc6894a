package dev.cloudjar.kms;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.kms.crypto.Keys;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happens to keys while nobody calls: they rotate, lose their material, and end. */
final class KeyWork {
  static final String DELETE = "kms:delete-key";
  static final String ROTATE = "kms:rotate-key";
  static final String EXPIRE = "kms:expire-key-material";

  private final KeyValueStore store;
  private final Clock clock;
  private final Work work;
  private final KeyMaterials materials;

  KeyWork(KeyValueStore store, Clock clock, Work work, KeyMaterials materials) {
    this.store = store;
    this.clock = clock;
    this.work = work;
    this.materials = materials;
  }

  /** Says who does it. */
  void open() {
    work.handle(DELETE, this::delete);
    work.handle(ROTATE, this::rotate);
    work.handle(EXPIRE, this::expire);
  }

  // ---- the end ---------------------------------------------------------------------------------

  void deleteAt(Transaction transaction, KeyId id, Instant due) {
    work.schedule(transaction, DELETE, id.arn(), due, id.toPayload());
  }

  void keep(Transaction transaction, KeyId id) {
    work.cancel(transaction, DELETE, id.arn());
  }

  private void delete(Work.Item item) {
    KeyId id = KeyId.ofPayload(item.payload());
    store.transact(
        transaction -> {
          Key key = KeyStore.key(transaction, id);
          if (key != null && isOver(key)) {
            AliasStore.deleteAll(transaction, id);
            GrantStore.deleteAll(transaction, id);
            KeyStore.delete(transaction, id);
            work.cancel(transaction, EXPIRE, id.arn());
            materials.forget(transaction, id);
            key.multiRegion()
                .ifPresentOrElse(
                    regions -> leave(transaction, id, regions),
                    () -> work.cancel(transaction, ROTATE, id.arn()));
          }
          return true;
        });
  }

  private boolean isOver(Key key) {
    return key.deletion()
        .flatMap(Key.Deletion::date)
        .filter(date -> !date.isAfter(clock.now()))
        .isPresent();
  }

  /** The others learn that a replica is gone; a primary key that waited for that begins to end. */
  private void leave(Transaction transaction, KeyId gone, Key.MultiRegion regions) {
    if (regions.primaryRegion().equals(gone.region())) {
      work.cancel(transaction, ROTATE, gone.arn());
      return;
    }
    List<String> rest = new ArrayList<>(regions.replicaRegions());
    rest.remove(gone.region());
    Key.MultiRegion left = new Key.MultiRegion(regions.primaryRegion(), List.copyOf(rest));
    for (KeyId other : Regions.all(gone, left)) {
      Key key = KeyStore.key(transaction, other);
      if (key == null) {
        continue;
      }
      Key changed = key.spread(left);
      if (rest.isEmpty() && key.state() == KeyState.PENDING_REPLICA_DELETION) {
        int days = key.deletion().orElseThrow().windowDays();
        Instant end = Key.end(clock.now(), days);
        changed = changed.deleted(Optional.of(new Key.Deletion(days, Optional.of(end))));
        deleteAt(transaction, other, end);
      }
      KeyStore.put(transaction, other, changed);
    }
  }

  // ---- rotation --------------------------------------------------------------------------------

  void rotateAt(Transaction transaction, KeyId id, Instant due) {
    work.schedule(transaction, ROTATE, id.arn(), due, id.toPayload());
  }

  void rotateNoMore(Transaction transaction, KeyId id) {
    work.cancel(transaction, ROTATE, id.arn());
  }

  private void rotate(Work.Item item) {
    KeyId id = KeyId.ofPayload(item.payload());
    store.transact(
        transaction -> {
          Key key = KeyStore.key(transaction, id);
          if (key != null) {
            rotateIfDue(transaction, id, key);
          }
          return true;
        });
  }

  /** Rotates a key whose time has come, unless it is disabled: then it rotates once enabled. */
  void rotateIfDue(Transaction transaction, KeyId id, Key key) {
    Optional<Key.Rotation> due =
        key.rotations().schedule().filter(it -> !it.next().isAfter(clock.now()));
    if (due.isEmpty() || key.state() != KeyState.ENABLED || !key.isPrimaryIn(id.region())) {
      return;
    }
    int periodDays = due.get().periodDays();
    Duration period = Duration.ofDays(periodDays);
    Instant next = due.get().next().plus(period);
    if (!next.isAfter(clock.now())) {
      next = clock.now().plus(period);
    }
    Key.Rotation following = new Key.Rotation(periodDays, next);
    rotateNow(transaction, id, key.rotating(Optional.of(following)), false);
    rotateAt(transaction, id, next);
  }

  /** Gives a key, and its replicas, new material. */
  void rotateNow(Transaction transaction, KeyId id, Key key, boolean onDemand) {
    Material material =
        materials.wrap(id, Keys.generate(key.spec()), Optional.of(clock.now()), onDemand);
    for (KeyId each : Regions.all(id, key)) {
      Key before = each.equals(id) ? key : KeyStore.key(transaction, each);
      if (before != null) {
        int number = before.materials().count();
        KeyStore.putMaterial(transaction, each, number, material);
        KeyStore.put(
            transaction,
            each,
            before
                .rotating(key.rotations().schedule())
                .withOneMaterialMore()
                .using(material.id(), number));
      }
    }
  }

  // ---- imported material -----------------------------------------------------------------------

  void expireAt(Transaction transaction, KeyId id, Instant due) {
    work.schedule(transaction, EXPIRE, id.arn(), due, id.toPayload());
  }

  /** Forgets all material of a key whose time is over, and looks again when more is. */
  private void expire(Work.Item item) {
    KeyId id = KeyId.ofPayload(item.payload());
    store.transact(
        transaction -> {
          Key key = KeyStore.key(transaction, id);
          if (key != null) {
            expire(transaction, id, key);
          }
          return true;
        });
  }

  private void expire(Transaction transaction, KeyId id, Key key) {
    boolean missing = key.materials().missing();
    Optional<Instant> next = Optional.empty();
    for (var entry : KeyStore.materials(transaction, id).entrySet()) {
      Material material = entry.getValue();
      Instant end = material.validTo().orElse(Instant.MAX);
      if (!material.isPresent() || end.equals(Instant.MAX)) {
        continue;
      }
      if (end.isAfter(clock.now())) {
        next = next.filter(it -> it.isBefore(end)).or(() -> Optional.of(end));
      } else if (material.pendingRotation()) {
        KeyStore.deleteMaterial(transaction, id, entry.getKey(), material);
      } else {
        KeyStore.putMaterial(transaction, id, entry.getKey(), material.forgotten());
        missing = true;
      }
    }
    materials.forget(transaction, id);
    KeyStore.put(transaction, id, key.missingMaterial(missing));
    next.ifPresent(it -> expireAt(transaction, id, it));
  }
}

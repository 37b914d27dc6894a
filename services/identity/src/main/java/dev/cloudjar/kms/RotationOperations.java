package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsRequest;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsResponse;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandResponse;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;

/** Gives keys new material, now or by and by. */
final class RotationOperations {
  private static final int MOST_ON_DEMAND = 25;
  private static final int USUAL_PAGE = 100;
  private static final int LONGEST_PAGE = 1_000;

  private final KeyValueStore store;
  private final KeyFinder finder;
  private final KeyWork work;

  RotationOperations(KeyValueStore store, KeyFinder finder, KeyWork work) {
    this.store = store;
    this.finder = finder;
    this.work = work;
  }

  EnableKeyRotationResponse enable(Call call, EnableKeyRotationRequest request) {
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    int days = Optional.ofNullable(request.rotationPeriodInDays()).orElse(KeyMaker.YEAR_DAYS);
    store.transact(
        transaction -> {
          Key key = switchable(transaction, id);
          if (key.rotations().schedule().filter(it -> it.periodDays() == days).isEmpty()) {
            Instant next = call.time().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(days));
            put(transaction, id, key, Optional.of(new Key.Rotation(days, next)));
            work.rotateAt(transaction, id, next);
          }
          return true;
        });
    return EnableKeyRotationResponse.builder().build();
  }

  DisableKeyRotationResponse disable(Call call, DisableKeyRotationRequest request) {
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    store.transact(
        transaction -> {
          put(transaction, id, switchable(transaction, id), Optional.empty());
          work.rotateNoMore(transaction, id);
          return true;
        });
    return DisableKeyRotationResponse.builder().build();
  }

  private static Key switchable(Transaction transaction, KeyId id) {
    Key key = KeyStore.require(transaction, id);
    requireRotatable(id, key);
    if (key.origin() == KeyOrigin.EXTERNAL) {
      throw KmsFaults.wrongOrigin(id.arn(), key.origin());
    }
    KeyRules.requireEnabled(id, key);
    requirePrimary(id, key);
    return key;
  }

  private static void put(
      Transaction transaction, KeyId id, Key key, Optional<Key.Rotation> rotation) {
    for (KeyId each : Regions.all(id, key)) {
      Key before = KeyStore.key(transaction, each);
      if (before != null) {
        KeyStore.put(transaction, each, before.rotating(rotation));
      }
    }
  }

  private static void requireRotatable(KeyId id, Key key) {
    if (!key.canRotate()) {
      throw KmsFaults.unsupportedOperation(
          id.arn() + " key spec is " + key.spec() + " which is not valid for this operation.");
    }
  }

  private static void requirePrimary(KeyId id, Key key) {
    if (!key.isPrimaryIn(id.region())) {
      throw KmsFaults.unsupportedOperation(
          id.arn() + " is a multi-Region replica key, which is rotated with its primary key.");
    }
  }

  GetKeyRotationStatusResponse status(Call call, GetKeyRotationStatusRequest request) {
    // Of a key that cannot rotate it says no more than that it does not: Terraform asks it of all.
    KeyFinder.Found found = finder.byIdOrArn(call, request.keyId());
    GetKeyRotationStatusResponse.Builder status =
        GetKeyRotationStatusResponse.builder().keyId(found.arn());
    Optional<Key.Rotation> rotation =
        found.key().rotations().schedule().filter(it -> found.key().deletion().isEmpty());
    rotation.ifPresent(
        it -> status.rotationPeriodInDays(it.periodDays()).nextRotationDate(it.next()));
    return status.keyRotationEnabled(rotation.isPresent()).build();
  }

  RotateKeyOnDemandResponse onDemand(Call call, RotateKeyOnDemandRequest request) {
    KeyId id = finder.customerManaged(call, request.keyId()).id();
    store.transact(
        transaction -> {
          Key key = KeyStore.require(transaction, id);
          requireRotatable(id, key);
          KeyRules.requireEnabled(id, key);
          requirePrimary(id, key);
          if (key.rotations().onDemand() >= MOST_ON_DEMAND) {
            throw KmsFaults.limitExceeded(
                "You have reached the quota of "
                    + MOST_ON_DEMAND
                    + " on-demand rotations of "
                    + id.arn()
                    + ".");
          }
          Key counted = key.rotatedOnDemand();
          if (key.origin() == KeyOrigin.EXTERNAL) {
            rotateToImported(transaction, id, counted, call.time());
          } else {
            work.rotateNow(transaction, id, counted, true);
          }
          return true;
        });
    return RotateKeyOnDemandResponse.builder().keyId(id.arn()).build();
  }

  private static void rotateToImported(Transaction transaction, KeyId id, Key key, Instant now) {
    Map.Entry<Integer, Material> pending =
        KeyStore.materials(transaction, id).entrySet().stream()
            .filter(it -> it.getValue().pendingRotation())
            .findFirst()
            .orElseThrow(
                () ->
                    KmsFaults.invalidState(
                        id.arn() + " has no key material that is pending rotation."));
    Material material = pending.getValue();
    int number = pending.getKey();
    KeyStore.putMaterial(transaction, id, number, material.rotatedTo(now, true));
    KeyStore.put(transaction, id, key.using(material.id(), number));
  }

  ListKeyRotationsResponse list(Call call, ListKeyRotationsRequest request) {
    KeyFinder.Found found = finder.own(call, request.keyId());
    requireRotatable(found.id(), found.key());
    int limit = Markers.limit(request.limit(), USUAL_PAGE, LONGEST_PAGE);
    String after = Markers.read(request.marker());
    int first = after.isEmpty() ? 0 : number(after) + 1;
    boolean all = "ALL_KEY_MATERIAL".equals(request.includeKeyMaterialAsString());
    List<Map.Entry<Integer, Material>> shown =
        store.read(
            snapshot ->
                new ArrayList<>(
                    KeyStore.materials(snapshot, found.id()).tailMap(first).entrySet().stream()
                        .filter(it -> all || it.getValue().rotated().isPresent())
                        .toList()));
    List<Map.Entry<Integer, Material>> page = Markers.page(shown, limit);
    boolean truncated = shown.size() > limit;
    return ListKeyRotationsResponse.builder()
        .rotations(page.stream().map(it -> entry(found, it.getKey(), it.getValue())).toList())
        .truncated(truncated)
        .nextMarker(truncated ? Markers.write(page.getLast().getKey().toString()) : null)
        .build();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw KmsFaults.invalidMarker();
    }
  }

  private static RotationsListEntry entry(KeyFinder.Found found, int number, Material material) {
    RotationsListEntry.Builder entry =
        RotationsListEntry.builder()
            .keyId(found.id().id())
            .keyMaterialId(material.id())
            .keyMaterialState(
                material.pendingRotation()
                    ? "PENDING_ROTATION"
                    : number == found.key().materials().currentNumber()
                        ? "CURRENT"
                        : "NON_CURRENT");
    material
        .rotated()
        .ifPresent(
            it ->
                entry
                    .rotationDate(it)
                    .rotationType(material.onDemand() ? "ON_DEMAND" : "AUTOMATIC"));
    if (found.key().origin() == KeyOrigin.EXTERNAL) {
      entry
          .importState(material.isPresent() ? "IMPORTED" : "PENDING_IMPORT")
          .keyMaterialDescription(material.description().orElse(null));
      if (material.isPresent()) {
        entry
            .validTo(material.validTo().orElse(null))
            .expirationModel(
                material.validTo().isPresent()
                    ? "KEY_MATERIAL_EXPIRES"
                    : "KEY_MATERIAL_DOES_NOT_EXPIRE");
      }
    }
    return entry.build();
  }
}

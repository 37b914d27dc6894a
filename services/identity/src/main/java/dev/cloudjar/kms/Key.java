package dev.cloudjar.kms;

import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.kms.crypto.KeyUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A key, without its material.
 *
 * @param awsManaged whether a service has it, rather than the customer
 * @param materialMissing whether material has to be imported before the key can be used
 * @param deletion present while it waits to be deleted
 * @param rotation present where it rotates by itself
 * @param onDemandRotations how often somebody has had it rotated
 * @param materialId the id of the current material; empty before any has been imported
 * @param materialNumber the number of the current material
 * @param materials how many materials the key has had
 */
record Key(
    KeySpec spec,
    KeyUsage usage,
    KeyOrigin origin,
    boolean awsManaged,
    Instant created,
    String description,
    boolean enabled,
    boolean materialMissing,
    Optional<Deletion> deletion,
    Optional<Rotation> rotation,
    int onDemandRotations,
    Optional<MultiRegion> multiRegion,
    Optional<String> materialId,
    int materialNumber,
    int materials) {

  /**
   * The end of a key.
   *
   * @param windowDays how long it waits
   * @param date when it comes; empty while replicas have to go first
   */
  record Deletion(int windowDays, Optional<Instant> date) {}

  /** When a key rotates by itself. */
  record Rotation(int periodDays, Instant next) {}

  /**
   * A key in several Regions.
   *
   * @param replicaRegions where its replicas are, in order
   */
  record MultiRegion(String primaryRegion, List<String> replicaRegions) {}

  KeyState state() {
    if (deletion.isPresent()) {
      return deletion.get().date().isPresent()
          ? KeyState.PENDING_DELETION
          : KeyState.PENDING_REPLICA_DELETION;
    }
    if (materialMissing) {
      return KeyState.PENDING_IMPORT;
    }
    return enabled ? KeyState.ENABLED : KeyState.DISABLED;
  }

  /** Whether its material may change while it stays the same key. */
  boolean canRotate() {
    return spec == KeySpec.SYMMETRIC_DEFAULT;
  }

  /** Whether this is the primary key among those of all Regions, or the only one. */
  boolean isPrimaryIn(String region) {
    return multiRegion.map(it -> it.primaryRegion().equals(region)).orElse(true);
  }

  Key described(String text) {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        text,
        enabled,
        materialMissing,
        deletion,
        rotation,
        onDemandRotations,
        multiRegion,
        materialId,
        materialNumber,
        materials);
  }

  Key enabled(boolean whether) {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        description,
        whether,
        materialMissing,
        deletion,
        rotation,
        onDemandRotations,
        multiRegion,
        materialId,
        materialNumber,
        materials);
  }

  Key missingMaterial(boolean whether) {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        description,
        enabled,
        whether,
        deletion,
        rotation,
        onDemandRotations,
        multiRegion,
        materialId,
        materialNumber,
        materials);
  }

  Key deleted(Optional<Deletion> end) {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        description,
        enabled,
        materialMissing,
        end,
        rotation,
        onDemandRotations,
        multiRegion,
        materialId,
        materialNumber,
        materials);
  }

  Key rotating(Optional<Rotation> schedule) {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        description,
        enabled,
        materialMissing,
        deletion,
        schedule,
        onDemandRotations,
        multiRegion,
        materialId,
        materialNumber,
        materials);
  }

  /** This key after one more rotation on demand. */
  Key rotatedOnDemand() {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        description,
        enabled,
        materialMissing,
        deletion,
        rotation,
        onDemandRotations + 1,
        multiRegion,
        materialId,
        materialNumber,
        materials);
  }

  Key spread(MultiRegion regions) {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        description,
        enabled,
        materialMissing,
        deletion,
        rotation,
        onDemandRotations,
        Optional.of(regions),
        materialId,
        materialNumber,
        materials);
  }

  /** This key with other current material. */
  Key using(String id, int number) {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        description,
        enabled,
        materialMissing,
        deletion,
        rotation,
        onDemandRotations,
        multiRegion,
        Optional.of(id),
        number,
        materials);
  }

  /** This key with room for one more material, whose number is what there were before. */
  Key withOneMaterialMore() {
    return new Key(
        spec,
        usage,
        origin,
        awsManaged,
        created,
        description,
        enabled,
        materialMissing,
        deletion,
        rotation,
        onDemandRotations,
        multiRegion,
        materialId,
        materialNumber,
        materials + 1);
  }

  /** When a key that is deleted now is gone. */
  static Instant end(Instant now, int windowDays) {
    return now.plus(Duration.ofDays(windowDays));
  }
}

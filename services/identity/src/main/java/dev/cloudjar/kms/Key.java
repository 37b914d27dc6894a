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
 * @param nature what it was made as, and stays
 * @param deletion present while it waits to be deleted
 * @param materials those that it has had, and the one that it uses
 */
record Key(
    Nature nature,
    String description,
    boolean enabled,
    Optional<Deletion> deletion,
    Rotations rotations,
    Optional<MultiRegion> multiRegion,
    Materials materials) {

  /**
   * What a key is made as.
   *
   * @param awsManaged whether a service has it, rather than the customer
   */
  record Nature(
      KeySpec spec, KeyUsage usage, KeyOrigin origin, boolean awsManaged, Instant created) {}

  /**
   * How a key comes to other material.
   *
   * @param schedule present where it rotates by itself
   * @param onDemand how often somebody has had it rotated
   */
  record Rotations(Optional<Rotation> schedule, int onDemand) {}

  /**
   * The material of a key.
   *
   * @param missing whether some has to be imported before the key can be used
   * @param currentId the id of the current one; empty before any has been imported
   * @param currentNumber its number
   * @param count how many the key has had
   */
  record Materials(boolean missing, Optional<String> currentId, int currentNumber, int count) {}

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
    if (materials.missing()) {
      return KeyState.PENDING_IMPORT;
    }
    return enabled ? KeyState.ENABLED : KeyState.DISABLED;
  }

  /** Whether its material may change while it stays the same key. */
  boolean canRotate() {
    return spec() == KeySpec.SYMMETRIC_DEFAULT;
  }

  /** Whether this is the primary key among those of all Regions, or the only one. */
  boolean isPrimaryIn(String region) {
    return multiRegion.map(it -> it.primaryRegion().equals(region)).orElse(true);
  }

  KeySpec spec() {
    return nature.spec();
  }

  KeyUsage usage() {
    return nature.usage();
  }

  KeyOrigin origin() {
    return nature.origin();
  }

  boolean awsManaged() {
    return nature.awsManaged();
  }

  Instant created() {
    return nature.created();
  }

  Key described(String text) {
    return new Key(nature, text, enabled, deletion, rotations, multiRegion, materials);
  }

  Key enabled(boolean whether) {
    return new Key(nature, description, whether, deletion, rotations, multiRegion, materials);
  }

  Key deleted(Optional<Deletion> end) {
    return new Key(nature, description, enabled, end, rotations, multiRegion, materials);
  }

  Key spread(MultiRegion regions) {
    return new Key(
        nature, description, enabled, deletion, rotations, Optional.of(regions), materials);
  }

  Key rotating(Optional<Rotation> schedule) {
    return with(new Rotations(schedule, rotations.onDemand()));
  }

  /** This key after one more rotation on demand. */
  Key rotatedOnDemand() {
    return with(new Rotations(rotations.schedule(), rotations.onDemand() + 1));
  }

  Key missingMaterial(boolean whether) {
    return with(
        new Materials(
            whether, materials.currentId(), materials.currentNumber(), materials.count()));
  }

  /** This key with other current material. */
  Key using(String id, int number) {
    return with(new Materials(materials.missing(), Optional.of(id), number, materials.count()));
  }

  /** This key with room for one more material, whose number is what there were before. */
  Key withOneMaterialMore() {
    return with(
        new Materials(
            materials.missing(),
            materials.currentId(),
            materials.currentNumber(),
            materials.count() + 1));
  }

  private Key with(Rotations its) {
    return new Key(nature, description, enabled, deletion, its, multiRegion, materials);
  }

  private Key with(Materials its) {
    return new Key(nature, description, enabled, deletion, rotations, multiRegion, its);
  }

  /** When a key that is deleted now is gone. */
  static Instant end(Instant now, int windowDays) {
    return now.plus(Duration.ofDays(windowDays));
  }
}

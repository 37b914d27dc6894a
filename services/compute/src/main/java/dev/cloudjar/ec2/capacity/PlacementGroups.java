package dev.cloudjar.ec2.capacity;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.NameIndex;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.References;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;

/** The placement groups of accounts, by id and by name. */
public final class PlacementGroups {
  static final ResourceTable<PlacementGroup> TABLE =
      new ResourceTable<>(ResourceKind.PLACEMENT_GROUP, PlacementGroup.class);
  private static final NameIndex NAMES = new NameIndex("ec2.placement-group-name");

  private PlacementGroups() {}

  /** What instances in a group refer to, as its ARN names it. */
  public static String resource(String name) {
    return ResourceKind.PLACEMENT_GROUP.type() + "/" + name;
  }

  static PlacementGroup named(Snapshot snapshot, Place place, String name) {
    String id = NAMES.id(snapshot, place, name).orElseThrow(() -> unknown(name));
    return TABLE.require(snapshot, place, id);
  }

  private static Fault unknown(String name) {
    return Ec2Faults.of(
        "InvalidPlacementGroup.Unknown", "The Placement Group '%s' is unknown.".formatted(name));
  }

  /**
   * Sees to it that there is a group.
   *
   * @throws Fault where there is none
   */
  public static void require(Snapshot snapshot, Place place, String name) {
    named(snapshot, place, name);
  }

  static void make(Transaction transaction, Place place, PlacementGroup group) {
    if (NAMES.id(transaction, place, group.name()).isPresent()) {
      throw Ec2Faults.of(
          "InvalidPlacementGroup.Duplicate",
          "The Placement Group '%s' already exists.".formatted(group.name()));
    }
    NAMES.put(transaction, place, group.name(), group.id());
    TABLE.put(transaction, place, group);
  }

  static void delete(Transaction transaction, Place place, PlacementGroup group) {
    if (References.exist(transaction, place, resource(group.name()), ResourceKind.INSTANCE)) {
      throw Ec2Faults.of(
          "InvalidPlacementGroup.InUse",
          "The Placement Group '%s' is in use and may not be deleted.".formatted(group.name()));
    }
    NAMES.delete(transaction, place, group.name());
    TABLE.delete(transaction, place, group);
  }
}

package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;

/** Which instance profile has which role. */
final class InstanceProfiles {
  private static final Table<Key, Marker> OF_ROLE =
      Key.table("role-instance-profile", 3, Marker.class);

  private InstanceProfiles() {}

  static void addRole(
      Transaction transaction, String accountId, InstanceProfile profile, Role role) {
    if (profile.roleId().isPresent()) {
      throw IamFaults.quota("InstanceSessionsPerInstanceProfile", 1);
    }
    IamStore.INSTANCE_PROFILES.put(
        transaction, accountId, profile.withRole(Optional.of(role.id())));
    OF_ROLE.put(transaction, Key.of(accountId, role.id(), profile.id()), new Marker());
  }

  static void removeRole(
      Transaction transaction, String accountId, InstanceProfile profile, Role role) {
    if (!profile.roleId().equals(Optional.of(role.id()))) {
      throw IamFaults.noRole(role.name());
    }
    IamStore.INSTANCE_PROFILES.put(transaction, accountId, profile.withRole(Optional.empty()));
    OF_ROLE.delete(transaction, Key.of(accountId, role.id(), profile.id()));
  }

  static Paging.Page<InstanceProfile> ofRole(
      Snapshot snapshot, String accountId, Role role, Paging paging) {
    return paging.over(
        snapshot,
        OF_ROLE,
        Key.range(OF_ROLE, accountId, role.id()),
        (key, row) -> IamStore.INSTANCE_PROFILES.byId(snapshot, accountId, key.last()));
  }

  static Optional<Role> role(Snapshot snapshot, String accountId, InstanceProfile profile) {
    return profile.roleId().flatMap(id -> IamStore.ROLES.byId(snapshot, accountId, id));
  }
}

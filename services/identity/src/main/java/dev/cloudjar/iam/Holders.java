package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;

/** What all holders of policies have in common. */
final class Holders {
  private Holders() {}

  /** A holder whose policies are not a service's alone. */
  static PolicyHolder changeable(Snapshot snapshot, String accountId, Kind kind, String name) {
    return kind == Kind.ROLE
        ? RoleOperations.requireOwn(snapshot, accountId, name)
        : IamStore.requireHolder(snapshot, accountId, kind, name);
  }

  /**
   * @throws dev.cloudjar.cloud.Fault where somebody still holds policies
   */
  static void checkBare(Snapshot snapshot, String accountId, PolicyHolder holder) {
    if (!InlinePolicies.names(snapshot, accountId, holder, new Paging(null, 1)).items().isEmpty()) {
      throw IamFaults.deleteConflict("delete policies");
    }
    if (!Attachments.arns(snapshot, accountId, holder.id()).isEmpty()) {
      throw IamFaults.deleteConflict("detach all policies");
    }
  }
}

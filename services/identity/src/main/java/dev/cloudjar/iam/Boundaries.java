package dev.cloudjar.iam;

import dev.cloudjar.store.Transaction;
import java.util.Optional;

/** Policies that bound what users and roles may do. */
final class Boundaries {
  private Boundaries() {}

  /** Notes that a user or a role is bound by another policy than before, which must exist. */
  static void changed(
      Transaction transaction,
      String accountId,
      PolicyHolder holder,
      Optional<String> before,
      Optional<String> after) {
    after.ifPresent(arn -> ManagedPolicies.requireAttachable(transaction, accountId, arn));
    Attachments.bound(transaction, accountId, holder, before, after);
  }
}

package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.Snapshot;

/** What the caller's account is in its organization, which decides what it may ask. */
final class Standing {
  private Standing() {}

  /** The organization of a caller that is in one. */
  static Organization asMember(Snapshot snapshot, Call call) {
    return OrganizationStore.organizationOf(snapshot, call.accountId())
        .orElseThrow(OrganizationsFaults::notInUse);
  }

  /** For what only the management account may do. */
  static Organization asManagement(Snapshot snapshot, Call call) {
    Organization organization = asMember(snapshot, call);
    if (!organization.isManagedBy(call.accountId())) {
      throw OrganizationsFaults.accessDenied();
    }
    return organization;
  }

  /** For what accounts may ask, too, that administer a service for the organization. */
  static Organization asReader(Snapshot snapshot, Call call) {
    Organization organization = asMember(snapshot, call);
    if (!organization.isManagedBy(call.accountId())
        && OrganizationStore.DELEGATES.get(
                snapshot, new OrganizationKey(organization.id(), call.accountId()))
            == null) {
      throw OrganizationsFaults.accessDenied();
    }
    return organization;
  }
}

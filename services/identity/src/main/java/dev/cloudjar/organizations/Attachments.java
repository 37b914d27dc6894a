package dev.cloudjar.organizations;

import dev.cloudjar.organizations.OrganizationStore.Attachment;
import dev.cloudjar.organizations.OrganizationStore.Marker;
import dev.cloudjar.organizations.OrganizationStore.Row;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.List;

/** Which policies are attached to what, seen from both sides. */
final class Attachments {
  private Attachments() {}

  static void attach(
      Transaction transaction, Organization organization, Policy policy, String targetId) {
    OrganizationStore.ATTACHED.put(
        transaction,
        new OrganizationKey(organization.id(), targetId, policy.id()),
        new Attachment(policy.type()));
    OrganizationStore.TARGETS.put(
        transaction, new OrganizationKey(organization.id(), policy.id(), targetId), new Marker());
  }

  static void detach(
      Transaction transaction, Organization organization, String policyId, String targetId) {
    OrganizationStore.ATTACHED.delete(
        transaction, new OrganizationKey(organization.id(), targetId, policyId));
    OrganizationStore.TARGETS.delete(
        transaction, new OrganizationKey(organization.id(), policyId, targetId));
  }

  /** Gives something new what AWS attaches to everything, of each type that is enabled. */
  static void attachToNew(Transaction transaction, Organization organization, String targetId) {
    for (String type : organization.enabledPolicyTypes()) {
      Policy.attachedToAll(type)
          .ifPresent(policy -> attach(transaction, organization, policy, targetId));
    }
  }

  static void detachAll(Transaction transaction, Organization organization, String targetId) {
    for (Row<Attachment> row : of(transaction, organization, targetId)) {
      detach(transaction, organization, row.id(), targetId);
    }
  }

  /** All that is attached to something: a few of each type. */
  static List<Row<Attachment>> of(Snapshot snapshot, Organization organization, String targetId) {
    return OrganizationStore.all(snapshot, OrganizationStore.ATTACHED, organization.id(), targetId);
  }

  /** The ids of the policies of one type that are attached to something. */
  static List<String> ofType(
      Snapshot snapshot, Organization organization, String targetId, String type) {
    return of(snapshot, organization, targetId).stream()
        .filter(row -> row.value().type().equals(type))
        .map(Row::id)
        .toList();
  }
}

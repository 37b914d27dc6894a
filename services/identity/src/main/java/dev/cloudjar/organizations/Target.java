package dev.cloudjar.organizations;

import dev.cloudjar.store.Snapshot;
import java.util.Optional;

/**
 * Something that policies can be attached to.
 *
 * @param type {@code ROOT}, {@code ORGANIZATIONAL_UNIT} or {@code ACCOUNT}
 */
record Target(String id, String arn, String name, String type) {

  static Optional<Target> find(Snapshot snapshot, Organization organization, String id) {
    if (id.equals(organization.rootId())) {
      return Optional.of(new Target(id, organization.rootArn(), "Root", "ROOT"));
    }
    if (id.startsWith("ou-")) {
      return Optional.ofNullable(OrganizationStore.unit(snapshot, organization, id))
          .map(
              unit -> new Target(id, organization.unitArn(id), unit.name(), "ORGANIZATIONAL_UNIT"));
    }
    return Optional.ofNullable(OrganizationStore.member(snapshot, organization, id))
        .map(member -> new Target(id, organization.accountArn(id), member.name(), "ACCOUNT"));
  }

  static Target require(Snapshot snapshot, Organization organization, String id) {
    return find(snapshot, organization, id).orElseThrow(OrganizationsFaults::targetNotFound);
  }
}

package dev.cloudjar.policy;

import java.util.ArrayList;
import java.util.List;

/** The policies that apply to a principal, in the order in which they are looked at. */
final class PolicyGroups {
  private PolicyGroups() {}

  static List<List<NamedPolicy>> inOrder(PolicySet policies, PrincipalFacts principal) {
    var groups = new ArrayList<List<NamedPolicy>>(8);
    groups.addAll(policies.resourceControl());
    groups.addAll(policies.serviceControl());
    groups.add(policies.endpoint());
    if (policies.resource().isPresent()) {
      groups.add(List.of(policies.resource().get()));
    }
    // Nothing that is attached to users and roles limits the root; what its session was made for
    // does.
    if (principal.kind() != PrincipalFacts.Kind.ROOT) {
      groups.add(policies.identity());
      if (policies.boundary().isPresent()) {
        groups.add(List.of(policies.boundary().get()));
      }
    }
    groups.add(policies.session());
    return groups;
  }
}

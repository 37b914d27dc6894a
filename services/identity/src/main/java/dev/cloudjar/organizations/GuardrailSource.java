package dev.cloudjar.organizations;

import dev.cloudjar.cloud.AttachedPolicy;
import dev.cloudjar.cloud.AttachedPolicy.Origin;
import dev.cloudjar.cloud.Guardrails;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells the gate what the organization says of an account. */
final class GuardrailSource {
  private final KeyValueStore store;

  GuardrailSource(KeyValueStore store) {
    this.store = store;
  }

  Guardrails of(String accountId) {
    return store.read(
        snapshot ->
            OrganizationStore.organizationOf(snapshot, accountId)
                .map(organization -> of(snapshot, organization, accountId))
                .orElse(Guardrails.NONE));
  }

  private static Guardrails of(Snapshot snapshot, Organization organization, String accountId) {
    Member member = OrganizationStore.requireMember(snapshot, organization, accountId);
    List<String> levels =
        new ArrayList<>(OrganizationStore.way(snapshot, organization, member.parentId()));
    String path = organization.id() + "/" + String.join("/", levels) + "/";
    levels.add(accountId);
    boolean managed = !organization.isManagedBy(accountId);
    return new Guardrails(
        Optional.of(organization.id()),
        path,
        managed
            ? policies(
                snapshot, organization, levels, Policy.SERVICE_CONTROL, Origin.SERVICE_CONTROL)
            : List.of(),
        managed
            ? policies(
                snapshot, organization, levels, Policy.RESOURCE_CONTROL, Origin.RESOURCE_CONTROL)
            : List.of());
  }

  private static List<List<AttachedPolicy>> policies(
      Snapshot snapshot,
      Organization organization,
      List<String> levels,
      String type,
      Origin origin) {
    if (!organization.enabledPolicyTypes().contains(type)) {
      return List.of();
    }
    return levels.stream()
        .map(level -> Target.require(snapshot, organization, level))
        .map(
            target ->
                Attachments.ofType(snapshot, organization, target.id(), type).stream()
                    .map(id -> OrganizationStore.policy(snapshot, organization, id))
                    .map(
                        policy ->
                            new AttachedPolicy(
                                organization.policyArn(policy),
                                origin,
                                target.arn(),
                                policy.content()))
                    .toList())
        .toList();
  }
}

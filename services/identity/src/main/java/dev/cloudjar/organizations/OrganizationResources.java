package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.Map;
import java.util.Optional;

/** Finds the resource that a request is about. */
final class OrganizationResources {
  private final KeyValueStore store;

  OrganizationResources(KeyValueStore store) {
    this.store = store;
  }

  /** A root, unit, account or policy; any resource where it is none of the caller's. */
  Resource of(Call call, String id) {
    return store
        .read(
            snapshot ->
                OrganizationStore.organizationOf(snapshot, call.accountId())
                    .flatMap(organization -> of(snapshot, organization, call, id)))
        .orElseGet(() -> Resource.any(call));
  }

  private Optional<Resource> of(
      Snapshot snapshot, Organization organization, Call call, String id) {
    Optional<String> arn =
        id.startsWith("p-")
            ? Optional.ofNullable(OrganizationStore.policy(snapshot, organization, id))
                .map(organization::policyArn)
            : Target.find(snapshot, organization, id).map(Target::arn);
    return arn.map(found -> new Resource(found, call.accountId()).guardedBy(guard(call, id)));
  }

  private ResourceGuard guard(Call call, String id) {
    return new ResourceGuard() {
      @Override
      public Map<String, String> tags() {
        return store.read(
            snapshot ->
                OrganizationStore.organizationOf(snapshot, call.accountId())
                    .map(organization -> OrganizationStore.tags(snapshot, organization, id))
                    .orElse(Map.of()));
      }
    };
  }
}

package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import java.util.Map;
import software.amazon.awssdk.services.organizations.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DescribeResourcePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DescribeResourcePolicyResponse;
import software.amazon.awssdk.services.organizations.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.organizations.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.organizations.model.ResourcePolicy;

/** The policy by which an organization delegates its own administration. */
final class ResourcePolicyOperations {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Cloud cloud;

  ResourcePolicyOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  PutResourcePolicyResponse put(Call call, PutResourcePolicyRequest request) {
    Map<String, String> tags = TagOperations.read(request.tags());
    return cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              if (!PolicyDocuments.isObject(request.content())) {
                throw OrganizationsFaults.invalidInput(
                    "INVALID_RESOURCE_POLICY_JSON", "The resource policy is not valid JSON.");
              }
              var old = OrganizationStore.RESOURCE_POLICIES.get(transaction, organization.id());
              var policy =
                  new OrganizationStore.ResourcePolicy(
                      old == null ? "rp-" + cloud.ids().text(8, LETTERS) : old.id(),
                      request.content());
              OrganizationStore.RESOURCE_POLICIES.put(transaction, organization.id(), policy);
              if (!tags.isEmpty()) {
                OrganizationStore.putTags(transaction, organization, policy.id(), tags);
              }
              return PutResourcePolicyResponse.builder()
                  .resourcePolicy(shown(organization, policy))
                  .build();
            });
  }

  DescribeResourcePolicyResponse describe(Call call, DescribeResourcePolicyRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              var policy = OrganizationStore.RESOURCE_POLICIES.get(snapshot, organization.id());
              if (policy == null) {
                throw OrganizationsFaults.resourcePolicyNotFound();
              }
              return DescribeResourcePolicyResponse.builder()
                  .resourcePolicy(shown(organization, policy))
                  .build();
            });
  }

  DeleteResourcePolicyResponse delete(Call call, DeleteResourcePolicyRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              var policy = OrganizationStore.RESOURCE_POLICIES.get(transaction, organization.id());
              if (policy == null) {
                throw OrganizationsFaults.resourcePolicyNotFound();
              }
              OrganizationStore.RESOURCE_POLICIES.delete(transaction, organization.id());
              OrganizationStore.putTags(transaction, organization, policy.id(), Map.of());
              return policy;
            });
    return DeleteResourcePolicyResponse.builder().build();
  }

  private static ResourcePolicy shown(
      Organization organization, OrganizationStore.ResourcePolicy policy) {
    return ResourcePolicy.builder()
        .resourcePolicySummary(
            summary -> summary.id(policy.id()).arn(organization.resourcePolicyArn(policy.id())))
        .content(policy.content())
        .build();
  }
}

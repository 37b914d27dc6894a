package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.organizations.OrganizationStore.Named;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.organizations.model.CreatePolicyRequest;
import software.amazon.awssdk.services.organizations.model.CreatePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DeletePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DeletePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DescribePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DescribePolicyResponse;
import software.amazon.awssdk.services.organizations.model.ListPoliciesRequest;
import software.amazon.awssdk.services.organizations.model.ListPoliciesResponse;
import software.amazon.awssdk.services.organizations.model.PolicySummary;
import software.amazon.awssdk.services.organizations.model.UpdatePolicyRequest;
import software.amazon.awssdk.services.organizations.model.UpdatePolicyResponse;

/** Policies of an organization. */
final class PolicyOperations {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Cloud cloud;

  PolicyOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  CreatePolicyResponse create(Call call, CreatePolicyRequest request) {
    Map<String, String> tags = TagOperations.read(request.tags());
    Policy created =
        new Policy(
            "p-" + cloud.ids().text(10, LETTERS),
            request.name(),
            request.description(),
            request.typeAsString(),
            request.content(),
            false);
    return cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              if (!organization.hasAllFeatures()) {
                throw OrganizationsFaults.policyTypeNotAvailable();
              }
              PolicyDocuments.check(created.type(), created.content());
              nameIt(transaction, organization, created);
              OrganizationStore.putTags(transaction, organization, created.id(), tags);
              return CreatePolicyResponse.builder().policy(shown(organization, created)).build();
            });
  }

  UpdatePolicyResponse update(Call call, UpdatePolicyRequest request) {
    return cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              Policy old = requireOwn(transaction, organization, request.policyId());
              Policy changed =
                  new Policy(
                      old.id(),
                      Objects.requireNonNullElse(request.name(), old.name()),
                      Objects.requireNonNullElse(request.description(), old.description()),
                      old.type(),
                      Objects.requireNonNullElse(request.content(), old.content()),
                      false);
              PolicyDocuments.check(changed.type(), changed.content());
              OrganizationStore.POLICY_NAMES.delete(transaction, nameKey(organization, old));
              nameIt(transaction, organization, changed);
              cloud.identities().changedEverywhere(transaction);
              return UpdatePolicyResponse.builder().policy(shown(organization, changed)).build();
            });
  }

  DeletePolicyResponse delete(Call call, DeletePolicyRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              Policy policy = requireOwn(transaction, organization, request.policyId());
              if (!OrganizationStore.isEmpty(
                  transaction, OrganizationStore.TARGETS, organization.id(), policy.id())) {
                throw OrganizationsFaults.policyInUse();
              }
              OrganizationStore.POLICIES.delete(
                  transaction, new OrganizationKey(organization.id(), policy.id()));
              OrganizationStore.POLICY_NAMES.delete(transaction, nameKey(organization, policy));
              OrganizationStore.putTags(transaction, organization, policy.id(), Map.of());
              return policy;
            });
    return DeletePolicyResponse.builder().build();
  }

  DescribePolicyResponse describe(Call call, DescribePolicyRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              return DescribePolicyResponse.builder()
                  .policy(shown(organization, require(snapshot, organization, request.policyId())))
                  .build();
            });
  }

  ListPoliciesResponse list(Call call, ListPoliciesRequest request) {
    String type = request.filterAsString();
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              var page =
                  new Listing(request.nextToken(), request.maxResults())
                      .of(
                          snapshot,
                          OrganizationStore.POLICY_NAMES,
                          organization.id(),
                          type,
                          row -> require(snapshot, organization, row.value().id()));
              List<PolicySummary> policies = new ArrayList<>();
              if (request.nextToken() == null) {
                Policy.attachedToAll(type)
                    .ifPresent(policy -> policies.add(summary(organization, policy)));
              }
              page.items().forEach(policy -> policies.add(summary(organization, policy)));
              return ListPoliciesResponse.builder()
                  .policies(policies)
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  static Policy require(Snapshot snapshot, Organization organization, String policyId) {
    Policy policy = OrganizationStore.policy(snapshot, organization, policyId);
    if (policy == null) {
      throw OrganizationsFaults.policyNotFound();
    }
    return policy;
  }

  static PolicySummary summary(Organization organization, Policy policy) {
    return PolicySummary.builder()
        .id(policy.id())
        .arn(organization.policyArn(policy))
        .name(policy.name())
        .description(policy.description())
        .type(policy.type())
        .awsManaged(policy.awsManaged())
        .build();
  }

  private static Policy requireOwn(Snapshot snapshot, Organization organization, String policyId) {
    Policy policy = require(snapshot, organization, policyId);
    if (policy.awsManaged()) {
      throw OrganizationsFaults.invalidInput(
          "IMMUTABLE_POLICY", "You can't change a policy that AWS manages.");
    }
    return policy;
  }

  private static void nameIt(Transaction transaction, Organization organization, Policy policy) {
    OrganizationKey name = nameKey(organization, policy);
    if (OrganizationStore.POLICY_NAMES.contains(transaction, name)
        || Policy.attachedToAll(policy.type())
            .filter(managed -> managed.name().equals(policy.name()))
            .isPresent()) {
      throw OrganizationsFaults.duplicatePolicy();
    }
    OrganizationStore.POLICY_NAMES.put(transaction, name, new Named(policy.id()));
    OrganizationStore.POLICIES.put(
        transaction, new OrganizationKey(organization.id(), policy.id()), policy);
  }

  private static OrganizationKey nameKey(Organization organization, Policy policy) {
    return new OrganizationKey(organization.id(), policy.type(), policy.name());
  }

  private static software.amazon.awssdk.services.organizations.model.Policy shown(
      Organization organization, Policy policy) {
    return software.amazon.awssdk.services.organizations.model.Policy.builder()
        .policySummary(summary(organization, policy))
        .content(policy.content())
        .build();
  }
}

package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.organizations.OrganizationStore.Attachment;
import dev.cloudjar.organizations.OrganizationStore.Row;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.organizations.model.AttachPolicyRequest;
import software.amazon.awssdk.services.organizations.model.AttachPolicyResponse;
import software.amazon.awssdk.services.organizations.model.DetachPolicyRequest;
import software.amazon.awssdk.services.organizations.model.DetachPolicyResponse;
import software.amazon.awssdk.services.organizations.model.DisablePolicyTypeRequest;
import software.amazon.awssdk.services.organizations.model.DisablePolicyTypeResponse;
import software.amazon.awssdk.services.organizations.model.EnablePolicyTypeRequest;
import software.amazon.awssdk.services.organizations.model.EnablePolicyTypeResponse;
import software.amazon.awssdk.services.organizations.model.ListPoliciesForTargetRequest;
import software.amazon.awssdk.services.organizations.model.ListPoliciesForTargetResponse;
import software.amazon.awssdk.services.organizations.model.ListTargetsForPolicyRequest;
import software.amazon.awssdk.services.organizations.model.ListTargetsForPolicyResponse;
import software.amazon.awssdk.services.organizations.model.PolicyTargetSummary;

/** Attaches policies, and enables their types. */
final class AttachmentOperations {
  private static final int MOST_AUTHORIZATION_POLICIES = 5;
  private static final int MOST_MANAGEMENT_POLICIES = 10;

  private final Cloud cloud;

  AttachmentOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  AttachPolicyResponse attach(Call call, AttachPolicyRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              Policy policy =
                  PolicyOperations.require(transaction, organization, request.policyId());
              Target target = Target.require(transaction, organization, request.targetId());
              requireEnabled(organization, policy.type());
              List<String> attached =
                  Attachments.ofType(transaction, organization, target.id(), policy.type());
              if (attached.contains(policy.id())) {
                throw OrganizationsFaults.duplicateAttachment();
              }
              int most =
                  Policy.isAuthorization(policy.type())
                      ? MOST_AUTHORIZATION_POLICIES
                      : MOST_MANAGEMENT_POLICIES;
              if (attached.size() >= most) {
                throw OrganizationsFaults.constraint(
                    "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                    "You have attached the maximum number of policies of this type to the"
                        + " target.");
              }
              Attachments.attach(transaction, organization, policy, target.id());
              cloud.identities().changedEverywhere(transaction);
              return policy;
            });
    return AttachPolicyResponse.builder().build();
  }

  DetachPolicyResponse detach(Call call, DetachPolicyRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              Policy policy =
                  PolicyOperations.require(transaction, organization, request.policyId());
              Target target = Target.require(transaction, organization, request.targetId());
              List<String> attached =
                  Attachments.ofType(transaction, organization, target.id(), policy.type());
              if (!attached.contains(policy.id())) {
                throw OrganizationsFaults.policyNotAttached();
              }
              if (policy.staysAttached()) {
                throw OrganizationsFaults.invalidInput(
                    "NON_DETACHABLE_POLICY", "You can't detach this AWS managed policy.");
              }
              if (policy.type().equals(Policy.SERVICE_CONTROL) && attached.size() == 1) {
                throw OrganizationsFaults.constraint(
                    "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                    "You cannot remove the last policy attached to the specified target. You"
                        + " should have at least one at any time.");
              }
              Attachments.detach(transaction, organization, policy.id(), target.id());
              cloud.identities().changedEverywhere(transaction);
              return policy;
            });
    return DetachPolicyResponse.builder().build();
  }

  ListPoliciesForTargetResponse listForTarget(Call call, ListPoliciesForTargetRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              Target target = Target.require(snapshot, organization, request.targetId());
              // A target has ten of a type at the most, so there is but one page.
              return ListPoliciesForTargetResponse.builder()
                  .policies(
                      Attachments.ofType(
                              snapshot, organization, target.id(), request.filterAsString())
                          .stream()
                          .map(id -> PolicyOperations.require(snapshot, organization, id))
                          .map(policy -> PolicyOperations.summary(organization, policy))
                          .toList())
                  .build();
            });
  }

  ListTargetsForPolicyResponse listTargets(Call call, ListTargetsForPolicyRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              Policy policy = PolicyOperations.require(snapshot, organization, request.policyId());
              var page =
                  new Listing(request.nextToken(), request.maxResults())
                      .of(
                          snapshot,
                          OrganizationStore.TARGETS,
                          organization.id(),
                          policy.id(),
                          row -> shown(Target.require(snapshot, organization, row.id())));
              return ListTargetsForPolicyResponse.builder()
                  .targets(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  EnablePolicyTypeResponse enable(Call call, EnablePolicyTypeRequest request) {
    String type = request.policyTypeAsString();
    return cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              requireRoot(organization, request.rootId());
              if (!organization.hasAllFeatures()) {
                throw OrganizationsFaults.policyTypeNotAvailable();
              }
              if (organization.enabledPolicyTypes().contains(type)) {
                throw OrganizationsFaults.policyTypeAlreadyEnabled();
              }
              List<String> types = new ArrayList<>(organization.enabledPolicyTypes());
              types.add(type);
              Organization changed = organization.withPolicyTypes(types);
              put(transaction, changed);
              Optional<Policy> everywhere = Policy.attachedToAll(type);
              if (everywhere.isPresent()) {
                for (String target : targets(transaction, organization)) {
                  Attachments.attach(transaction, organization, everywhere.get(), target);
                }
              }
              return EnablePolicyTypeResponse.builder()
                  .root(OrganizationOperations.shownRoot(changed))
                  .build();
            });
  }

  DisablePolicyTypeResponse disable(Call call, DisablePolicyTypeRequest request) {
    String type = request.policyTypeAsString();
    return cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              requireRoot(organization, request.rootId());
              requireEnabled(organization, type);
              List<String> types = new ArrayList<>(organization.enabledPolicyTypes());
              types.remove(type);
              Organization changed = organization.withPolicyTypes(types);
              put(transaction, changed);
              for (String target : targets(transaction, organization)) {
                for (Row<Attachment> row : Attachments.of(transaction, organization, target)) {
                  if (row.value().type().equals(type)) {
                    Attachments.detach(transaction, organization, row.id(), target);
                  }
                }
              }
              return DisablePolicyTypeResponse.builder()
                  .root(OrganizationOperations.shownRoot(changed))
                  .build();
            });
  }

  private void put(Transaction transaction, Organization organization) {
    OrganizationStore.ORGANIZATIONS.put(transaction, organization.id(), organization);
    cloud.identities().changedEverywhere(transaction);
  }

  /** The root, all units and all accounts. */
  private static List<String> targets(Snapshot snapshot, Organization organization) {
    List<String> targets = new ArrayList<>();
    targets.add(organization.rootId());
    OrganizationStore.all(snapshot, OrganizationStore.UNITS, organization.id(), "")
        .forEach(row -> targets.add(row.id()));
    OrganizationStore.all(snapshot, OrganizationStore.MEMBERS, organization.id(), "")
        .forEach(row -> targets.add(row.id()));
    return targets;
  }

  private static void requireRoot(Organization organization, String rootId) {
    if (!organization.rootId().equals(rootId)) {
      throw OrganizationsFaults.rootNotFound();
    }
  }

  private static void requireEnabled(Organization organization, String type) {
    if (!organization.enabledPolicyTypes().contains(Objects.requireNonNull(type))) {
      throw OrganizationsFaults.policyTypeNotEnabled();
    }
  }

  private static PolicyTargetSummary shown(Target target) {
    return PolicyTargetSummary.builder()
        .targetId(target.id())
        .arn(target.arn())
        .name(target.name())
        .type(target.type())
        .build();
  }
}

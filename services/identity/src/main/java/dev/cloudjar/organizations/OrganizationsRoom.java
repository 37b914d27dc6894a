package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Room;
import software.amazon.awssdk.services.organizations.model.AttachPolicyRequest;
import software.amazon.awssdk.services.organizations.model.AttachPolicyResponse;
import software.amazon.awssdk.services.organizations.model.CloseAccountRequest;
import software.amazon.awssdk.services.organizations.model.CloseAccountResponse;
import software.amazon.awssdk.services.organizations.model.CreateGovCloudAccountRequest;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.CreatePolicyRequest;
import software.amazon.awssdk.services.organizations.model.CreatePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.DeletePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DeletePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DeregisterDelegatedAdministratorRequest;
import software.amazon.awssdk.services.organizations.model.DeregisterDelegatedAdministratorResponse;
import software.amazon.awssdk.services.organizations.model.DescribeAccountRequest;
import software.amazon.awssdk.services.organizations.model.DescribeAccountResponse;
import software.amazon.awssdk.services.organizations.model.DescribeEffectivePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.DescribePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DescribePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DescribeResourcePolicyRequest;
import software.amazon.awssdk.services.organizations.model.DescribeResourcePolicyResponse;
import software.amazon.awssdk.services.organizations.model.DescribeResponsibilityTransferRequest;
import software.amazon.awssdk.services.organizations.model.DetachPolicyRequest;
import software.amazon.awssdk.services.organizations.model.DetachPolicyResponse;
import software.amazon.awssdk.services.organizations.model.DisableAwsServiceAccessRequest;
import software.amazon.awssdk.services.organizations.model.DisableAwsServiceAccessResponse;
import software.amazon.awssdk.services.organizations.model.DisablePolicyTypeRequest;
import software.amazon.awssdk.services.organizations.model.DisablePolicyTypeResponse;
import software.amazon.awssdk.services.organizations.model.EnableAllFeaturesRequest;
import software.amazon.awssdk.services.organizations.model.EnableAwsServiceAccessRequest;
import software.amazon.awssdk.services.organizations.model.EnableAwsServiceAccessResponse;
import software.amazon.awssdk.services.organizations.model.EnablePolicyTypeRequest;
import software.amazon.awssdk.services.organizations.model.EnablePolicyTypeResponse;
import software.amazon.awssdk.services.organizations.model.InviteOrganizationToTransferResponsibilityRequest;
import software.amazon.awssdk.services.organizations.model.LeaveOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.LeaveOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListAccountsForParentRequest;
import software.amazon.awssdk.services.organizations.model.ListAccountsForParentResponse;
import software.amazon.awssdk.services.organizations.model.ListAccountsRequest;
import software.amazon.awssdk.services.organizations.model.ListAccountsResponse;
import software.amazon.awssdk.services.organizations.model.ListAccountsWithInvalidEffectivePolicyRequest;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.ListAwsServiceAccessForOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListChildrenRequest;
import software.amazon.awssdk.services.organizations.model.ListChildrenResponse;
import software.amazon.awssdk.services.organizations.model.ListDelegatedAdministratorsRequest;
import software.amazon.awssdk.services.organizations.model.ListDelegatedAdministratorsResponse;
import software.amazon.awssdk.services.organizations.model.ListDelegatedServicesForAccountRequest;
import software.amazon.awssdk.services.organizations.model.ListDelegatedServicesForAccountResponse;
import software.amazon.awssdk.services.organizations.model.ListEffectivePolicyValidationErrorsRequest;
import software.amazon.awssdk.services.organizations.model.ListInboundResponsibilityTransfersRequest;
import software.amazon.awssdk.services.organizations.model.ListOrganizationalUnitsForParentRequest;
import software.amazon.awssdk.services.organizations.model.ListOrganizationalUnitsForParentResponse;
import software.amazon.awssdk.services.organizations.model.ListOutboundResponsibilityTransfersRequest;
import software.amazon.awssdk.services.organizations.model.ListParentsRequest;
import software.amazon.awssdk.services.organizations.model.ListParentsResponse;
import software.amazon.awssdk.services.organizations.model.ListPoliciesForTargetRequest;
import software.amazon.awssdk.services.organizations.model.ListPoliciesForTargetResponse;
import software.amazon.awssdk.services.organizations.model.ListPoliciesRequest;
import software.amazon.awssdk.services.organizations.model.ListPoliciesResponse;
import software.amazon.awssdk.services.organizations.model.ListRootsRequest;
import software.amazon.awssdk.services.organizations.model.ListRootsResponse;
import software.amazon.awssdk.services.organizations.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.organizations.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.organizations.model.ListTargetsForPolicyRequest;
import software.amazon.awssdk.services.organizations.model.ListTargetsForPolicyResponse;
import software.amazon.awssdk.services.organizations.model.MoveAccountRequest;
import software.amazon.awssdk.services.organizations.model.MoveAccountResponse;
import software.amazon.awssdk.services.organizations.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.organizations.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.organizations.model.RegisterDelegatedAdministratorRequest;
import software.amazon.awssdk.services.organizations.model.RegisterDelegatedAdministratorResponse;
import software.amazon.awssdk.services.organizations.model.RemoveAccountFromOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.RemoveAccountFromOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.TagResourceRequest;
import software.amazon.awssdk.services.organizations.model.TagResourceResponse;
import software.amazon.awssdk.services.organizations.model.TerminateResponsibilityTransferRequest;
import software.amazon.awssdk.services.organizations.model.UntagResourceRequest;
import software.amazon.awssdk.services.organizations.model.UntagResourceResponse;
import software.amazon.awssdk.services.organizations.model.UpdateOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.UpdateOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.UpdatePolicyRequest;
import software.amazon.awssdk.services.organizations.model.UpdatePolicyResponse;
import software.amazon.awssdk.services.organizations.model.UpdateResponsibilityTransferRequest;

/** AWS Organizations. */
public final class OrganizationsRoom implements Room {
  private static final String NO_OTHER_TYPES =
      "only service control and resource control policies act on anything";
  private static final String NO_SERVICES = "no service here acts for a whole organization yet";
  private static final String NO_DELEGATES =
      "the account may read the organization, but its service does not ask who administers it";
  private static final String NO_DELEGATION =
      "only the management account changes the organization, whatever its policy says";
  private static final String NO_MERGING = "policies of these types are kept and not merged";
  private static final String NO_MIGRATION = "make the organization with all features";
  private static final String NO_GOV_CLOUD = "there is no GovCloud here";
  private static final String NO_BILLS = "there are no bills to be responsible for";

  @Override
  public void open(Operations ops, Cloud cloud) {
    var resources = new OrganizationResources(cloud.store());
    var accounts = new AccountOperations(cloud);
    var requests = new AccountRequestOperations(cloud);
    cloud.work().handle(AccountRequestOperations.CREATE, requests::make);
    cloud.work().handle(AccountOperations.CLOSE, accounts::goOnClosing);
    cloud.identities().provideGuardrails(new GuardrailSource(cloud.store())::of);
    organizations(ops, new OrganizationOperations(cloud));
    units(ops, resources, new UnitOperations(cloud));
    accounts(ops, resources, accounts);
    requests.register(ops);
    new HandshakeOperations(cloud).register(ops);
    policies(ops, resources, new PolicyOperations(cloud));
    attachments(ops, resources, new AttachmentOperations(cloud));
    tags(ops, resources, new TagOperations(cloud));
    services(ops, new ServiceAccessOperations(cloud));
    delegations(ops, resources, new DelegationOperations(cloud));
    resourcePolicies(ops, new ResourcePolicyOperations(cloud));
    unsupported(ops);
  }

  private static void organizations(Operations ops, OrganizationOperations organizations) {
    ops.on(CreateOrganizationRequest.class, CreateOrganizationResponse.class, organizations::create)
        .authorises("organizations:CreateOrganization", (call, it) -> Resource.any(call));
    ops.on(
            DescribeOrganizationRequest.class,
            DescribeOrganizationResponse.class,
            organizations::describe)
        .authorises("organizations:DescribeOrganization", (call, it) -> Resource.any(call));
    ops.on(DeleteOrganizationRequest.class, DeleteOrganizationResponse.class, organizations::delete)
        .authorises("organizations:DeleteOrganization", (call, it) -> Resource.any(call));
    ops.on(ListRootsRequest.class, ListRootsResponse.class, organizations::listRoots)
        .authorises("organizations:ListRoots", (call, it) -> Resource.any(call));
  }

  private static void units(Operations ops, OrganizationResources resources, UnitOperations units) {
    ops.on(
            CreateOrganizationalUnitRequest.class,
            CreateOrganizationalUnitResponse.class,
            units::create)
        .authorises(
            "organizations:CreateOrganizationalUnit",
            (call, it) -> resources.of(call, it.parentId()));
    ops.on(
            UpdateOrganizationalUnitRequest.class,
            UpdateOrganizationalUnitResponse.class,
            units::update)
        .authorises(
            "organizations:UpdateOrganizationalUnit",
            (call, it) -> resources.of(call, it.organizationalUnitId()));
    ops.on(
            DeleteOrganizationalUnitRequest.class,
            DeleteOrganizationalUnitResponse.class,
            units::delete)
        .authorises(
            "organizations:DeleteOrganizationalUnit",
            (call, it) -> resources.of(call, it.organizationalUnitId()));
    ops.on(
            DescribeOrganizationalUnitRequest.class,
            DescribeOrganizationalUnitResponse.class,
            units::describe)
        .authorises(
            "organizations:DescribeOrganizationalUnit",
            (call, it) -> resources.of(call, it.organizationalUnitId()));
    ops.on(
            ListOrganizationalUnitsForParentRequest.class,
            ListOrganizationalUnitsForParentResponse.class,
            units::listForParent)
        .authorises(
            "organizations:ListOrganizationalUnitsForParent",
            (call, it) -> resources.of(call, it.parentId()));
    ops.on(ListChildrenRequest.class, ListChildrenResponse.class, units::listChildren)
        .authorises("organizations:ListChildren", (call, it) -> resources.of(call, it.parentId()));
    ops.on(ListParentsRequest.class, ListParentsResponse.class, units::listParents)
        .authorises("organizations:ListParents", (call, it) -> resources.of(call, it.childId()));
  }

  private static void accounts(
      Operations ops, OrganizationResources resources, AccountOperations accounts) {
    ops.on(DescribeAccountRequest.class, DescribeAccountResponse.class, accounts::describe)
        .authorises(
            "organizations:DescribeAccount", (call, it) -> resources.of(call, it.accountId()));
    ops.on(ListAccountsRequest.class, ListAccountsResponse.class, accounts::list)
        .authorises("organizations:ListAccounts", (call, it) -> Resource.any(call));
    ops.on(
            ListAccountsForParentRequest.class,
            ListAccountsForParentResponse.class,
            accounts::listForParent)
        .authorises(
            "organizations:ListAccountsForParent", (call, it) -> resources.of(call, it.parentId()));
    ops.on(MoveAccountRequest.class, MoveAccountResponse.class, accounts::move)
        .authorises("organizations:MoveAccount", (call, it) -> resources.of(call, it.accountId()))
        .authorises(
            "organizations:MoveAccount", (call, it) -> resources.of(call, it.sourceParentId()))
        .authorises(
            "organizations:MoveAccount",
            (call, it) -> resources.of(call, it.destinationParentId()));
    ops.on(CloseAccountRequest.class, CloseAccountResponse.class, accounts::close)
        .authorises("organizations:CloseAccount", (call, it) -> resources.of(call, it.accountId()));
    ops.on(
            RemoveAccountFromOrganizationRequest.class,
            RemoveAccountFromOrganizationResponse.class,
            accounts::remove)
        .authorises(
            "organizations:RemoveAccountFromOrganization",
            (call, it) -> resources.of(call, it.accountId()));
    ops.on(LeaveOrganizationRequest.class, LeaveOrganizationResponse.class, accounts::leave)
        .authorises("organizations:LeaveOrganization", (call, it) -> Resource.any(call));
  }

  private static void policies(
      Operations ops, OrganizationResources resources, PolicyOperations policies) {
    ops.on(CreatePolicyRequest.class, CreatePolicyResponse.class, policies::create)
        .authorises("organizations:CreatePolicy", (call, it) -> Resource.any(call))
        .recordedMember("Type", NO_OTHER_TYPES);
    ops.on(UpdatePolicyRequest.class, UpdatePolicyResponse.class, policies::update)
        .authorises("organizations:UpdatePolicy", (call, it) -> resources.of(call, it.policyId()));
    ops.on(DeletePolicyRequest.class, DeletePolicyResponse.class, policies::delete)
        .authorises("organizations:DeletePolicy", (call, it) -> resources.of(call, it.policyId()));
    ops.on(DescribePolicyRequest.class, DescribePolicyResponse.class, policies::describe)
        .authorises(
            "organizations:DescribePolicy", (call, it) -> resources.of(call, it.policyId()));
    ops.on(ListPoliciesRequest.class, ListPoliciesResponse.class, policies::list)
        .authorises("organizations:ListPolicies", (call, it) -> Resource.any(call));
  }

  private static void attachments(
      Operations ops, OrganizationResources resources, AttachmentOperations attachments) {
    ops.on(AttachPolicyRequest.class, AttachPolicyResponse.class, attachments::attach)
        .authorises("organizations:AttachPolicy", (call, it) -> resources.of(call, it.policyId()))
        .authorises("organizations:AttachPolicy", (call, it) -> resources.of(call, it.targetId()));
    ops.on(DetachPolicyRequest.class, DetachPolicyResponse.class, attachments::detach)
        .authorises("organizations:DetachPolicy", (call, it) -> resources.of(call, it.policyId()))
        .authorises("organizations:DetachPolicy", (call, it) -> resources.of(call, it.targetId()));
    ops.on(
            ListPoliciesForTargetRequest.class,
            ListPoliciesForTargetResponse.class,
            attachments::listForTarget)
        .authorises(
            "organizations:ListPoliciesForTarget", (call, it) -> resources.of(call, it.targetId()));
    ops.on(
            ListTargetsForPolicyRequest.class,
            ListTargetsForPolicyResponse.class,
            attachments::listTargets)
        .authorises(
            "organizations:ListTargetsForPolicy", (call, it) -> resources.of(call, it.policyId()));
    ops.on(EnablePolicyTypeRequest.class, EnablePolicyTypeResponse.class, attachments::enable)
        .authorises("organizations:EnablePolicyType", (call, it) -> resources.of(call, it.rootId()))
        .recordedMember("PolicyType", NO_OTHER_TYPES);
    ops.on(DisablePolicyTypeRequest.class, DisablePolicyTypeResponse.class, attachments::disable)
        .authorises(
            "organizations:DisablePolicyType", (call, it) -> resources.of(call, it.rootId()));
  }

  private static void tags(Operations ops, OrganizationResources resources, TagOperations tags) {
    ops.on(TagResourceRequest.class, TagResourceResponse.class, tags::tag)
        .authorises("organizations:TagResource", (call, it) -> resources.of(call, it.resourceId()));
    ops.on(UntagResourceRequest.class, UntagResourceResponse.class, tags::untag)
        .authorises(
            "organizations:UntagResource", (call, it) -> resources.of(call, it.resourceId()));
    ops.on(ListTagsForResourceRequest.class, ListTagsForResourceResponse.class, tags::list)
        .authorises(
            "organizations:ListTagsForResource", (call, it) -> resources.of(call, it.resourceId()));
  }

  private static void services(Operations ops, ServiceAccessOperations services) {
    ops.on(
            EnableAwsServiceAccessRequest.class,
            EnableAwsServiceAccessResponse.class,
            services::enable)
        .authorises("organizations:EnableAWSServiceAccess", (call, it) -> Resource.any(call))
        .recordedOnly(NO_SERVICES);
    ops.on(
            DisableAwsServiceAccessRequest.class,
            DisableAwsServiceAccessResponse.class,
            services::disable)
        .authorises("organizations:DisableAWSServiceAccess", (call, it) -> Resource.any(call))
        .recordedOnly(NO_SERVICES);
    ops.on(
            ListAwsServiceAccessForOrganizationRequest.class,
            ListAwsServiceAccessForOrganizationResponse.class,
            services::list)
        .authorises(
            "organizations:ListAWSServiceAccessForOrganization", (call, it) -> Resource.any(call));
  }

  private static void delegations(
      Operations ops, OrganizationResources resources, DelegationOperations delegations) {
    ops.on(
            RegisterDelegatedAdministratorRequest.class,
            RegisterDelegatedAdministratorResponse.class,
            delegations::register)
        .authorises(
            "organizations:RegisterDelegatedAdministrator",
            (call, it) -> resources.of(call, it.accountId()))
        .recordedOnly(NO_DELEGATES);
    ops.on(
            DeregisterDelegatedAdministratorRequest.class,
            DeregisterDelegatedAdministratorResponse.class,
            delegations::deregister)
        .authorises(
            "organizations:DeregisterDelegatedAdministrator",
            (call, it) -> resources.of(call, it.accountId()))
        .recordedOnly(NO_DELEGATES);
    ops.on(
            ListDelegatedAdministratorsRequest.class,
            ListDelegatedAdministratorsResponse.class,
            delegations::list)
        .authorises("organizations:ListDelegatedAdministrators", (call, it) -> Resource.any(call));
    ops.on(
            ListDelegatedServicesForAccountRequest.class,
            ListDelegatedServicesForAccountResponse.class,
            delegations::listServices)
        .authorises(
            "organizations:ListDelegatedServicesForAccount",
            (call, it) -> resources.of(call, it.accountId()));
  }

  private static void resourcePolicies(Operations ops, ResourcePolicyOperations resourcePolicies) {
    ops.on(PutResourcePolicyRequest.class, PutResourcePolicyResponse.class, resourcePolicies::put)
        .authorises("organizations:PutResourcePolicy", (call, it) -> Resource.any(call))
        .recordedOnly(NO_DELEGATION);
    ops.on(
            DescribeResourcePolicyRequest.class,
            DescribeResourcePolicyResponse.class,
            resourcePolicies::describe)
        .authorises("organizations:DescribeResourcePolicy", (call, it) -> Resource.any(call));
    ops.on(
            DeleteResourcePolicyRequest.class,
            DeleteResourcePolicyResponse.class,
            resourcePolicies::delete)
        .authorises("organizations:DeleteResourcePolicy", (call, it) -> Resource.any(call));
  }

  private static void unsupported(Operations ops) {
    ops.unsupported(DescribeEffectivePolicyRequest.class, NO_MERGING);
    ops.unsupported(ListAccountsWithInvalidEffectivePolicyRequest.class, NO_MERGING);
    ops.unsupported(ListEffectivePolicyValidationErrorsRequest.class, NO_MERGING);
    ops.unsupported(EnableAllFeaturesRequest.class, NO_MIGRATION);
    ops.unsupported(CreateGovCloudAccountRequest.class, NO_GOV_CLOUD);
    ops.unsupported(InviteOrganizationToTransferResponsibilityRequest.class, NO_BILLS);
    ops.unsupported(DescribeResponsibilityTransferRequest.class, NO_BILLS);
    ops.unsupported(ListInboundResponsibilityTransfersRequest.class, NO_BILLS);
    ops.unsupported(ListOutboundResponsibilityTransfersRequest.class, NO_BILLS);
    ops.unsupported(TerminateResponsibilityTransferRequest.class, NO_BILLS);
    ops.unsupported(UpdateResponsibilityTransferRequest.class, NO_BILLS);
  }
}

package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.organizations.OrganizationStore.Marker;
import dev.cloudjar.organizations.OrganizationStore.Named;
import dev.cloudjar.organizations.OrganizationStore.Page;
import dev.cloudjar.organizations.OrganizationStore.Row;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListRootsRequest;
import software.amazon.awssdk.services.organizations.model.ListRootsResponse;
import software.amazon.awssdk.services.organizations.model.PolicyTypeStatus;
import software.amazon.awssdk.services.organizations.model.PolicyTypeSummary;
import software.amazon.awssdk.services.organizations.model.Root;

/** Organizations and their roots. */
final class OrganizationOperations {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Cloud cloud;

  OrganizationOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  CreateOrganizationResponse create(Call call, CreateOrganizationRequest request) {
    String features =
        Objects.requireNonNullElse(request.featureSetAsString(), Organization.ALL_FEATURES);
    Organization created =
        new Organization(
            "o-" + cloud.ids().text(10, LETTERS),
            call.accountId(),
            features,
            "r-" + cloud.ids().text(4, LETTERS),
            List.of());
    Member management =
        new Member(
            call.accountId(),
            emailOf(call.accountId()),
            "management",
            Member.ACTIVE,
            Member.INVITED,
            call.time(),
            created.rootId());
    cloud
        .store()
        .transact(
            transaction -> {
              if (OrganizationStore.organizationOf(transaction, call.accountId()).isPresent()) {
                throw OrganizationsFaults.alreadyInOrganization();
              }
              OrganizationStore.ORGANIZATIONS.put(transaction, created.id(), created);
              join(transaction, created, management);
              cloud.identities().changedEverywhere(transaction);
              return created;
            });
    return CreateOrganizationResponse.builder().organization(shown(created, management)).build();
  }

  DescribeOrganizationResponse describe(Call call, DescribeOrganizationRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asMember(snapshot, call);
              Member management =
                  OrganizationStore.requireMember(
                      snapshot, organization, organization.managementAccountId());
              return DescribeOrganizationResponse.builder()
                  .organization(shown(organization, management))
                  .build();
            });
  }

  /** What is left but the management account, such as units and policies, goes with it. */
  DeleteOrganizationResponse delete(Call call, DeleteOrganizationRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              if (OrganizationStore.page(
                          transaction,
                          OrganizationStore.MEMBERS,
                          organization.id(),
                          "",
                          "",
                          null,
                          2)
                      .items()
                      .size()
                  > 1) {
                throw OrganizationsFaults.organizationNotEmpty();
              }
              forget(transaction, organization);
              cloud.identities().changedEverywhere(transaction);
              return organization;
            });
    return DeleteOrganizationResponse.builder().build();
  }

  ListRootsResponse listRoots(Call call, ListRootsRequest request) {
    return cloud
        .store()
        .read(
            snapshot ->
                ListRootsResponse.builder()
                    .roots(shownRoot(Standing.asReader(snapshot, call)))
                    .build());
  }

  static Root shownRoot(Organization organization) {
    return Root.builder()
        .id(organization.rootId())
        .arn(organization.rootArn())
        .name("Root")
        .policyTypes(
            organization.enabledPolicyTypes().stream()
                .map(OrganizationOperations::shownType)
                .toList())
        .build();
  }

  /** The e-mail address of an account that was never asked for one. */
  static String emailOf(String accountId) {
    return accountId + "@accounts.example.com";
  }

  /** Puts an account into its parent, with what AWS attaches to everything. */
  static void join(Transaction transaction, Organization organization, Member member) {
    OrganizationStore.MEMBERSHIPS.put(
        transaction, member.accountId(), new Named(organization.id()));
    OrganizationStore.MEMBERS.put(
        transaction, new OrganizationKey(organization.id(), member.accountId()), member);
    OrganizationStore.CHILDREN.put(
        transaction,
        new OrganizationKey(organization.id(), member.parentId(), member.accountId()),
        new Marker());
    Attachments.attachToNew(transaction, organization, member.accountId());
  }

  /** Takes an account out, with all that the organization has of it. */
  static void leave(Transaction transaction, Organization organization, Member member) {
    String id = member.accountId();
    OrganizationStore.MEMBERSHIPS.delete(transaction, id);
    OrganizationStore.MEMBERS.delete(transaction, new OrganizationKey(organization.id(), id));
    OrganizationStore.CHILDREN.delete(
        transaction, new OrganizationKey(organization.id(), member.parentId(), id));
    OrganizationStore.putTags(transaction, organization, id, java.util.Map.of());
    Attachments.detachAll(transaction, organization, id);
  }

  private static void forget(Transaction transaction, Organization organization) {
    String id = organization.id();
    OrganizationStore.ORGANIZATIONS.delete(transaction, id);
    OrganizationStore.RESOURCE_POLICIES.delete(transaction, id);
    OrganizationStore.MEMBERSHIPS.delete(transaction, organization.managementAccountId());
    Page<Row<Marker>> invitations =
        OrganizationStore.page(
            transaction, OrganizationStore.PARTIES, id, "", "", null, Integer.MAX_VALUE);
    for (Row<Marker> row : invitations.items()) {
      Invitation invitation = OrganizationStore.HANDSHAKES.get(transaction, row.id());
      if (invitation != null) {
        OrganizationStore.HANDSHAKES.delete(transaction, row.id());
        OrganizationStore.PARTIES.delete(
            transaction, new OrganizationKey(invitation.accountId(), row.id()));
      }
    }
    for (Table<OrganizationKey, ?> table :
        List.<Table<OrganizationKey, ?>>of(
            OrganizationStore.MEMBERS,
            OrganizationStore.UNITS,
            OrganizationStore.UNIT_NAMES,
            OrganizationStore.CHILDREN,
            OrganizationStore.POLICIES,
            OrganizationStore.POLICY_NAMES,
            OrganizationStore.ATTACHED,
            OrganizationStore.TARGETS,
            OrganizationStore.ACCOUNT_REQUESTS,
            OrganizationStore.PARTIES,
            OrganizationStore.SERVICES,
            OrganizationStore.DELEGATIONS,
            OrganizationStore.DELEGATES,
            OrganizationStore.TAGS)) {
      table.deleteRange(transaction, table.startingWith(out -> out.text(id)));
    }
  }

  private static PolicyTypeSummary shownType(String type) {
    return PolicyTypeSummary.builder().type(type).status(PolicyTypeStatus.ENABLED).build();
  }

  private static software.amazon.awssdk.services.organizations.model.Organization shown(
      Organization organization, Member management) {
    // AWS keeps telling of this one type alone, whatever is enabled.
    List<PolicyTypeSummary> available = new ArrayList<>();
    if (organization.hasAllFeatures()) {
      available.add(shownType(Policy.SERVICE_CONTROL));
    }
    return software.amazon.awssdk.services.organizations.model.Organization.builder()
        .id(organization.id())
        .arn(organization.arn())
        .featureSet(organization.featureSet())
        .masterAccountId(organization.managementAccountId())
        .masterAccountArn(organization.accountArn(organization.managementAccountId()))
        .masterAccountEmail(management.email())
        .availablePolicyTypes(available)
        .build();
  }
}

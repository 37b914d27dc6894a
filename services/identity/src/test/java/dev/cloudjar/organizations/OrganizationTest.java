package dev.cloudjar.organizations;

import static dev.cloudjar.organizations.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.AccessDeniedException;
import software.amazon.awssdk.services.organizations.model.AlreadyInOrganizationException;
import software.amazon.awssdk.services.organizations.model.AwsOrganizationsNotInUseException;
import software.amazon.awssdk.services.organizations.model.ChildNotFoundException;
import software.amazon.awssdk.services.organizations.model.ChildType;
import software.amazon.awssdk.services.organizations.model.ConstraintViolationException;
import software.amazon.awssdk.services.organizations.model.DuplicateAccountException;
import software.amazon.awssdk.services.organizations.model.DuplicateOrganizationalUnitException;
import software.amazon.awssdk.services.organizations.model.InvalidInputException;
import software.amazon.awssdk.services.organizations.model.MasterCannotLeaveOrganizationException;
import software.amazon.awssdk.services.organizations.model.Organization;
import software.amazon.awssdk.services.organizations.model.OrganizationFeatureSet;
import software.amazon.awssdk.services.organizations.model.OrganizationNotEmptyException;
import software.amazon.awssdk.services.organizations.model.OrganizationalUnitNotEmptyException;
import software.amazon.awssdk.services.organizations.model.OrganizationalUnitNotFoundException;
import software.amazon.awssdk.services.organizations.model.ParentNotFoundException;
import software.amazon.awssdk.services.organizations.model.SourceParentNotFoundException;
import software.amazon.awssdk.services.organizations.model.Tag;

@CloudjarTest(rooms = {OrganizationsRoom.class, StsRoom.class})
class OrganizationTest {
  private final OrganizationsClient management;
  private final TestCloud cloud;

  OrganizationTest(OrganizationsClient management, TestCloud cloud) {
    this.management = management;
    this.cloud = cloud;
  }

  @Test
  void an_organization_is_made_described_and_deleted() {
    refused(AwsOrganizationsNotInUseException.class, management::describeOrganization);
    Organization made = management.createOrganization(it -> {}).organization();
    assertThat(made.id()).matches("o-[a-z0-9]{10}");
    assertThat(made.arn())
        .isEqualTo("arn:aws:organizations::" + cloud.accountId() + ":organization/" + made.id());
    assertThat(made.featureSet()).isEqualTo(OrganizationFeatureSet.ALL);
    assertThat(management.describeOrganization().organization()).isEqualTo(made);
    assertThat(management.listRoots(it -> {}).roots())
        .singleElement()
        .satisfies(
            root -> {
              assertThat(root.id()).matches("r-[a-z0-9]{4}");
              assertThat(root.name()).isEqualTo("Root");
              assertThat(root.policyTypes()).isEmpty();
            });
    refused(AlreadyInOrganizationException.class, () -> management.createOrganization(it -> {}));
    refused(
        MasterCannotLeaveOrganizationException.class, () -> management.leaveOrganization(it -> {}));
    management.createOrganizationalUnit(it -> it.parentId(root()).name("goes too"));
    management.deleteOrganization(it -> {});
    refused(AwsOrganizationsNotInUseException.class, () -> management.listRoots(it -> {}));
    management.createOrganization(it -> it.featureSet(OrganizationFeatureSet.CONSOLIDATED_BILLING));
    assertThat(management.describeOrganization().organization().availablePolicyTypes()).isEmpty();
    assertThat(management.listChildren(it -> it.parentId(root()).childType("ORGANIZATIONAL_UNIT")))
        .satisfies(list -> assertThat(list.children()).isEmpty());
  }

  @Test
  void members_read_only_what_is_theirs() {
    management.createOrganization(it -> {});
    String member = invited();
    OrganizationsClient other = client(member);
    assertThat(other.describeOrganization().organization())
        .isEqualTo(management.describeOrganization().organization());
    refused(AccessDeniedException.class, () -> other.listRoots(it -> {}));
    refused(
        AccessDeniedException.class,
        () -> other.createOrganizationalUnit(it -> it.parentId("r-aaaa").name("mine")));
    refused(OrganizationNotEmptyException.class, () -> management.deleteOrganization(it -> {}));
    management.registerDelegatedAdministrator(
        it -> it.accountId(member).servicePrincipal("config.amazonaws.com"));
    assertThat(other.listRoots(it -> {}).roots()).hasSize(1);
    refused(
        ConstraintViolationException.class,
        () -> management.removeAccountFromOrganization(it -> it.accountId(member)));
    assertThat(management.listDelegatedAdministrators(it -> {}).delegatedAdministrators())
        .singleElement()
        .satisfies(administrator -> assertThat(administrator.id()).isEqualTo(member));
    management.deregisterDelegatedAdministrator(
        it -> it.accountId(member).servicePrincipal("config.amazonaws.com"));
    other.leaveOrganization(it -> {});
    refused(AwsOrganizationsNotInUseException.class, other::describeOrganization);
  }

  @Test
  void units_are_made_renamed_listed_and_deleted() {
    management.createOrganization(it -> {});
    String root = root();
    String apps =
        management
            .createOrganizationalUnit(it -> it.parentId(root).name("apps"))
            .organizationalUnit()
            .id();
    assertThat(apps).matches("ou-" + root.substring(2) + "-[a-z0-9]{8}");
    String inner =
        management
            .createOrganizationalUnit(it -> it.parentId(apps).name("apps"))
            .organizationalUnit()
            .id();
    refused(
        DuplicateOrganizationalUnitException.class,
        () -> management.createOrganizationalUnit(it -> it.parentId(root).name("apps")));
    refused(
        ParentNotFoundException.class,
        () -> management.createOrganizationalUnit(it -> it.parentId("r-zzzzz").name("x")));
    refused(
        InvalidInputException.class,
        () -> management.createOrganizationalUnit(it -> it.parentId("elsewhere").name("x")));
    refused(
        OrganizationalUnitNotEmptyException.class,
        () -> management.deleteOrganizationalUnit(it -> it.organizationalUnitId(apps)));
    management.updateOrganizationalUnit(it -> it.organizationalUnitId(apps).name("programs"));
    assertThat(
            management
                .describeOrganizationalUnit(it -> it.organizationalUnitId(apps))
                .organizationalUnit()
                .name())
        .isEqualTo("programs");
    assertThat(management.listParents(it -> it.childId(inner)).parents())
        .singleElement()
        .satisfies(parent -> assertThat(parent.id()).isEqualTo(apps));
    refused(
        ChildNotFoundException.class,
        () -> management.listParents(it -> it.childId("999999999999")));
    management.deleteOrganizationalUnit(it -> it.organizationalUnitId(inner));
    refused(
        OrganizationalUnitNotFoundException.class,
        () -> management.describeOrganizationalUnit(it -> it.organizationalUnitId(inner)));
  }

  @Test
  void units_are_five_deep_at_the_most() {
    management.createOrganization(it -> {});
    String parent = root();
    for (int depth = 0; depth < 5; depth++) {
      String in = parent;
      parent =
          management
              .createOrganizationalUnit(it -> it.parentId(in).name("deeper"))
              .organizationalUnit()
              .id();
    }
    String deepest = parent;
    refused(
        ConstraintViolationException.class,
        () -> management.createOrganizationalUnit(it -> it.parentId(deepest).name("too deep")));
  }

  @Test
  void lists_come_in_pages() {
    management.createOrganization(it -> {});
    String root = root();
    for (int i = 0; i < 5; i++) {
      String name = "unit-" + i;
      management.createOrganizationalUnit(it -> it.parentId(root).name(name));
    }
    assertThat(
            management
                .listOrganizationalUnitsForParentPaginator(it -> it.parentId(root).maxResults(2))
                .stream()
                .flatMap(page -> page.organizationalUnits().stream()))
        .hasSize(5)
        .extracting(it -> it.name())
        .doesNotHaveDuplicates();
    assertThat(
            management
                .listChildrenPaginator(
                    it -> it.parentId(root).childType(ChildType.ORGANIZATIONAL_UNIT).maxResults(3))
                .stream()
                .flatMap(page -> page.children().stream()))
        .hasSize(5);
    assertThat(
            management
                .listChildrenPaginator(
                    it -> it.parentId(root).childType(ChildType.ACCOUNT).maxResults(1))
                .stream()
                .flatMap(page -> page.children().stream()))
        .singleElement()
        .satisfies(child -> assertThat(child.id()).isEqualTo(cloud.accountId()));
    refused(InvalidInputException.class, () -> management.listAccounts(it -> it.nextToken("%%%")));
  }

  @Test
  void accounts_move_between_units() {
    management.createOrganization(it -> {});
    String root = root();
    String member = invited();
    String unit =
        management
            .createOrganizationalUnit(it -> it.parentId(root).name("apps"))
            .organizationalUnit()
            .id();
    management.moveAccount(
        it -> it.accountId(member).sourceParentId(root).destinationParentId(unit));
    assertThat(management.listAccountsForParent(it -> it.parentId(unit)).accounts())
        .singleElement()
        .satisfies(account -> assertThat(account.id()).isEqualTo(member));
    assertThat(management.listAccountsForParent(it -> it.parentId(root)).accounts()).hasSize(1);
    refused(
        SourceParentNotFoundException.class,
        () ->
            management.moveAccount(
                it -> it.accountId(member).sourceParentId(root).destinationParentId(unit)));
    refused(
        DuplicateAccountException.class,
        () ->
            management.moveAccount(
                it -> it.accountId(member).sourceParentId(unit).destinationParentId(unit)));
    management.removeAccountFromOrganization(it -> it.accountId(member));
    management.deleteOrganizationalUnit(it -> it.organizationalUnitId(unit));
  }

  @Test
  void tags_services_and_the_resource_policy_are_kept() {
    management.createOrganization(it -> {});
    String root = root();
    management.tagResource(
        it -> it.resourceId(root).tags(Tag.builder().key("team").value("red").build()));
    assertThat(management.listTagsForResource(it -> it.resourceId(root)).tags()).hasSize(1);
    management.untagResource(it -> it.resourceId(root).tagKeys("team", "never was"));
    assertThat(management.listTagsForResource(it -> it.resourceId(root)).tags()).isEmpty();
    management.enableAWSServiceAccess(it -> it.servicePrincipal("cloudtrail.amazonaws.com"));
    assertThat(management.listAWSServiceAccessForOrganization(it -> {}).enabledServicePrincipals())
        .singleElement()
        .satisfies(it -> assertThat(it.servicePrincipal()).startsWith("cloudtrail"));
    management.disableAWSServiceAccess(it -> it.servicePrincipal("cloudtrail.amazonaws.com"));
    refused(
        InvalidInputException.class,
        () -> management.enableAWSServiceAccess(it -> it.servicePrincipal("cloudtrail")));
    String id =
        management
            .putResourcePolicy(it -> it.content("{\"Version\":\"2012-10-17\",\"Statement\":[]}"))
            .resourcePolicy()
            .resourcePolicySummary()
            .id();
    assertThat(
            management
                .describeResourcePolicy(it -> {})
                .resourcePolicy()
                .resourcePolicySummary()
                .id())
        .isEqualTo(id);
    management.deleteResourcePolicy(it -> {});
  }

  private String invited() {
    String member = cloud.newAccountId();
    String handshake =
        management
            .inviteAccountToOrganization(it -> it.target(to -> to.type("ACCOUNT").id(member)))
            .handshake()
            .id();
    client(member).acceptHandshake(it -> it.handshakeId(handshake));
    return member;
  }

  private OrganizationsClient client(String accountId) {
    return cloud.client(OrganizationsClient.class, cloud.credentialsOf(accountId));
  }

  private String root() {
    return management.listRoots(it -> {}).roots().getFirst().id();
  }
}

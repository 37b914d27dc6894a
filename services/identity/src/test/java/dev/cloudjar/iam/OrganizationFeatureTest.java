package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.organizations.OrganizationsRoom;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.FeatureType;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.OrganizationFeatureSet;

@CloudjarTest(rooms = {IamRoom.class, OrganizationsRoom.class})
class OrganizationFeatureTest {

  @Test
  void features_are_the_management_accounts_once_the_organization_trusts_iam(
      IamClient iam, OrganizationsClient organizations, TestCloud cloud) {
    refused(() -> iam.listOrganizationsFeatures(it -> {}))
        .withCode("OrganizationNotFoundException")
        .withStatus(400);
    String id =
        organizations
            .createOrganization(it -> it.featureSet(OrganizationFeatureSet.ALL))
            .organization()
            .id();
    refused(() -> iam.enableOrganizationsRootSessions(it -> {}))
        .withCode("ServiceAccessNotEnabledException");
    organizations.enableAWSServiceAccess(it -> it.servicePrincipal("iam.amazonaws.com"));
    assertThat(iam.listOrganizationsFeatures(it -> {}).enabledFeatures()).isEmpty();

    assertThat(iam.enableOrganizationsRootSessions(it -> {}).enabledFeatures())
        .containsExactly(FeatureType.ROOT_SESSIONS);
    var both = iam.enableOrganizationsRootCredentialsManagement(it -> {});
    assertThat(both.organizationId()).isEqualTo(id);
    assertThat(both.enabledFeatures())
        .containsExactly(FeatureType.ROOT_CREDENTIALS_MANAGEMENT, FeatureType.ROOT_SESSIONS);
    iam.disableOrganizationsRootSessions(it -> {});
    assertThat(iam.disableOrganizationsRootCredentialsManagement(it -> {}).enabledFeatures())
        .isEmpty();

    String member =
        organizations
            .createAccount(it -> it.accountName("m").email("m@example.com"))
            .createAccountStatus()
            .id();
    cloud.clock().advance(java.time.Duration.ofMinutes(1));
    String account =
        organizations
            .describeCreateAccountStatus(it -> it.createAccountRequestId(member))
            .createAccountStatus()
            .accountId();
    IamClient other = cloud.client(IamClient.class, cloud.credentialsOf(account));
    refused(() -> other.listOrganizationsFeatures(it -> {}))
        .withCode("AccountNotManagementOrDelegatedAdministratorException")
        .withStatus(400);
  }
}

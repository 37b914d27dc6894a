package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;

@CloudjarTest(rooms = IamRoom.class)
class ProviderOperationsTest {
  private static final String METADATA =
      "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://idp\">"
          + "<IDPSSODescriptor><!--"
          + "x".repeat(1000)
          + "--></IDPSSODescriptor></EntityDescriptor>";

  private final IamClient iam;
  private final TestCloud cloud;

  ProviderOperationsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void a_provider_of_tokens_is_known_by_its_address() {
    String arn =
        iam.createOpenIDConnectProvider(
                it ->
                    it.url("https://token.example.com/ci")
                        .clientIDList("sts.amazonaws.com")
                        .thumbprintList("a".repeat(40))
                        .tags(Policies.tag("k", "v")))
            .openIDConnectProviderArn();
    assertThat(arn)
        .isEqualTo("arn:aws:iam::" + cloud.accountId() + ":oidc-provider/token.example.com/ci");
    iam.addClientIDToOpenIDConnectProvider(
        it -> it.openIDConnectProviderArn(arn).clientID("other"));
    iam.updateOpenIDConnectProviderThumbprint(
        it -> it.openIDConnectProviderArn(arn).thumbprintList("b".repeat(40)));
    var found = iam.getOpenIDConnectProvider(it -> it.openIDConnectProviderArn(arn));
    assertThat(found.url()).isEqualTo("token.example.com/ci");
    assertThat(found.clientIDList()).containsExactly("sts.amazonaws.com", "other");
    assertThat(found.thumbprintList()).containsExactly("b".repeat(40));
    iam.tagOpenIDConnectProvider(
        it -> it.openIDConnectProviderArn(arn).tags(Policies.tag("k2", "v")));
    assertThat(iam.listOpenIDConnectProviderTags(it -> it.openIDConnectProviderArn(arn)).tags())
        .hasSize(2);
    refused(() -> iam.createOpenIDConnectProvider(it -> it.url("https://token.example.com/ci")))
        .withCode("EntityAlreadyExists");
    iam.deleteOpenIDConnectProvider(it -> it.openIDConnectProviderArn(arn));
    refused(() -> iam.getOpenIDConnectProvider(it -> it.openIDConnectProviderArn(arn)))
        .withCode("NoSuchEntity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://plain.example.com", "no address", "https://u:p@example.com"})
  void addresses_that_are_not_are_refused(String url) {
    refused(() -> iam.createOpenIDConnectProvider(it -> it.url(url))).withCode("ValidationError");
    assertThat(iam.listOpenIDConnectProviders().openIDConnectProviderList()).isEmpty();
  }

  @Test
  void a_provider_of_assertions_is_known_by_its_document() {
    String arn =
        iam.createSAMLProvider(it -> it.name("idp").samlMetadataDocument(METADATA))
            .samlProviderArn();
    assertThat(iam.getSAMLProvider(it -> it.samlProviderArn(arn)).samlMetadataDocument())
        .isEqualTo(METADATA);
    refused(
            () ->
                iam.createSAMLProvider(
                    it -> it.name("bad").samlMetadataDocument("<x>" + "y".repeat(1000))))
        .withCode("InvalidInput");
    refused(
            () ->
                iam.createSAMLProvider(
                    it ->
                        it.name("bomb")
                            .samlMetadataDocument(
                                "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
                                    + METADATA.replace("<!--", "&a;<!--"))))
        .withCode("InvalidInput");
    assertThat(iam.listSAMLProviders().samlProviderList()).hasSize(1);
    iam.deleteSAMLProvider(it -> it.samlProviderArn(arn));
    assertThat(iam.listSAMLProviders().samlProviderList()).isEmpty();
  }

  @Test
  void a_service_linked_role_is_the_services_alone() {
    Role role =
        iam.createServiceLinkedRole(it -> it.awsServiceName("autoscaling.amazonaws.com")).role();
    assertThat(role.arn())
        .endsWith(":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");
    assertThat(iam.listAttachedRolePolicies(it -> it.roleName(role.roleName())).attachedPolicies())
        .extracting("policyName")
        .containsExactly("AutoScalingServiceRolePolicy");
    refused(() -> iam.deleteRole(it -> it.roleName(role.roleName())))
        .withCode("UnmodifiableEntity");
    refused(
            () ->
                iam.attachRolePolicy(
                    it ->
                        it.roleName(role.roleName())
                            .policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess")))
        .withCode("UnmodifiableEntity");
    refused(() -> iam.createServiceLinkedRole(it -> it.awsServiceName("nobody.amazonaws.com")))
        .withCode("InvalidInput");
    String task = iam.deleteServiceLinkedRole(it -> it.roleName(role.roleName())).deletionTaskId();
    assertThat(
            iam.getServiceLinkedRoleDeletionStatus(it -> it.deletionTaskId(task)).statusAsString())
        .isEqualTo("SUCCEEDED");
    refused(() -> iam.getRole(it -> it.roleName(role.roleName()))).withCode("NoSuchEntity");
  }

  @Test
  void an_account_has_one_alias_that_no_other_has() {
    String alias = cloud.unique("alias");
    iam.createAccountAlias(it -> it.accountAlias(alias));
    assertThat(iam.listAccountAliases().accountAliases()).containsExactly(alias);
    IamClient other = cloud.client(IamClient.class, cloud.credentialsOf(cloud.newAccountId()));
    refused(() -> other.createAccountAlias(it -> it.accountAlias(alias)))
        .withCode("EntityAlreadyExists");
    refused(() -> other.deleteAccountAlias(it -> it.accountAlias(alias))).withCode("NoSuchEntity");
    iam.deleteAccountAlias(it -> it.accountAlias(alias));
    other.createAccountAlias(it -> it.accountAlias(alias));
  }
}

package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityType;

@CloudjarTest(rooms = IamRoom.class)
class AuthorizationOperationsTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtleSBvZiB0aGUgdGVzdCwgdGhpcnR5LXR3byBieXRl me";

  private final IamClient iam;

  AuthorizationOperationsTest(IamClient iam) {
    this.iam = iam;
  }

  @Test
  void details_go_page_by_page_through_everything() {
    for (String name : List.of("a", "b", "c")) {
      iam.createUser(it -> it.userName(name));
      iam.createGroup(it -> it.groupName(name));
      iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(Policies.TRUST_EC2));
      iam.createPolicy(it -> it.policyName(name).policyDocument(Policies.ALLOW_LIST));
      iam.putUserPolicy(
          it -> it.userName(name).policyName("i").policyDocument(Policies.ALLOW_LIST));
      iam.attachRolePolicy(
          it -> it.roleName(name).policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess"));
    }
    List<String> seen = new ArrayList<>();
    iam.getAccountAuthorizationDetailsPaginator(it -> it.maxItems(2))
        .forEach(
            page -> {
              page.userDetailList().forEach(it -> seen.add(it.arn()));
              page.groupDetailList().forEach(it -> seen.add(it.arn()));
              page.roleDetailList().forEach(it -> seen.add(it.arn()));
              page.policies().forEach(it -> seen.add(it.arn()));
            });
    assertThat(seen).hasSize(13).doesNotHaveDuplicates();
    var roles = iam.getAccountAuthorizationDetails(it -> it.filter(EntityType.ROLE));
    assertThat(roles.userDetailList()).isEmpty();
    assertThat(roles.roleDetailList())
        .hasSize(3)
        .allMatch(it -> it.attachedManagedPolicies().size() == 1);
    assertThat(iam.getAccountAuthorizationDetails().userDetailList().getFirst().userPolicyList())
        .allMatch(it -> Policies.decoded(it.policyDocument()).equals(Policies.ALLOW_LIST));
  }

  @Test
  void context_keys_are_those_that_policies_ask_for() {
    String document =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}""";
    assertThat(
            iam.getContextKeysForCustomPolicy(it -> it.policyInputList(document)).contextKeyNames())
        .containsExactlyInAnyOrder("aws:username", "aws:SecureTransport");
    String arn = iam.createUser(it -> it.userName("u")).user().arn();
    iam.putUserPolicy(it -> it.userName("u").policyName("p").policyDocument(document));
    assertThat(
            iam.getContextKeysForPrincipalPolicy(it -> it.policySourceArn(arn)).contextKeyNames())
        .hasSize(2);
    refused(() -> iam.getContextKeysForCustomPolicy(it -> it.policyInputList("{")))
        .withCode("InvalidInput");
  }

  @Test
  void a_user_has_ssh_keys_and_passwords_for_services() {
    iam.createUser(it -> it.userName("u"));
    var key = iam.uploadSSHPublicKey(it -> it.userName("u").sshPublicKeyBody(KEY)).sshPublicKey();
    assertThat(key.sshPublicKeyId()).startsWith("APKA");
    assertThat(key.fingerprint()).matches("([0-9a-f]{2}:){15}[0-9a-f]{2}");
    refused(() -> iam.uploadSSHPublicKey(it -> it.userName("u").sshPublicKeyBody(KEY)))
        .withCode("DuplicateSSHPublicKey");
    refused(() -> iam.uploadSSHPublicKey(it -> it.userName("u").sshPublicKeyBody("ssh-rsa AAAA")))
        .withCode("InvalidPublicKey");
    refused(() -> iam.deleteUser(it -> it.userName("u")))
        .saying("Cannot delete entity, must remove referenced objects first.");
    iam.deleteSSHPublicKey(it -> it.userName("u").sshPublicKeyId(key.sshPublicKeyId()));
    var password =
        iam.createServiceSpecificCredential(
                it -> it.userName("u").serviceName("codecommit.amazonaws.com"))
            .serviceSpecificCredential();
    assertThat(password.serviceUserName()).startsWith("u-at-");
    refused(
            () ->
                iam.createServiceSpecificCredential(
                    it -> it.userName("u").serviceName("nobody.amazonaws.com")))
        .withCode("NotSupportedService");
    iam.deleteServiceSpecificCredential(
        it -> it.userName("u").serviceSpecificCredentialId(password.serviceSpecificCredentialId()));
    refused(() -> iam.uploadSigningCertificate(it -> it.userName("u").certificateBody("nonsense")))
        .withCode("MalformedCertificate");
    assertThat(iam.listSigningCertificates(it -> it.userName("u")).certificates()).isEmpty();
    iam.deleteUser(it -> it.userName("u"));
  }
}

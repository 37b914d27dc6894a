package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Role;

@CloudjarTest(rooms = IamRoom.class)
class RoleOperationsTest {
  private final IamClient iam;
  private final TestCloud cloud;

  RoleOperationsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void a_role_is_what_it_was_made() {
    Role made =
        iam.createRole(
                it ->
                    it.roleName("web")
                        .path("/app/")
                        .description("serves")
                        .maxSessionDuration(7200)
                        .assumeRolePolicyDocument(Policies.TRUST_EC2))
            .role();
    assertThat(made.roleId()).matches("AROA[A-Z2-7]{17}");
    assertThat(made.arn()).isEqualTo("arn:aws:iam::" + cloud.accountId() + ":role/app/web");
    Role found = iam.getRole(it -> it.roleName("web")).role();
    assertThat(found.maxSessionDuration()).isEqualTo(7200);
    assertThat(found.description()).isEqualTo("serves");
    assertThat(found.assumeRolePolicyDocument()).startsWith("%7B%22Version%22%3A");
    assertThat(Policies.decoded(found.assumeRolePolicyDocument())).isEqualTo(Policies.TRUST_EC2);
    iam.updateRole(it -> it.roleName("web").description("").maxSessionDuration(3600));
    found = iam.getRole(it -> it.roleName("web")).role();
    assertThat(found.description()).isNull();
    assertThat(found.maxSessionDuration()).isEqualTo(3600);
  }

  @Test
  void a_trust_policy_is_changed_and_limited() {
    role("web");
    String trust = Policies.TRUST_EC2.replace("ec2", "lambda");
    iam.updateAssumeRolePolicy(it -> it.roleName("web").policyDocument(trust));
    assertThat(
            Policies.decoded(
                iam.getRole(it -> it.roleName("web")).role().assumeRolePolicyDocument()))
        .isEqualTo(trust);
    refused(() -> iam.updateAssumeRolePolicy(it -> it.roleName("web").policyDocument("{nonsense")))
        .withCode("MalformedPolicyDocument")
        .withStatus(400);
    String services =
        "\"Service\":[" + "\"ec2.amazonaws.com\",".repeat(110) + "\"lambda.amazonaws.com\"]";
    String long2048 = trust.replace("\"Service\":\"lambda.amazonaws.com\"", services);
    refused(() -> iam.updateAssumeRolePolicy(it -> it.roleName("web").policyDocument(long2048)))
        .withCode("LimitExceeded")
        .saying("Cannot exceed quota for ACLSizePerRole: 2048");
  }

  @Test
  void sessions_last_from_one_to_twelve_hours() {
    refused(
            () ->
                iam.createRole(
                    it ->
                        it.roleName("r")
                            .maxSessionDuration(3599)
                            .assumeRolePolicyDocument(Policies.TRUST_EC2)))
        .withCode("ValidationError");
    assertThat(iam.listRoles().roles()).isEmpty();
  }

  @Test
  void an_instance_profile_has_one_role() {
    role("web");
    role("other");
    InstanceProfile made =
        iam.createInstanceProfile(it -> it.instanceProfileName("p").path("/x/")).instanceProfile();
    assertThat(made.instanceProfileId()).startsWith("AIPA");
    assertThat(made.arn()).endsWith(":instance-profile/x/p");
    iam.addRoleToInstanceProfile(it -> it.instanceProfileName("p").roleName("web"));
    refused(() -> iam.addRoleToInstanceProfile(it -> it.instanceProfileName("p").roleName("other")))
        .withCode("LimitExceeded")
        .saying("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    assertThat(iam.getInstanceProfile(it -> it.instanceProfileName("p")).instanceProfile().roles())
        .extracting(Role::roleName)
        .containsExactly("web");
    assertThat(iam.listInstanceProfilesForRole(it -> it.roleName("web")).instanceProfiles())
        .extracting(InstanceProfile::instanceProfileName)
        .containsExactly("p");
    refused(() -> iam.deleteRole(it -> it.roleName("web")))
        .withCode("DeleteConflict")
        .saying("Cannot delete entity, must remove roles from instance profile first.");
    refused(() -> iam.deleteInstanceProfile(it -> it.instanceProfileName("p")))
        .withCode("DeleteConflict");
    iam.removeRoleFromInstanceProfile(it -> it.instanceProfileName("p").roleName("web"));
    iam.deleteRole(it -> it.roleName("web"));
    iam.deleteInstanceProfile(it -> it.instanceProfileName("p"));
    refused(() -> iam.getInstanceProfile(it -> it.instanceProfileName("p")))
        .withCode("NoSuchEntity")
        .saying("Instance Profile p cannot be found.");
  }

  @Test
  void roles_have_tags_and_boundaries() {
    role("web");
    iam.tagRole(it -> it.roleName("web").tags(Policies.tag("k", "v")));
    String boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    iam.putRolePermissionsBoundary(it -> it.roleName("web").permissionsBoundary(boundary));
    Role found = iam.getRole(it -> it.roleName("web")).role();
    assertThat(found.tags()).hasSize(1);
    assertThat(found.permissionsBoundary().permissionsBoundaryArn()).isEqualTo(boundary);
    assertThat(iam.getPolicy(it -> it.policyArn(boundary)).policy().permissionsBoundaryUsageCount())
        .isEqualTo(1);
    iam.deleteRolePermissionsBoundary(it -> it.roleName("web"));
    assertThat(iam.getRole(it -> it.roleName("web")).role().permissionsBoundary()).isNull();
    refused(() -> iam.deleteRolePermissionsBoundary(it -> it.roleName("web")))
        .withCode("NoSuchEntity");
  }

  private void role(String name) {
    iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(Policies.TRUST_EC2));
  }
}

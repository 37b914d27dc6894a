package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;

/** What the policies of a user say applies to the user's next call. */
@CloudjarTest(rooms = IamRoom.class)
class PermissionsTest {
  private final IamClient iam;
  private final TestCloud cloud;
  private final IamClient alice;

  PermissionsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("alice"));
    alice = signedBy("alice");
  }

  @Test
  @Behaviour("IAM-POLICY-01")
  void nothing_is_allowed_to_a_user_but_what_a_policy_allows() {
    refused(alice::listUsers).withCode("AccessDenied").withStatus(403);
    refused(() -> alice.createUser(it -> it.userName("bob"))).withCode("AccessDenied");
    String arn = policy("list", "iam:ListUsers", "*");

    iam.attachUserPolicy(it -> it.userName("alice").policyArn(arn));

    assertThat(alice.listUsers().users()).hasSize(1);
    refused(alice::listRoles).withCode("AccessDenied");
    refused(() -> alice.createUser(it -> it.userName("bob"))).withCode("AccessDenied");
    iam.detachUserPolicy(it -> it.userName("alice").policyArn(arn));
    refused(alice::listUsers).withCode("AccessDenied");
  }

  @Test
  @Behaviour("IAM-POLICY-02")
  void the_policies_of_a_group_are_those_of_its_members() {
    String arn = policy("list", "iam:ListUsers", "*");
    iam.createGroup(it -> it.groupName("g"));
    iam.addUserToGroup(it -> it.groupName("g").userName("alice"));
    refused(alice::listUsers).withCode("AccessDenied");

    iam.attachGroupPolicy(it -> it.groupName("g").policyArn(arn));
    assertThat(alice.listUsers().users()).hasSize(1);

    iam.removeUserFromGroup(it -> it.groupName("g").userName("alice"));
    refused(alice::listUsers).withCode("AccessDenied");
  }

  @ParameterizedTest
  @Behaviour("IAM-POLICY-04")
  @ValueSource(
      strings = {
        "{\"Version\":\"2012-10-17\"}",
        "{\"Version\":\"2011-01-01\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}",
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}",
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Maybe\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}",
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"a\",\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"},{\"Sid\":\"a\",\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"
      })
  void a_document_that_breaks_the_grammar_is_refused(String document) {
    refused(() -> iam.createPolicy(it -> it.policyName("p").policyDocument(document)))
        .withCode("MalformedPolicyDocument")
        .withStatus(400);
    refused(
            () ->
                iam.putUserPolicy(
                    it -> it.userName("alice").policyName("p").policyDocument(document)))
        .withCode("MalformedPolicyDocument");
    assertThat(iam.listUserPolicies(it -> it.userName("alice")).policyNames()).isEmpty();
  }

  @Test
  @Behaviour("IAM-POLICY-05")
  void a_principal_is_for_trust_policies_only() {
    refused(() -> iam.createPolicy(it -> it.policyName("p").policyDocument(Policies.TRUST_EC2)))
        .withCode("MalformedPolicyDocument");
    refused(
            () ->
                iam.createRole(
                    it -> it.roleName("r").assumeRolePolicyDocument(Policies.ALLOW_LIST)))
        .withCode("MalformedPolicyDocument");
    iam.createRole(it -> it.roleName("r").assumeRolePolicyDocument(Policies.TRUST_EC2));
  }

  @Test
  void a_boundary_bounds_what_policies_allow() {
    String all = policy("all", "iam:*", "*");
    String list = policy("list", "iam:ListUsers", "*");
    iam.attachUserPolicy(it -> it.userName("alice").policyArn(all));
    assertThat(alice.listRoles().roles()).isEmpty();

    iam.putUserPermissionsBoundary(it -> it.userName("alice").permissionsBoundary(list));

    assertThat(alice.listUsers().users()).hasSize(1);
    refused(alice::listRoles).withCode("AccessDenied");
    iam.deleteUserPermissionsBoundary(it -> it.userName("alice"));
    assertThat(alice.listRoles().roles()).isEmpty();
  }

  @Test
  void another_version_of_a_policy_applies_at_once() {
    String arn = policy("p", "iam:ListUsers", "*");
    iam.attachUserPolicy(it -> it.userName("alice").policyArn(arn));
    assertThat(alice.listUsers().users()).hasSize(1);
    iam.createPolicyVersion(
        it ->
            it.policyArn(arn)
                .policyDocument(Policies.allow("iam:ListRoles", "*"))
                .setAsDefault(true));
    refused(alice::listUsers).withCode("AccessDenied");
    assertThat(alice.listRoles().roles()).isEmpty();
  }

  @Test
  void conditions_see_policies_tags_and_paths() {
    String account = cloud.accountId();
    iam.putUserPolicy(
        it ->
            it.userName("alice")
                .policyName("p")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[
                    {"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"arn:aws:iam::%s:user/team/*",
                     "Condition":{"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::aws:policy/ReadOnlyAccess"}}},
                    {"Effect":"Allow","Action":["iam:CreateUser","iam:TagUser"],"Resource":"*",
                     "Condition":{"StringEquals":{"aws:RequestTag/team":"a"}}},
                    {"Effect":"Allow","Action":"iam:DeleteUser","Resource":"*",
                     "Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}}]}"""
                        .formatted(account)));
    refused(() -> alice.createUser(it -> it.userName("bob"))).withCode("AccessDenied");
    alice.createUser(it -> it.userName("bob").path("/team/").tags(Policies.tag("team", "a")));
    String read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    alice.attachUserPolicy(it -> it.userName("bob").policyArn(read));
    refused(
            () ->
                alice.attachUserPolicy(
                    it ->
                        it.userName("bob")
                            .policyArn("arn:aws:iam::aws:policy/AdministratorAccess")))
        .withCode("AccessDenied");
    refused(() -> alice.attachUserPolicy(it -> it.userName("alice").policyArn(read)))
        .withCode("AccessDenied");
    iam.detachUserPolicy(it -> it.userName("bob").policyArn(read));
    refused(() -> alice.deleteUser(it -> it.userName("alice"))).withCode("AccessDenied");
    alice.deleteUser(it -> it.userName("bob"));
  }

  private String policy(String name, String action, String resource) {
    return iam.createPolicy(
            it -> it.policyName(name).policyDocument(Policies.allow(action, resource)))
        .policy()
        .arn();
  }

  private IamClient signedBy(String user) {
    var key = iam.createAccessKey(it -> it.userName(user)).accessKey();
    return cloud.client(
        IamClient.class,
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
  }
}

package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

@CloudjarTest(rooms = IamRoom.class)
class PolicyOperationsTest {
  private final IamClient iam;
  private final TestCloud cloud;

  PolicyOperationsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void a_policy_is_what_it_was_made() {
    Policy made =
        iam.createPolicy(
                it ->
                    it.policyName("p")
                        .path("/x/")
                        .description("lists")
                        .policyDocument(Policies.ALLOW_LIST))
            .policy();
    assertThat(made.policyId()).matches("ANPA[A-Z2-7]{17}");
    assertThat(made.arn()).isEqualTo("arn:aws:iam::" + cloud.accountId() + ":policy/x/p");
    assertThat(made.defaultVersionId()).isEqualTo("v1");
    Policy found = iam.getPolicy(it -> it.policyArn(made.arn())).policy();
    assertThat(found.description()).isEqualTo("lists");
    assertThat(found.attachmentCount()).isZero();
    assertThat(document(made.arn(), "v1")).isEqualTo(Policies.ALLOW_LIST);
    refused(() -> create("P"))
        .withCode("EntityAlreadyExists")
        .saying("A policy called P already exists. Duplicate names are not allowed.");
  }

  @Test
  void a_policy_has_five_versions_and_numbers_do_not_come_again() {
    String arn = create("p");
    for (int i = 2; i <= 5; i++) {
      iam.createPolicyVersion(it -> it.policyArn(arn).policyDocument(Policies.ALLOW_LIST));
    }
    refused(
            () ->
                iam.createPolicyVersion(
                    it -> it.policyArn(arn).policyDocument(Policies.ALLOW_LIST)))
        .withCode("LimitExceeded")
        .withStatus(409);
    refused(() -> iam.deletePolicyVersion(it -> it.policyArn(arn).versionId("v1")))
        .withCode("DeleteConflict")
        .saying("Cannot delete the default version of a policy.");
    refused(() -> iam.deletePolicy(it -> it.policyArn(arn))).withCode("DeleteConflict");
    iam.setDefaultPolicyVersion(it -> it.policyArn(arn).versionId("v5"));
    for (String version : List.of("v1", "v2", "v3", "v4")) {
      iam.deletePolicyVersion(it -> it.policyArn(arn).versionId(version));
    }
    assertThat(
            iam.createPolicyVersion(
                    it -> it.policyArn(arn).policyDocument(Policies.ALLOW_LIST).setAsDefault(true))
                .policyVersion()
                .versionId())
        .isEqualTo("v6");
    assertThat(iam.listPolicyVersions(it -> it.policyArn(arn)).versions())
        .extracting(PolicyVersion::versionId)
        .containsExactly("v6", "v5");
    assertThat(iam.getPolicy(it -> it.policyArn(arn)).policy().defaultVersionId()).isEqualTo("v6");
    refused(() -> iam.getPolicyVersion(it -> it.policyArn(arn).versionId("v9")))
        .withCode("NoSuchEntity")
        .saying("Policy " + arn + " version v9 does not exist or is not attachable.");
  }

  @Test
  void policies_are_attached_counted_and_found() {
    String arn = create("p");
    iam.createUser(it -> it.userName("u"));
    iam.createGroup(it -> it.groupName("g"));
    iam.createRole(it -> it.roleName("r").assumeRolePolicyDocument(Policies.TRUST_EC2));
    iam.attachUserPolicy(it -> it.userName("u").policyArn(arn));
    iam.attachUserPolicy(it -> it.userName("u").policyArn(arn));
    iam.attachGroupPolicy(it -> it.groupName("g").policyArn(arn));
    iam.attachRolePolicy(it -> it.roleName("r").policyArn(arn));
    assertThat(iam.getPolicy(it -> it.policyArn(arn)).policy().attachmentCount()).isEqualTo(3);
    var entities = iam.listEntitiesForPolicy(it -> it.policyArn(arn));
    assertThat(entities.policyUsers()).extracting("userName").containsExactly("u");
    assertThat(entities.policyGroups()).extracting("groupName").containsExactly("g");
    assertThat(entities.policyRoles()).extracting("roleName").containsExactly("r");
    var roles = iam.listEntitiesForPolicy(it -> it.policyArn(arn).entityFilter(EntityType.ROLE));
    assertThat(roles.policyUsers()).isEmpty();
    assertThat(roles.policyRoles()).hasSize(1);
    assertThat(iam.listAttachedUserPolicies(it -> it.userName("u")).attachedPolicies())
        .containsExactly(AttachedPolicy.builder().policyName("p").policyArn(arn).build());
    assertThat(
            iam.listPolicies(it -> it.scope(PolicyScopeType.LOCAL).onlyAttached(true)).policies())
        .hasSize(1);
    refused(() -> iam.deletePolicy(it -> it.policyArn(arn)))
        .withCode("DeleteConflict")
        .saying("Cannot delete a policy attached to entities.");
    iam.detachUserPolicy(it -> it.userName("u").policyArn(arn));
    refused(() -> iam.detachUserPolicy(it -> it.userName("u").policyArn(arn)))
        .withCode("NoSuchEntity")
        .saying("Policy " + arn + " was not found.");
    iam.detachGroupPolicy(it -> it.groupName("g").policyArn(arn));
    iam.detachRolePolicy(it -> it.roleName("r").policyArn(arn));
    iam.deletePolicy(it -> it.policyArn(arn));
    refused(() -> iam.getPolicy(it -> it.policyArn(arn))).withCode("NoSuchEntity");
    refused(() -> iam.attachUserPolicy(it -> it.userName("u").policyArn(arn)))
        .withCode("NoSuchEntity")
        .saying("Policy " + arn + " does not exist or is not attachable.");
  }

  @Test
  void ten_policies_are_attached_at_most() {
    iam.createRole(it -> it.roleName("r").assumeRolePolicyDocument(Policies.TRUST_EC2));
    for (int i = 0; i < 10; i++) {
      String arn = create("p" + i);
      iam.attachRolePolicy(it -> it.roleName("r").policyArn(arn));
    }
    String last = create("last");
    refused(() -> iam.attachRolePolicy(it -> it.roleName("r").policyArn(last)))
        .withCode("LimitExceeded")
        .saying("Cannot exceed quota for PoliciesPerRole: 10");
    assertThat(iam.getPolicy(it -> it.policyArn(last)).policy().attachmentCount()).isZero();
    assertThat(
            iam
                .listAttachedRolePoliciesPaginator(it -> it.roleName("r").maxItems(3))
                .attachedPolicies()
                .stream())
        .hasSize(10);
  }

  @Test
  void the_policies_of_aws_are_there_word_for_word_and_belong_to_nobody() {
    String arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    Policy policy = iam.getPolicy(it -> it.policyArn(arn)).policy();
    assertThat(policy.path()).isEqualTo("/service-role/");
    assertThat(document(arn, policy.defaultVersionId()))
        .contains("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents");
    refused(() -> iam.deletePolicy(it -> it.policyArn(arn))).withStatus(403);
    refused(() -> iam.getPolicy(it -> it.policyArn("arn:aws:iam::aws:policy/Invented")))
        .withCode("NoSuchEntity");
    assertThat(iam.listPoliciesPaginator(it -> it.scope(PolicyScopeType.AWS)).policies().stream())
        .hasSizeGreaterThan(100)
        .allMatch(it -> it.arn().startsWith("arn:aws:iam::aws:policy/"));
  }

  @Test
  void lists_go_through_policies_of_the_account_and_of_aws() {
    IntStream.range(0, 5).forEach(i -> create("mine-" + i));
    List<String> all =
        iam.listPoliciesPaginator(it -> it.maxItems(3)).policies().stream()
            .map(Policy::arn)
            .toList();
    assertThat(all).doesNotHaveDuplicates().hasSizeGreaterThan(105);
    assertThat(all.subList(0, 5)).allMatch(it -> it.contains(cloud.accountId()));
    refused(() -> iam.listPolicies(it -> it.marker("zzz"))).withCode("ValidationError");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "\"text\"", "{\"Version\":\"2012-10-17\"}"})
  void documents_that_are_no_policies_are_refused(String document) {
    refused(() -> iam.createPolicy(it -> it.policyName("p").policyDocument(document)))
        .withCode("MalformedPolicyDocument")
        .withStatus(400);
    assertThat(iam.listPolicies(it -> it.scope(PolicyScopeType.LOCAL)).policies()).isEmpty();
  }

  @Test
  void a_managed_policy_has_6144_characters_at_most_without_white_space() {
    String spaced = Policies.ALLOW_LIST.replace(":", ":" + " ".repeat(2000));
    iam.createPolicy(it -> it.policyName("spaced").policyDocument(spaced));
    String resources = "[" + "\"arn:aws:s3:::bucket\",".repeat(300) + "\"*\"]";
    String longer = Policies.ALLOW_LIST.replace("\"*\"", resources);
    refused(() -> iam.createPolicy(it -> it.policyName("long").policyDocument(longer)))
        .withCode("LimitExceeded")
        .saying("Cannot exceed quota for PolicySize: 6144");
  }

  @Test
  void inline_policies_share_a_quota() {
    iam.createUser(it -> it.userName("u"));
    String resources = "[" + "\"arn:aws:s3:::bucket\",".repeat(60) + "\"*\"]";
    String document = Policies.ALLOW_LIST.replace("\"*\"", resources);
    iam.putUserPolicy(it -> it.userName("u").policyName("a").policyDocument(document));
    refused(
            () ->
                iam.putUserPolicy(it -> it.userName("u").policyName("b").policyDocument(document)))
        .withCode("LimitExceeded")
        .saying("Maximum policy size of 2048 bytes exceeded for user u");
    assertThat(iam.listUserPolicies(it -> it.userName("u")).policyNames()).containsExactly("a");
    assertThat(
            Policies.decoded(
                iam.getUserPolicy(it -> it.userName("u").policyName("a")).policyDocument()))
        .isEqualTo(document);
    refused(() -> iam.getUserPolicy(it -> it.userName("u").policyName("b")))
        .withCode("NoSuchEntity")
        .saying("The user policy with name b cannot be found.");
  }

  @Test
  void policies_of_another_account_cannot_be_seen() {
    IamClient other = cloud.client(IamClient.class, cloud.credentialsOf(cloud.newAccountId()));
    String arn = create("p");
    refused(() -> other.getPolicy(it -> it.policyArn(arn))).withStatus(403);
    assertThat(other.listPolicies(it -> it.scope(PolicyScopeType.LOCAL)).policies()).isEmpty();
  }

  private String create(String name) {
    return iam.createPolicy(it -> it.policyName(name).policyDocument(Policies.ALLOW_LIST))
        .policy()
        .arn();
  }

  private String document(String arn, String version) {
    return Policies.decoded(
        iam.getPolicyVersion(it -> it.policyArn(arn).versionId(version))
            .policyVersion()
            .document());
  }
}

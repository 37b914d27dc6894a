package dev.cloudjar.organizations;

import static dev.cloudjar.organizations.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.ConstraintViolationException;
import software.amazon.awssdk.services.organizations.model.DuplicatePolicyAttachmentException;
import software.amazon.awssdk.services.organizations.model.DuplicatePolicyException;
import software.amazon.awssdk.services.organizations.model.InvalidInputException;
import software.amazon.awssdk.services.organizations.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.organizations.model.PolicyInUseException;
import software.amazon.awssdk.services.organizations.model.PolicyNotAttachedException;
import software.amazon.awssdk.services.organizations.model.PolicyNotFoundException;
import software.amazon.awssdk.services.organizations.model.PolicySummary;
import software.amazon.awssdk.services.organizations.model.PolicyType;
import software.amazon.awssdk.services.organizations.model.PolicyTypeAlreadyEnabledException;
import software.amazon.awssdk.services.organizations.model.PolicyTypeNotAvailableForOrganizationException;
import software.amazon.awssdk.services.organizations.model.PolicyTypeNotEnabledException;
import software.amazon.awssdk.services.organizations.model.TargetNotFoundException;
import software.amazon.awssdk.services.sts.StsClient;

@CloudjarTest(rooms = {OrganizationsRoom.class, StsRoom.class})
class PolicyTest {
  private static final String DENY_ALL =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"sqs:*\","
          + "\"Resource\":\"*\"}]}";

  private final OrganizationsClient management;
  private final TestCloud cloud;

  PolicyTest(OrganizationsClient management, TestCloud cloud) {
    this.management = management;
    this.cloud = cloud;
  }

  @Test
  void policies_are_made_changed_listed_and_deleted() {
    management.createOrganization(it -> {});
    String id = create("no-queues");
    assertThat(management.describePolicy(it -> it.policyId(id)).policy())
        .satisfies(
            policy -> {
              assertThat(policy.content()).isEqualTo(DENY_ALL);
              assertThat(policy.policySummary().arn())
                  .matches(
                      "arn:aws:organizations::\\d{12}:policy/o-[a-z0-9]{10}/"
                          + "service_control_policy/p-[a-z0-9]{10}");
            });
    refused(DuplicatePolicyException.class, () -> create("no-queues"));
    refused(
        MalformedPolicyDocumentException.class,
        () ->
            management.createPolicy(
                it ->
                    it.name("bad")
                        .description("")
                        .content(DENY_ALL.replace("Deny", "Forbid"))
                        .type(PolicyType.SERVICE_CONTROL_POLICY)));
    refused(
        ConstraintViolationException.class,
        () ->
            management.createPolicy(
                it ->
                    it.name("large")
                        .description("")
                        .content(DENY_ALL + " ".repeat(5_120))
                        .type(PolicyType.SERVICE_CONTROL_POLICY)));
    management.updatePolicy(it -> it.policyId(id).name("renamed"));
    assertThat(
            management.listPolicies(it -> it.filter(PolicyType.SERVICE_CONTROL_POLICY)).policies())
        .extracting(PolicySummary::name)
        .containsExactly("FullAWSAccess", "renamed");
    refused(
        InvalidInputException.class,
        () -> management.deletePolicy(it -> it.policyId("p-FullAWSAccess")));
    management.deletePolicy(it -> it.policyId(id));
    refused(PolicyNotFoundException.class, () -> management.describePolicy(it -> it.policyId(id)));
  }

  @Test
  void policies_are_attached_only_where_their_type_is_enabled() {
    management.createOrganization(it -> {});
    String root = root();
    String id = create("no-queues");
    refused(PolicyTypeNotEnabledException.class, () -> attach(id, root));
    enable(PolicyType.SERVICE_CONTROL_POLICY);
    refused(
        PolicyTypeAlreadyEnabledException.class, () -> enable(PolicyType.SERVICE_CONTROL_POLICY));
    assertThat(attachedTo(root)).containsExactly("FullAWSAccess");
    assertThat(attachedTo(cloud.accountId())).containsExactly("FullAWSAccess");
    refused(
        ConstraintViolationException.class,
        () -> management.detachPolicy(it -> it.policyId("p-FullAWSAccess").targetId(root)));
    attach(id, root);
    refused(DuplicatePolicyAttachmentException.class, () -> attach(id, root));
    refused(TargetNotFoundException.class, () -> attach(id, "999999999999"));
    assertThat(management.listTargetsForPolicy(it -> it.policyId(id)).targets())
        .singleElement()
        .satisfies(target -> assertThat(target.targetId()).isEqualTo(root));
    refused(PolicyInUseException.class, () -> management.deletePolicy(it -> it.policyId(id)));
    management.detachPolicy(it -> it.policyId("p-FullAWSAccess").targetId(root));
    assertThat(attachedTo(root)).containsExactly("no-queues");
    refused(
        PolicyNotAttachedException.class,
        () -> management.detachPolicy(it -> it.policyId("p-FullAWSAccess").targetId(root)));
    management.disablePolicyType(
        it -> it.rootId(root).policyType(PolicyType.SERVICE_CONTROL_POLICY));
    assertThat(attachedTo(root)).isEmpty();
    management.deletePolicy(it -> it.policyId(id));
  }

  @Test
  void resource_control_policies_keep_their_first_one() {
    management.createOrganization(it -> {});
    enable(PolicyType.RESOURCE_CONTROL_POLICY);
    refused(
        InvalidInputException.class,
        () -> management.detachPolicy(it -> it.policyId("p-RCPFullAWSAccess").targetId(root())));
  }

  @Test
  void consolidated_billing_has_no_policies() {
    management.createOrganization(it -> it.featureSet("CONSOLIDATED_BILLING"));
    refused(PolicyTypeNotAvailableForOrganizationException.class, () -> create("any"));
    refused(
        PolicyTypeNotAvailableForOrganizationException.class, () -> enable(PolicyType.TAG_POLICY));
  }

  @Test
  void the_gate_is_told_of_each_level_and_each_change() {
    management.createOrganization(it -> {});
    String root = root();
    String member = cloud.newAccountId();
    StsClient told = cloud.client(StsClient.class, cloud.credentialsOf(member));
    assertThat(told.getCallerIdentity().arn()).contains("Optional.empty");
    String handshake =
        management
            .inviteAccountToOrganization(it -> it.target(to -> to.type("ACCOUNT").id(member)))
            .handshake()
            .id();
    cloud
        .client(OrganizationsClient.class, cloud.credentialsOf(member))
        .acceptHandshake(it -> it.handshakeId(handshake));
    String unit =
        management
            .createOrganizationalUnit(it -> it.parentId(root).name("apps"))
            .organizationalUnit()
            .id();
    management.moveAccount(
        it -> it.accountId(member).sourceParentId(root).destinationParentId(unit));
    String organization = management.describeOrganization().organization().id();
    assertThat(told.getCallerIdentity().arn())
        .contains("path=" + organization + "/" + root + "/" + unit + "/")
        .contains("serviceControl=[], resourceControl=[]");

    enable(PolicyType.SERVICE_CONTROL_POLICY);
    String id = create("no-queues");
    long before = Long.parseLong(told.getCallerIdentity().userId());
    attach(id, unit);
    assertThat(Long.parseLong(told.getCallerIdentity().userId())).isGreaterThan(before);
    String levels = told.getCallerIdentity().arn();
    assertThat(levels.split("], \\[", -1)).as("root, unit, account").hasSize(3);
    assertThat(levels).contains("Deny").contains("SERVICE_CONTROL");
    assertThat(cloud.client(StsClient.class).getCallerIdentity().arn())
        .as("nothing for the management account")
        .contains("serviceControl=[]");
  }

  private String create(String name) {
    return management
        .createPolicy(
            it ->
                it.name(name)
                    .description("")
                    .content(DENY_ALL)
                    .type(PolicyType.SERVICE_CONTROL_POLICY))
        .policy()
        .policySummary()
        .id();
  }

  private void enable(PolicyType type) {
    management.enablePolicyType(it -> it.rootId(root()).policyType(type));
  }

  private void attach(String policyId, String targetId) {
    management.attachPolicy(it -> it.policyId(policyId).targetId(targetId));
  }

  private List<String> attachedTo(String targetId) {
    return management
        .listPoliciesForTarget(
            it -> it.targetId(targetId).filter(PolicyType.SERVICE_CONTROL_POLICY))
        .policies()
        .stream()
        .map(PolicySummary::name)
        .toList();
  }

  private String root() {
    return management.listRoots(it -> {}).roots().getFirst().id();
  }
}

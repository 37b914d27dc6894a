package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.organizations.OrganizationsRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessDetail;
import software.amazon.awssdk.services.iam.model.GetOrganizationsAccessReportResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.SortKeyType;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.PolicyType;

/** What an organization's accounts accessed, of what its policies let them. */
@CloudjarTest(rooms = {IamRoom.class, OrganizationsRoom.class})
class OrganizationReportTest {
  private static final String ONLY =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:*","organizations:*","sqs:*"],"Resource":"*"}}""";
  private static final String NOT_SQS =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}}""";

  private final IamClient iam;
  private final OrganizationsClient organizations;
  private final TestCloud cloud;
  private final String organization;
  private final String root;
  private final String unit;
  private final String inUnit;
  private final String inRoot;

  OrganizationReportTest(IamClient iam, OrganizationsClient organizations, TestCloud cloud) {
    this.iam = iam;
    this.organizations = organizations;
    this.cloud = cloud;
    cloud.clock().freeze();
    this.organization = organizations.createOrganization(it -> {}).organization().id();
    this.root = organizations.listRoots().roots().getFirst().id();
    organizations.enablePolicyType(
        it -> it.rootId(root).policyType(PolicyType.SERVICE_CONTROL_POLICY));
    this.unit =
        organizations
            .createOrganizationalUnit(it -> it.parentId(root).name("unit"))
            .organizationalUnit()
            .id();
    this.inRoot = join();
    this.inUnit = join();
    organizations.moveAccount(
        it -> it.accountId(inUnit).sourceParentId(root).destinationParentId(unit));
  }

  @Test
  void the_services_that_policies_allow_are_told_with_their_last_uses() {
    restrict(unit, ONLY);
    Instant first = cloud.clock().now().truncatedTo(ChronoUnit.SECONDS);
    iamOf(inUnit).listUsers();
    cloud.clock().advance(Duration.ofHours(1));
    iamOf(inRoot).listUsers();
    iam.listUsers();

    var ofUnit = report(path(root, unit), null);
    assertThat(ofUnit.jobStatus()).isEqualTo(JobStatusType.COMPLETED);
    assertThat(ofUnit.accessDetails())
        .extracting(AccessDetail::serviceNamespace)
        .containsExactly("iam", "organizations", "sqs");
    assertThat(ofUnit.numberOfServicesAccessible()).isEqualTo(3);
    assertThat(ofUnit.numberOfServicesNotAccessed()).isEqualTo(1);
    AccessDetail used = ofUnit.accessDetails().getFirst();
    assertThat(used.serviceName()).isEqualTo("AWS Identity and Access Management");
    assertThat(used.entityPath()).isEqualTo(path(root, unit, inUnit));
    assertThat(used.lastAuthenticatedTime()).isEqualTo(first);
    assertThat(used.region()).isEqualTo("us-east-1");
    assertThat(used.totalAuthenticatedEntities()).isEqualTo(1);
    AccessDetail unused = ofUnit.accessDetails().getLast();
    assertThat(unused.lastAuthenticatedTime()).isNull();
    assertThat(unused.totalAuthenticatedEntities()).isZero();

    AccessDetail both = detail(report(path(root), null), "iam");
    assertThat(both.entityPath()).as("the later one").isEqualTo(path(root, inRoot));
    assertThat(both.totalAuthenticatedEntities()).as("without the management's").isEqualTo(2);
    AccessDetail own = detail(report(path(root, cloud.accountId()), null), "iam");
    assertThat(own.totalAuthenticatedEntities()).isEqualTo(1);
    assertThat(report(path(root, unit, inUnit), null).accessDetails()).hasSize(3);
  }

  @Test
  void a_policy_is_told_of_by_itself_where_it_applies() {
    String policy = restrict(unit, ONLY);
    iamOf(inUnit).listUsers();
    iamOf(inRoot).listUsers();
    assertThat(detail(report(path(root), policy), "iam").totalAuthenticatedEntities()).isOne();
    assertThat(detail(report(path(root, inRoot), policy), "iam").totalAuthenticatedEntities())
        .isZero();
    String denying = restrict(root, NOT_SQS);
    assertThat(report(path(root), null).accessDetails())
        .extracting(AccessDetail::serviceNamespace)
        .contains("iam")
        .doesNotContain("sqs");
    assertThat(report(path(root), denying).accessDetails()).isEmpty();
  }

  @Test
  void a_report_is_sorted_paged_and_there_for_a_week() {
    restrict(unit, ONLY);
    iamOf(inUnit).listUsers();
    String job = begin(path(root, unit), null);
    assertThat(iam.getOrganizationsAccessReport(it -> it.jobId(job)).jobStatus())
        .isEqualTo(JobStatusType.IN_PROGRESS);
    cloud.clock().advance(Duration.ofSeconds(2));
    assertThat(sorted(job, SortKeyType.SERVICE_NAMESPACE_DESCENDING))
        .containsExactly("sqs", "organizations", "iam");
    assertThat(sorted(job, SortKeyType.LAST_AUTHENTICATED_TIME_DESCENDING))
        .startsWith("organizations");
    assertThat(sorted(job, SortKeyType.LAST_AUTHENTICATED_TIME_ASCENDING)).startsWith("sqs");
    var page = iam.getOrganizationsAccessReport(it -> it.jobId(job).maxItems(2));
    assertThat(page.accessDetails()).hasSize(2);
    assertThat(page.isTruncated()).isTrue();
    assertThat(
            iam.getOrganizationsAccessReport(it -> it.jobId(job).marker(page.marker()))
                .accessDetails())
        .hasSize(1);
    cloud.clock().advance(Duration.ofDays(8));
    refused(() -> iam.getOrganizationsAccessReport(it -> it.jobId(job)))
        .withCode("NoSuchEntity")
        .withStatus(404);
  }

  @Test
  void who_does_not_manage_the_organization_or_may_not_ask_it_gets_none() {
    refused(
            () ->
                iamOf(inUnit)
                    .generateOrganizationsAccessReport(it -> it.entityPath(path(root, unit))))
        .withCode("AccessDenied");
    refused(() -> begin(organization + "/" + "r-none", null)).withCode("InvalidInput");
    refused(() -> begin(path(root, unit, inRoot), null)).withCode("InvalidInput");
    refused(() -> begin(path(root), "p-nosuchpolicy")).withCode("InvalidInput");
    iam.createUser(it -> it.userName("alice"));
    permit("\"iam:GenerateOrganizationsAccessReport\"");
    var key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    IamClient alice =
        cloud.client(
            IamClient.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    refused(() -> alice.generateOrganizationsAccessReport(it -> it.entityPath(path(root))))
        .withCode("AccessDenied")
        .withStatus(403);
    permit("\"iam:GenerateOrganizationsAccessReport\",\"organizations:List*\"");
    refused(() -> alice.generateOrganizationsAccessReport(it -> it.entityPath(path(root))))
        .withCode("AccessDenied");
    permit(
        "\"iam:GenerateOrganizationsAccessReport\",\"organizations:List*\",\"organizations:DescribePolicy\"");
    alice.generateOrganizationsAccessReport(it -> it.entityPath(path(root)));
  }

  private void permit(String actions) {
    iam.putUserPolicy(
        it ->
            it.userName("alice")
                .policyName("some")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":[%s],"Resource":"*"}}"""
                        .formatted(actions)));
  }

  private List<String> sorted(String job, SortKeyType key) {
    return iam
        .getOrganizationsAccessReport(it -> it.jobId(job).sortKey(key))
        .accessDetails()
        .stream()
        .map(AccessDetail::serviceNamespace)
        .toList();
  }

  private static AccessDetail detail(GetOrganizationsAccessReportResponse report, String service) {
    return report.accessDetails().stream()
        .filter(it -> it.serviceNamespace().equals(service))
        .findFirst()
        .orElseThrow();
  }

  private String path(String... ids) {
    return organization + "/" + String.join("/", ids);
  }

  private String begin(String path, @Nullable String policy) {
    return iam.generateOrganizationsAccessReport(
            it -> it.entityPath(path).organizationsPolicyId(policy))
        .jobId();
  }

  private GetOrganizationsAccessReportResponse report(String path, @Nullable String policy) {
    String job = begin(path, policy);
    cloud.clock().advance(Duration.ofSeconds(2));
    return iam.getOrganizationsAccessReport(it -> it.jobId(job).maxItems(1000));
  }

  /** Attaches a policy in place of the one that allows everything. */
  private String restrict(String target, String document) {
    String policy =
        organizations
            .createPolicy(
                it ->
                    it.name(cloud.unique("policy"))
                        .description("text")
                        .type(PolicyType.SERVICE_CONTROL_POLICY)
                        .content(document))
            .policy()
            .policySummary()
            .id();
    organizations.attachPolicy(it -> it.policyId(policy).targetId(target));
    if (document.contains("Allow")) {
      organizations.detachPolicy(it -> it.policyId("p-FullAWSAccess").targetId(target));
    }
    return policy;
  }

  private IamClient iamOf(String account) {
    return cloud.client(IamClient.class, cloud.credentialsOf(account));
  }

  private String join() {
    String account = cloud.newAccountId();
    String handshake =
        organizations
            .inviteAccountToOrganization(it -> it.target(to -> to.type("ACCOUNT").id(account)))
            .handshake()
            .id();
    cloud
        .client(OrganizationsClient.class, cloud.credentialsOf(account))
        .acceptHandshake(it -> it.handshakeId(handshake));
    return account;
  }
}

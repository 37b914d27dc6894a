package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import dev.cloudjar.sts.StsRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessAdvisorUsageGranularityType;
import software.amazon.awssdk.services.iam.model.EntityDetails;
import software.amazon.awssdk.services.iam.model.GetServiceLastAccessedDetailsResponse;
import software.amazon.awssdk.services.iam.model.JobStatusType;
import software.amazon.awssdk.services.iam.model.PolicyGrantingServiceAccess;
import software.amazon.awssdk.services.iam.model.PolicyOwnerEntityType;
import software.amazon.awssdk.services.iam.model.PolicyType;
import software.amazon.awssdk.services.iam.model.ServiceLastAccessed;
import software.amazon.awssdk.services.iam.model.TrackedActionLastAccessed;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.sts.StsClient;

/** Who could access what, and when they did. */
@CloudjarTest(rooms = {IamRoom.class, StsRoom.class, KmsRoom.class})
class AccessReportTest {
  private static final AccessAdvisorUsageGranularityType BY_ACTION =
      AccessAdvisorUsageGranularityType.ACTION_LEVEL;

  private final IamClient iam;
  private final TestCloud cloud;

  AccessReportTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void a_report_tells_of_the_services_that_policies_allow_and_the_last_try_of_each() {
    IamClient alice = iamOf("alice", "\"Action\": [\"iam:ListUsers\", \"sqs:*\"]");
    alice.listUsers();
    Instant first = cloud.clock().now().truncatedTo(ChronoUnit.SECONDS);
    cloud.clock().advance(Duration.ofHours(1));
    refused(alice::listRoles).withCode("AccessDenied");
    Instant last = first.plus(Duration.ofHours(1));

    var report = report(arn("user/alice"), null);

    assertThat(report.jobStatus()).isEqualTo(JobStatusType.COMPLETED);
    assertThat(report.jobType()).isEqualTo(AccessAdvisorUsageGranularityType.SERVICE_LEVEL);
    assertThat(report.jobCompletionDate()).isAfterOrEqualTo(report.jobCreationDate());
    assertThat(report.servicesLastAccessed())
        .extracting(ServiceLastAccessed::serviceNamespace)
        .containsExactly("iam", "sqs");
    ServiceLastAccessed used = report.servicesLastAccessed().getFirst();
    assertThat(used.serviceName()).isEqualTo("AWS Identity and Access Management");
    assertThat(used.lastAuthenticated()).isEqualTo(last);
    assertThat(used.lastAuthenticatedEntity()).isEqualTo(arn("user/alice"));
    assertThat(used.lastAuthenticatedRegion()).isEqualTo("us-east-1");
    assertThat(used.totalAuthenticatedEntities()).isEqualTo(1);
    assertThat(used.hasTrackedActionsLastAccessed()).isFalse();
    ServiceLastAccessed unused = report.servicesLastAccessed().getLast();
    assertThat(unused.serviceName()).isEqualTo("Amazon SQS");
    assertThat(unused.lastAuthenticated()).isNull();
    assertThat(unused.lastAuthenticatedEntity()).isNull();
    assertThat(unused.totalAuthenticatedEntities()).isZero();
  }

  @Test
  void single_actions_are_told_where_they_are_asked_for() {
    IamClient alice = iamOf("alice", "\"Action\": [\"iam:ListUsers\", \"iam:ListRoles\"]");
    alice.listUsers();
    Instant time = cloud.clock().now().truncatedTo(ChronoUnit.SECONDS);
    var service = report(arn("user/alice"), BY_ACTION).servicesLastAccessed().getFirst();
    assertThat(service.trackedActionsLastAccessed())
        .containsExactly(
            TrackedActionLastAccessed.builder().actionName("ListRoles").build(),
            TrackedActionLastAccessed.builder()
                .actionName("ListUsers")
                .lastAccessedEntity(arn("user/alice"))
                .lastAccessedRegion("us-east-1")
                .lastAccessedTime(time)
                .build());
  }

  @Test
  void what_was_tried_more_than_four_hundred_days_ago_is_forgotten() {
    IamClient alice = iamOf("alice", "\"Action\": \"iam:ListUsers\"");
    alice.listUsers();
    cloud.clock().advance(Duration.ofDays(399));
    assertThat(
            report(arn("user/alice"), null).servicesLastAccessed().getFirst().lastAuthenticated())
        .isNotNull();
    cloud.clock().advance(Duration.ofDays(2));
    assertThat(
            report(arn("user/alice"), null).servicesLastAccessed().getFirst().lastAuthenticated())
        .isNull();
  }

  @Test
  void a_policys_report_tells_of_everybody_who_has_it() {
    String policy = policy("reader", "\"Action\": \"iam:List*\"");
    IamClient alice = iamOf("alice", null);
    iamOf("carol", null);
    iam.createGroup(it -> it.groupName("g"));
    iam.addUserToGroup(it -> it.groupName("g").userName("alice"));
    iam.addUserToGroup(it -> it.groupName("g").userName("carol"));
    iam.attachGroupPolicy(it -> it.groupName("g").policyArn(policy));
    IamClient session = iamOfRole("r");
    iam.attachRolePolicy(it -> it.roleName("r").policyArn(policy));
    alice.listUsers();
    cloud.clock().advance(Duration.ofMinutes(10));
    session.listUsers();

    var report = report(policy, null);
    ServiceLastAccessed service = report.servicesLastAccessed().getFirst();
    assertThat(service.totalAuthenticatedEntities()).isEqualTo(2);
    assertThat(service.lastAuthenticatedEntity()).isEqualTo(arn("role/r"));
    List<EntityDetails> entities = entities(policy, "iam");
    assertThat(entities)
        .extracting(it -> it.entityInfo().name())
        .containsExactly("r", "alice", "carol");
    assertThat(entities.getFirst().entityInfo().type()).isEqualTo(PolicyOwnerEntityType.ROLE);
    assertThat(entities.getFirst().entityInfo().arn()).isEqualTo(arn("role/r"));
    assertThat(entities.getLast().lastAuthenticated()).isNull();

    var group = report(arn("group/g"), null).servicesLastAccessed().getFirst();
    assertThat(group.totalAuthenticatedEntities()).isEqualTo(1);
    assertThat(group.lastAuthenticatedEntity()).isEqualTo(arn("user/alice"));
    String aws = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
    assertThat(report(aws, null).servicesLastAccessed())
        .extracting(ServiceLastAccessed::serviceNamespace)
        .contains("iam");
    assertThat(entities(aws, "iam")).isEmpty();
  }

  @Test
  void other_services_are_told_apart() {
    IamClient alice = iamOf("alice", "\"Action\": [\"iam:List*\", \"kms:ListKeys\"]");
    alice.listUsers();
    var key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    KmsClient kms = cloud.client(KmsClient.class, basic(key.accessKeyId(), key.secretAccessKey()));
    kms.listKeys();
    try {
      kms.createKey();
    } catch (KmsException e) {
      assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
    }
    var services = report(arn("user/alice"), BY_ACTION).servicesLastAccessed();
    assertThat(services)
        .extracting(ServiceLastAccessed::serviceNamespace)
        .containsExactly("iam", "kms");
    assertThat(services.getLast().serviceName()).isEqualTo("AWS Key Management Service");
    assertThat(services.getLast().trackedActionsLastAccessed())
        .extracting(TrackedActionLastAccessed::actionName)
        .containsExactly("ListKeys");
    assertThat(services.getLast().trackedActionsLastAccessed().getFirst().lastAccessedTime())
        .isNotNull();
  }

  @Test
  void a_report_is_its_askers_and_comes_page_by_page() {
    iamOf("alice", "\"Action\": \"*\"");
    String job = generate(arn("user/alice"), null);
    var early = iam.getServiceLastAccessedDetails(it -> it.jobId(job));
    assertThat(early.jobStatus()).isEqualTo(JobStatusType.IN_PROGRESS);
    assertThat(early.servicesLastAccessed()).isEmpty();
    cloud.clock().advance(Duration.ofSeconds(2));
    var first = iam.getServiceLastAccessedDetails(it -> it.jobId(job).maxItems(2));
    assertThat(first.servicesLastAccessed()).hasSize(2);
    assertThat(first.isTruncated()).isTrue();
    var rest = iam.getServiceLastAccessedDetails(it -> it.jobId(job).marker(first.marker()));
    assertThat(rest.servicesLastAccessed()).hasSizeGreaterThan(20);
    assertThat(rest.isTruncated()).isFalse();
    IamClient bob = iamOf("bob", "\"Action\": \"*\"");
    refused(() -> bob.getServiceLastAccessedDetails(it -> it.jobId(job)))
        .withCode("NoSuchEntity")
        .withStatus(404);
    cloud.clock().advance(Duration.ofDays(8));
    refused(() -> iam.getServiceLastAccessedDetails(it -> it.jobId(job))).withCode("NoSuchEntity");
  }

  @Test
  void what_is_not_there_has_no_report() {
    refused(() -> generate(arn("user/nobody"), null)).withCode("NoSuchEntity").withStatus(404);
    refused(() -> generate("arn:aws:s3:::bucket-of-mine", null))
        .withCode("InvalidInput")
        .withStatus(400);
    refused(() -> generate("arn:aws:iam::999999999999:user/a", null))
        .withCode("AccessDenied")
        .withStatus(403);
    iamOf("alice", "\"Action\": \"iam:List*\"");
    String job = generate(arn("user/alice"), null);
    iam.deleteUserPolicy(it -> it.userName("alice").policyName("own"));
    iam.listAccessKeys(it -> it.userName("alice"))
        .accessKeyMetadata()
        .forEach(
            key -> iam.deleteAccessKey(it -> it.userName("alice").accessKeyId(key.accessKeyId())));
    iam.deleteUser(it -> it.userName("alice"));
    cloud.clock().advance(Duration.ofSeconds(2));
    var failed = iam.getServiceLastAccessedDetails(it -> it.jobId(job));
    assertThat(failed.jobStatus()).isEqualTo(JobStatusType.FAILED);
    assertThat(failed.error().code()).isEqualTo("NoSuchEntity");
  }

  @Test
  void policies_that_grant_a_service_are_listed_by_service() {
    String managed = policy("lists", "\"Action\": [\"iam:List*\", \"s3:GetObject\"]");
    iamOf("alice", "\"Action\": \"iam:GetUser\"");
    iam.attachUserPolicy(it -> it.userName("alice").policyArn(managed));
    iam.createGroup(it -> it.groupName("g"));
    iam.addUserToGroup(it -> it.groupName("g").userName("alice"));
    iam.putGroupPolicy(
        it -> it.groupName("g").policyName("all").policyDocument(document("\"Action\": \"*\"")));
    var listed =
        iam.listPoliciesGrantingServiceAccess(
                it -> it.arn(arn("user/alice")).serviceNamespaces("iam", "s3", "kms"))
            .policiesGrantingServiceAccess();
    assertThat(listed).extracting(it -> it.serviceNamespace()).containsExactly("iam", "s3", "kms");
    var all =
        PolicyGrantingServiceAccess.builder()
            .policyName("all")
            .policyType(PolicyType.INLINE)
            .entityType(PolicyOwnerEntityType.GROUP)
            .entityName("g")
            .build();
    var lists =
        PolicyGrantingServiceAccess.builder()
            .policyName("lists")
            .policyType(PolicyType.MANAGED)
            .policyArn(managed)
            .build();
    assertThat(listed.get(0).policies())
        .containsExactly(
            all,
            lists,
            PolicyGrantingServiceAccess.builder()
                .policyName("own")
                .policyType(PolicyType.INLINE)
                .entityType(PolicyOwnerEntityType.USER)
                .entityName("alice")
                .build());
    assertThat(listed.get(1).policies()).containsExactly(all, lists);
    assertThat(listed.get(2).policies()).containsExactly(all);
    refused(
            () ->
                iam.listPoliciesGrantingServiceAccess(
                    it -> it.arn(managed).serviceNamespaces("iam")))
        .withCode("InvalidInput");
    refused(
            () ->
                iam.listPoliciesGrantingServiceAccess(
                    it -> it.arn(arn("role/none")).serviceNamespaces("iam")))
        .withCode("NoSuchEntity");
  }

  private String generate(
      String arn, @org.jspecify.annotations.Nullable AccessAdvisorUsageGranularityType level) {
    return iam.generateServiceLastAccessedDetails(it -> it.arn(arn).granularity(level)).jobId();
  }

  private GetServiceLastAccessedDetailsResponse report(
      String arn, @org.jspecify.annotations.Nullable AccessAdvisorUsageGranularityType level) {
    String job = generate(arn, level);
    cloud.clock().advance(Duration.ofSeconds(2));
    return iam.getServiceLastAccessedDetails(it -> it.jobId(job));
  }

  private List<EntityDetails> entities(String arn, String namespace) {
    String job = generate(arn, null);
    cloud.clock().advance(Duration.ofSeconds(2));
    return iam.getServiceLastAccessedDetailsWithEntities(
            it -> it.jobId(job).serviceNamespace(namespace))
        .entityDetailsList();
  }

  private String arn(String resource) {
    return "arn:aws:iam::" + cloud.accountId() + ":" + resource;
  }

  private static String document(String actions) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", "
        + actions
        + ", \"Resource\": \"*\"}}";
  }

  private String policy(String name, String actions) {
    return iam.createPolicy(it -> it.policyName(name).policyDocument(document(actions)))
        .policy()
        .arn();
  }

  private IamClient iamOf(String user, @org.jspecify.annotations.Nullable String actions) {
    iam.createUser(it -> it.userName(user));
    if (actions != null) {
      iam.putUserPolicy(
          it -> it.userName(user).policyName("own").policyDocument(document(actions)));
    }
    var key = iam.createAccessKey(it -> it.userName(user)).accessKey();
    return cloud.client(IamClient.class, basic(key.accessKeyId(), key.secretAccessKey()));
  }

  private IamClient iamOfRole(String name) {
    String trust =
        """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "sts:AssumeRole"}}
        """
            .formatted(arn("root"));
    String role =
        iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(trust)).role().arn();
    iamOf("assumer", "\"Action\": \"sts:AssumeRole\"");
    var key = iam.createAccessKey(it -> it.userName("assumer")).accessKey();
    var session =
        cloud
            .client(StsClient.class, basic(key.accessKeyId(), key.secretAccessKey()))
            .assumeRole(it -> it.roleArn(role).roleSessionName("session"))
            .credentials();
    return cloud.client(
        IamClient.class,
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create(
                session.accessKeyId(), session.secretAccessKey(), session.sessionToken())));
  }

  private static AwsCredentialsProvider basic(String id, String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
  }
}

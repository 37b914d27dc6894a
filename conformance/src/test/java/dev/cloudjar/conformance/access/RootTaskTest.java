package dev.cloudjar.conformance.access;

import static dev.cloudjar.conformance.access.Refusals.denied;
import static dev.cloudjar.conformance.access.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.StsClient;

/** Sessions of the roots of an organization's members: what they are for, and nothing else. */
@CloudjarTest
class RootTaskTest {
  private static final String TASKS = "arn:aws:iam::aws:policy/root-task/";
  private static final String NOBODY =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"%s","Resource":"*"}}""";

  private final TestCloud cloud;
  private final OrganizationsClient management;
  private final IamClient iam;
  private final String member;
  private final AwsCredentialsProvider auditor;

  RootTaskTest(TestCloud cloud, OrganizationsClient management, IamClient iam) {
    this.cloud = cloud;
    this.management = management;
    this.iam = iam;
    this.member = cloud.newAccountId();
    management.createOrganization(it -> {});
    management.enableAWSServiceAccess(it -> it.servicePrincipal("iam.amazonaws.com"));
    join(member);
    Users users = new Users(cloud, cloud.accountId());
    this.auditor = users.create("auditor");
    users.permit("auditor", "roots", Users.allow("sts:AssumeRoot", "arn:aws:iam::*:root"));
  }

  @Test
  void a_bucket_that_nobody_may_use_is_opened_again() {
    iam.enableOrganizationsRootSessions(it -> {});
    S3Client own = cloud.client(S3Client.class, cloud.credentialsOf(member));
    String bucket = cloud.unique("locked");
    own.createBucket(it -> it.bucket(bucket));
    own.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    NOBODY
                        .formatted("s3:*")
                        .replace(
                            "\"Resource\":\"*\"",
                            "\"Resource\":[\"arn:aws:s3:::%s\",\"arn:aws:s3:::%s/*\"]"
                                .formatted(bucket, bucket))));
    denied(() -> own.listObjectsV2(it -> it.bucket(bucket)));

    S3Client root = cloud.client(S3Client.class, session("S3UnlockBucketPolicy"));
    assertThat(root.listBuckets().buckets()).extracting(it -> it.name()).contains(bucket);
    denied(() -> root.listObjectsV2(it -> it.bucket(bucket)));
    denied(() -> root.createBucket(it -> it.bucket(bucket + "-2")));
    root.deleteBucketPolicy(it -> it.bucket(bucket));
    assertThat(own.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
    denied(() -> root.listObjectsV2(it -> it.bucket(bucket)));
  }

  @Test
  void a_queue_that_nobody_may_use_is_opened_again() {
    iam.enableOrganizationsRootSessions(it -> {});
    SqsClient own = cloud.client(SqsClient.class, cloud.credentialsOf(member));
    String queue = own.createQueue(it -> it.queueName("locked")).queueUrl();
    own.setQueueAttributes(
        it ->
            it.queueUrl(queue)
                .attributes(Map.of(QueueAttributeName.POLICY, NOBODY.formatted("sqs:*"))));
    denied(() -> own.sendMessage(it -> it.queueUrl(queue).messageBody("text")));

    SqsClient root = cloud.client(SqsClient.class, session("SQSUnlockQueuePolicy"));
    denied(() -> root.purgeQueue(it -> it.queueUrl(queue)));
    root.setQueueAttributes(
        it -> it.queueUrl(queue).attributes(Map.of(QueueAttributeName.POLICY, "")));
    own.sendMessage(it -> it.queueUrl(queue).messageBody("text"));
  }

  @Test
  void credentials_of_a_root_are_seen_and_taken_away_and_a_password_is_allowed() {
    iam.enableOrganizationsRootCredentialsManagement(it -> {});
    IamClient own = cloud.client(IamClient.class, cloud.credentialsOf(member));
    own.createUser(it -> it.userName("alice"));
    String key = own.createAccessKey().accessKey().accessKeyId();

    IamClient maker = cloud.client(IamClient.class, session("IAMCreateRootUserPassword"));
    refused(() -> maker.getLoginProfile(it -> {}), "NoSuchEntity", 404);
    maker.createLoginProfile(it -> {});
    refused(() -> maker.createLoginProfile(it -> {}), "EntityAlreadyExists", 409);
    assertThat(maker.getLoginProfile(it -> {}).loginProfile().createDate()).isNotNull();
    denied(() -> maker.getLoginProfile(it -> it.userName("alice")));
    denied(() -> maker.createUser(it -> it.userName("bob")));
    denied(() -> maker.listAccessKeys());

    IamClient auditing = cloud.client(IamClient.class, session("IAMAuditRootUserCredentials"));
    assertThat(auditing.listAccessKeys().accessKeyMetadata())
        .extracting(it -> it.accessKeyId())
        .containsExactly(key);
    assertThat(auditing.getAccessKeyLastUsed(it -> it.accessKeyId(key)).accessKeyLastUsed())
        .isNotNull();
    assertThat(auditing.listSigningCertificates().certificates()).isEmpty();
    assertThat(auditing.listMFADevices().mfaDevices()).isEmpty();
    assertThat(auditing.getUser().user().arn()).isEqualTo("arn:aws:iam::" + member + ":root");
    assertThat(auditing.getAccountSummary().summaryMap())
        .containsEntry(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT, 1)
        .containsEntry(SummaryKeyType.ACCOUNT_PASSWORD_PRESENT, 1);
    denied(() -> auditing.deleteAccessKey(it -> it.accessKeyId(key)));

    IamClient deleting = cloud.client(IamClient.class, session("IAMDeleteRootUserCredentials"));
    deleting.deleteAccessKey(it -> it.accessKeyId(key));
    deleting.deleteLoginProfile(it -> {});
    assertThat(own.getAccountSummary().summaryMap())
        .containsEntry(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT, 0)
        .containsEntry(SummaryKeyType.ACCOUNT_PASSWORD_PRESENT, 0);
    refused(() -> own.getLoginProfile(it -> {}), "ValidationError", 400);
  }

  @Test
  void only_who_manages_the_organization_comes_in_and_only_once_it_is_enabled() {
    denied(() -> session("S3UnlockBucketPolicy"));
    iam.enableOrganizationsRootCredentialsManagement(it -> {});
    denied(() -> session("S3UnlockBucketPolicy"));
    session("IAMAuditRootUserCredentials");
    iam.enableOrganizationsRootSessions(it -> {});
    session("S3UnlockBucketPolicy");

    StsClient sts = cloud.client(StsClient.class, auditor);
    denied(() -> assume(sts, cloud.accountId(), "S3UnlockBucketPolicy"));
    denied(() -> assume(sts, cloud.newAccountId(), "S3UnlockBucketPolicy"));
    denied(() -> assume(cloud.client(StsClient.class), member, "S3UnlockBucketPolicy"));
    refused(() -> assume(sts, member, "AdministratorAccess"), "ValidationError", 400);
    refused(
        () -> assume(sts, "arn:aws:iam::" + member + ":user/a", "S3UnlockBucketPolicy"),
        "ValidationError",
        400);

    String delegate = cloud.newAccountId();
    join(delegate);
    Users users = new Users(cloud, delegate);
    StsClient delegated = cloud.client(StsClient.class, users.create("auditor"));
    users.permit("auditor", "all", Users.EVERYTHING);
    denied(() -> assume(delegated, member, "S3UnlockBucketPolicy"));
    management.registerDelegatedAdministrator(
        it -> it.accountId(delegate).servicePrincipal("iam.amazonaws.com"));
    assume(delegated, member, "S3UnlockBucketPolicy");
    denied(() -> assume(delegated, cloud.accountId(), "S3UnlockBucketPolicy"));
    IamClient delegatesIam = cloud.client(IamClient.class, cloud.credentialsOf(delegate));
    assertThat(delegatesIam.listOrganizationsFeatures(it -> {}).enabledFeatures()).hasSize(2);
    refused(
        () -> delegatesIam.disableOrganizationsRootSessions(it -> {}),
        "CallerIsNotManagementAccountException",
        400);

    iam.disableOrganizationsRootSessions(it -> {});
    denied(() -> session("S3UnlockBucketPolicy"));
  }

  @Test
  void a_session_lasts_for_a_quarter_of_an_hour_and_is_recorded_as_the_roots() {
    cloud.clock().freeze();
    iam.enableOrganizationsRootSessions(it -> {});
    AwsCredentialsProvider credentials = session("S3UnlockBucketPolicy");
    StsClient root = cloud.client(StsClient.class, credentials);
    assertThat(root.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + member + ":root");
    denied(() -> root.getSessionToken());
    cloud.client(S3Client.class, credentials).listBuckets();
    var events =
        cloud
            .client(CloudTrailClient.class, cloud.credentialsOf(member))
            .lookupEvents(
                it ->
                    it.lookupAttributes(
                        LookupAttribute.builder()
                            .attributeKey(LookupAttributeKey.EVENT_NAME)
                            .attributeValue("ListBuckets")
                            .build()))
            .events();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().cloudTrailEvent())
        .contains("\"type\":\"Root\"", "\"assumedRoot\":\"true\"");
    cloud.clock().advance(Duration.ofMinutes(15));
    refused(() -> cloud.client(S3Client.class, credentials).listBuckets(), "ExpiredToken", 400);
  }

  private void join(String account) {
    String handshake =
        management
            .inviteAccountToOrganization(it -> it.target(to -> to.type("ACCOUNT").id(account)))
            .handshake()
            .id();
    cloud
        .client(OrganizationsClient.class, cloud.credentialsOf(account))
        .acceptHandshake(it -> it.handshakeId(handshake));
  }

  private AwsCredentialsProvider session(String task) {
    return assume(cloud.client(StsClient.class, auditor), member, task);
  }

  private static AwsCredentialsProvider assume(StsClient sts, String target, String task) {
    var made =
        sts.assumeRoot(
                it -> it.targetPrincipal(target).taskPolicyArn(policy -> policy.arn(TASKS + task)))
            .credentials();
    return StaticCredentialsProvider.create(
        AwsSessionCredentials.create(
            made.accessKeyId(), made.secretAccessKey(), made.sessionToken()));
  }
}

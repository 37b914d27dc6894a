package dev.cloudjar.conformance.access;

import static dev.cloudjar.conformance.access.Refusals.denied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.PolicyType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * What an organization says of its accounts: service control policies bind who is in them, resource
 * control policies bind whoever comes to what is in them.
 */
@CloudjarTest
@Behaviour("IAM-POLICY-03")
class ControlPoliciesTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TestCloud cloud;
  private final OrganizationsClient management;
  private final Agreement agreement;
  private final String member;
  private final String root;
  private final String organization;
  private final Things things;

  ControlPoliciesTest(TestCloud cloud, OrganizationsClient management) {
    this.cloud = cloud;
    this.management = management;
    this.member = cloud.newAccountId();
    this.organization = management.createOrganization(it -> {}).organization().id();
    String handshake =
        management
            .inviteAccountToOrganization(it -> it.target(to -> to.type("ACCOUNT").id(member)))
            .handshake()
            .id();
    cloud
        .client(OrganizationsClient.class, cloud.credentialsOf(member))
        .acceptHandshake(it -> it.handshakeId(handshake));
    this.root = management.listRoots(it -> {}).roots().getFirst().id();
    management.enablePolicyType(
        it -> it.rootId(root).policyType(PolicyType.SERVICE_CONTROL_POLICY));
    management.enablePolicyType(
        it -> it.rootId(root).policyType(PolicyType.RESOURCE_CONTROL_POLICY));
    this.things = new Things(member);
    this.agreement = Agreement.watch(cloud);
  }

  @AfterEach
  void everything_is_simulated_as_it_was_met() {
    agreement.assertHolds();
  }

  @Test
  void resource_control_policies_bind_whoever_comes() {
    Caller stranger = new Caller(worker(cloud.newAccountId()));
    Caller own = new Caller(worker(member));
    stranger.all().values().forEach(Runnable::run);
    String policy =
        attach(
            PolicyType.RESOURCE_CONTROL_POLICY,
            root,
            """
            {"Version":"2012-10-17","Statement":{"Sid":"OwnOnly","Effect":"Deny","Principal":"*",
             "Action":["s3:*","sqs:*","kms:*","sts:*"],"Resource":"*","Condition":{
               "StringNotEqualsIfExists":{"aws:PrincipalOrgID":"%s"},
               "BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}}"""
                .formatted(organization));

    own.all().values().forEach(Runnable::run);
    stranger
        .all()
        .forEach(
            (action, call) ->
                assertThat(explained(call::run))
                    .as(action)
                    .contains(
                        "may not " + action,
                        "with an explicit deny in a resource control policy",
                        policy,
                        "Deny OwnOnly applies"));
    management.detachPolicy(it -> it.policyId(id(policy)).targetId(root));
    stranger.all().values().forEach(Runnable::run);
  }

  @Test
  void the_anonymous_and_the_root_meet_resource_control_policies() {
    S3Client anonymous =
        cloud.clientOverSocket(
            S3Client.class,
            software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider.create());
    Caller memberRoot = new Caller(cloud.credentialsOf(member));
    read(anonymous);
    attach(
        PolicyType.RESOURCE_CONTROL_POLICY,
        member,
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",
         "Resource":"*"}}""");
    denied(() -> read(anonymous));
    denied(() -> read(memberRoot.s3));
    memberRoot.all().get("sqs:SendMessage").run();
  }

  @Test
  void resource_control_policies_say_nothing_of_services_without_them_and_of_aws_managed_keys() {
    attach(
        PolicyType.RESOURCE_CONTROL_POLICY,
        root,
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*",
         "Action":["kms:*","iam:*"],"Resource":"*"}}""");
    AwsCredentialsProvider memberRoot = cloud.credentialsOf(member);
    assertThat(cloud.client(IamClient.class, memberRoot).listUsers().users()).isNotNull();
    KmsClient kms = cloud.client(KmsClient.class, memberRoot);
    assertThat(kms.describeKey(it -> it.keyId("alias/aws/s3")).keyMetadata().keyManagerAsString())
        .isEqualTo("AWS");
    assertThat(explained(() -> kms.describeKey(it -> it.keyId(things.key))))
        .contains("with an explicit deny in a resource control policy");
  }

  @Test
  void service_control_policies_bind_who_is_in_an_account() {
    Caller own = new Caller(worker(member));
    Caller memberRoot = new Caller(cloud.credentialsOf(member));
    Caller manager = new Caller(worker(cloud.accountId()));
    Caller stranger = new Caller(worker(cloud.newAccountId()));
    String policy =
        attach(
            PolicyType.SERVICE_CONTROL_POLICY,
            root,
            """
            {"Version":"2012-10-17","Statement":{"Sid":"Nothing","Effect":"Deny","Resource":"*",
             "Action":["s3:GetObject","sqs:SendMessage","kms:Encrypt","sts:AssumeRole"]}}""");
    own.all()
        .forEach(
            (action, call) ->
                assertThat(explained(call::run))
                    .as(action)
                    .contains(
                        "may not " + action,
                        "with an explicit deny in a service control policy",
                        policy,
                        "Deny Nothing applies"));
    memberRoot.all().entrySet().stream()
        .filter(it -> !it.getKey().equals("sts:AssumeRole")) // no root assumes a role
        .forEach(
            it ->
                assertThat(explained(it.getValue()::run))
                    .contains("with an explicit deny in a service control policy"));
    manager.all().values().forEach(Runnable::run);
    stranger.all().values().forEach(Runnable::run);
  }

  @Test
  void every_level_has_to_allow() {
    Caller own = new Caller(worker(member));
    String unit =
        management
            .createOrganizationalUnit(it -> it.parentId(root).name("unit"))
            .organizationalUnit()
            .id();
    management.moveAccount(
        it -> it.accountId(member).sourceParentId(root).destinationParentId(unit));
    String policy =
        attach(
            PolicyType.SERVICE_CONTROL_POLICY,
            unit,
            """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*",
             "Action":["s3:*","iam:SimulatePrincipalPolicy"]}}""");
    own.all().values().forEach(Runnable::run);
    management.detachPolicy(it -> it.policyId("p-FullAWSAccess").targetId(unit));
    Map<String, Runnable> calls = own.all();
    calls.remove("s3:GetObject").run();
    calls.forEach(
        (action, call) ->
            assertThat(explained(call::run))
                .as(action)
                .contains(
                    "because no service control policy allows the " + action + " action", policy));
  }

  private static String id(String policyArn) {
    return policyArn.substring(policyArn.lastIndexOf('/') + 1);
  }

  /** Makes a policy and attaches it; its ARN. */
  private String attach(PolicyType type, String target, String content) {
    String arn =
        management
            .createPolicy(
                it -> it.name(cloud.unique("policy")).description("").type(type).content(content))
            .policy()
            .policySummary()
            .arn();
    management.attachPolicy(it -> it.policyId(id(arn)).targetId(target));
    return arn;
  }

  private AwsCredentialsProvider worker(String accountId) {
    Users users = new Users(cloud, accountId);
    AwsCredentialsProvider worker = users.create("worker");
    users.permit("worker", "everything", Users.EVERYTHING);
    return worker;
  }

  private void read(S3Client s3) {
    s3.getObjectAsBytes(it -> it.bucket(things.bucket).key("key"));
  }

  /** Why a call was refused, as the page of decisions tells people. */
  private String explained(ThrowingCallable call) {
    AwsServiceException refusal = catchThrowableOfType(AwsServiceException.class, call);
    assertThat(refusal).as("refusal").isNotNull();
    String id =
        refusal
            .awsErrorDetails()
            .sdkHttpResponse()
            .firstMatchingHeader("x-cloudjar-decision")
            .orElseThrow();
    URI page = cloud.endpoint().resolve("/_cloudjar/decisions/" + id + ".txt");
    return HTTP.sendAsync(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
        .join()
        .body();
  }

  /** A call of each service, over HTTP. */
  private final class Caller {
    private final S3Client s3;
    private final SqsClient sqs;
    private final KmsClient kms;
    private final StsClient sts;

    Caller(AwsCredentialsProvider credentials) {
      this.s3 = cloud.clientOverSocket(S3Client.class, credentials);
      this.sqs = cloud.clientOverSocket(SqsClient.class, credentials);
      this.kms = cloud.clientOverSocket(KmsClient.class, credentials);
      this.sts = cloud.clientOverSocket(StsClient.class, credentials);
    }

    Map<String, Runnable> all() {
      return new java.util.TreeMap<>(
          Map.of(
              "s3:GetObject", () -> read(s3),
              "sqs:SendMessage",
                  () -> sqs.sendMessage(it -> it.queueUrl(things.queue).messageBody("text")),
              "kms:Encrypt",
                  () ->
                      kms.encrypt(
                          it -> it.keyId(things.key).plaintext(SdkBytes.fromUtf8String("text"))),
              "sts:AssumeRole",
                  () -> sts.assumeRole(it -> it.roleArn(things.role).roleSessionName("session"))));
    }
  }

  /** A bucket, a queue, a key and a role that are open to everybody. */
  private final class Things {
    private final String bucket;
    private final String queue;
    private final String key;
    private final String role;

    Things(String accountId) {
      AwsCredentialsProvider owner = cloud.credentialsOf(accountId);
      this.bucket = cloud.unique("control");
      S3Client s3 = cloud.client(S3Client.class, owner);
      s3.createBucket(it -> it.bucket(bucket));
      s3.deletePublicAccessBlock(it -> it.bucket(bucket));
      s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString("text"));
      s3.putBucketPolicy(
          it ->
              it.bucket(bucket).policy(open("s3:GetObject", "arn:aws:s3:::" + bucket + "/*", "*")));
      this.queue =
          cloud
              .client(SqsClient.class, owner)
              .createQueue(
                  it ->
                      it.queueName("open")
                          .attributes(
                              Map.of(QueueAttributeName.POLICY, open("sqs:SendMessage", "*", "*"))))
              .queueUrl();
      String anybody = "{\"AWS\":\"*\"}";
      this.key =
          cloud
              .client(KmsClient.class, owner)
              .createKey(
                  it ->
                      it.policy(
                          "{\"Version\":\"2012-10-17\",\"Statement\":["
                              + List.of(
                                      statement("kms:*", "*", "{\"AWS\":\"" + accountId + "\"}"),
                                      statement("kms:Encrypt", "*", anybody))
                                  .stream()
                                  .reduce((one, other) -> one + "," + other)
                                  .orElseThrow()
                              + "]}"))
              .keyMetadata()
              .arn();
      this.role =
          cloud
              .client(IamClient.class, owner)
              .createRole(
                  it ->
                      it.roleName("open")
                          .assumeRolePolicyDocument(
                              "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                                  + "\"Action\":\"sts:AssumeRole\",\"Principal\":"
                                  + anybody
                                  + "}}"))
              .role()
              .arn();
    }

    private String open(String action, String resource, String principal) {
      return "{\"Version\":\"2012-10-17\",\"Statement\":"
          + statement(action, resource, "\"" + principal + "\"")
          + "}";
    }

    private String statement(String action, String resource, String principal) {
      return """
          {"Effect":"Allow","Action":"%s","Resource":"%s","Principal":%s}"""
          .formatted(action, resource, principal);
    }
  }
}

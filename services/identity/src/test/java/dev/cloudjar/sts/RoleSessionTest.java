package dev.cloudjar.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.Tag;

/** Sessions of roles, and what they may do. */
@CloudjarTest(rooms = {StsRoom.class, IamRoom.class})
class RoleSessionTest {
  private final IamClient iam;
  private final TestCloud cloud;
  private StsClient alice;

  RoleSessionTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @BeforeEach
  void thereIsAUser() {
    iam.createUser(it -> it.userName("alice"));
    alice = cloud.client(StsClient.class, StaticCredentialsProvider.create(keyOf("alice")));
  }

  private AwsCredentials keyOf(String user) {
    var key = iam.createAccessKey(it -> it.userName(user)).accessKey();
    return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
  }

  private String arn(String kind) {
    return "arn:aws:iam::" + cloud.accountId() + ":" + kind;
  }

  private static String trust(String principal, String rest) {
    return """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Principal": {"AWS": "%s"},
                       "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]%s}}
        """
        .formatted(principal, rest);
  }

  private static String allow(String action) {
    return """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Allow", "Action": "%s", "Resource": "*"}}
        """
        .formatted(action);
  }

  private String role(String name, String trust, String action) {
    String arn =
        iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(trust)).role().arn();
    iam.putRolePolicy(it -> it.roleName(name).policyName("own").policyDocument(allow(action)));
    return arn;
  }

  private static AwsCredentials of(Credentials session) {
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private <C extends SdkClient> C as(Class<C> client, AssumeRoleResponse session) {
    return cloud.client(client, StaticCredentialsProvider.create(of(session.credentials())));
  }

  private static AwsServiceException refused(ThrowingCallable call, String code) {
    AwsServiceException[] caught = new AwsServiceException[1];
    assertThatThrownBy(call)
        .asInstanceOf(type(AwsServiceException.class))
        .satisfies(
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              caught[0] = e;
            });
    return caught[0];
  }

  @Test
  @Behaviour("IAM-POLICY-08")
  void mayDoWhatTheRoleAndTheSessionPolicyBothAllowAndEndInTime() {
    String reader = role("reader", trust(arn("user/alice"), ""), "iam:List*");
    AssumeRoleResponse whole = alice.assumeRole(it -> it.roleArn(reader).roleSessionName("whole"));
    assertThat(whole.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::" + cloud.accountId() + ":assumed-role/reader/whole");
    assertThat(whole.credentials().expiration())
        .isEqualTo(cloud.clock().now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600));
    IamClient all = as(IamClient.class, whole);
    assertThat(all.listUsers().users()).hasSize(1);
    assertThat(all.listRoles().roles()).hasSize(1);
    refused(() -> all.createUser(it -> it.userName("bob")), "AccessDenied");

    IamClient some =
        as(
            IamClient.class,
            alice.assumeRole(
                it ->
                    it.roleArn(reader)
                        .roleSessionName("some")
                        .durationSeconds(900)
                        .policy(
                            """
                            {"Version": "2012-10-17",
                             "Statement": {"Effect": "Allow", "Resource": "*",
                                           "Action": ["iam:ListUsers", "iam:CreateUser"]}}
                            """)));
    assertThat(some.listUsers().users()).hasSize(1);
    refused(some::listRoles, "AccessDenied");
    refused(() -> some.createUser(it -> it.userName("bob")), "AccessDenied");

    cloud.clock().advance(Duration.ofSeconds(901));
    refused(some::listUsers, "ExpiredToken");
    assertThat(all.listUsers().users()).hasSize(1);
    cloud.clock().advance(Duration.ofMinutes(45));
    refused(all::listUsers, "ExpiredToken");
  }

  @Test
  @Behaviour("IAM-POLICY-03")
  void aDenialInTheSessionPolicyWins() {
    String admin = role("admin", trust(arn("user/alice"), ""), "*");
    IamClient limited =
        as(
            IamClient.class,
            alice.assumeRole(
                it ->
                    it.roleArn(admin)
                        .roleSessionName("limited")
                        .policy(
                            """
                            {"Version": "2012-10-17", "Statement": [
                              {"Effect": "Allow", "Action": "*", "Resource": "*"},
                              {"Effect": "Deny", "Action": "iam:ListRoles", "Resource": "*"}]}
                            """)));
    assertThat(limited.listUsers().users()).hasSize(1);
    AwsServiceException denied = refused(limited::listRoles, "AccessDenied");
    assertThat(denied.awsErrorDetails().errorMessage())
        .endsWith("with an explicit deny in a session policy");
  }

  @Test
  void nobodyAssumesARoleThatDoesNotTrustThem() {
    String other = role("other", trust(arn("user/somebody"), ""), "*");
    AwsServiceException denied =
        refused(
            () -> alice.assumeRole(it -> it.roleArn(other).roleSessionName("session")),
            "AccessDenied");
    assertThat(denied.awsErrorDetails().errorMessage())
        .startsWith(
            "User: "
                + arn("user/alice")
                + " is not authorized to perform: sts:AssumeRole on resource: "
                + other);
    refused(
        () -> alice.assumeRole(it -> it.roleArn(arn("role/none")).roleSessionName("session")),
        "AccessDenied");
  }

  @Test
  void aRoleThatTrustsTheAccountLeavesItToTheUsersPolicies() {
    String shared = role("shared", trust(cloud.accountId(), ""), "*");
    refused(
        () -> alice.assumeRole(it -> it.roleArn(shared).roleSessionName("session")),
        "AccessDenied");
    iam.putUserPolicy(
        it -> it.userName("alice").policyName("p").policyDocument(allow("sts:AssumeRole")));
    alice.assumeRole(it -> it.roleArn(shared).roleSessionName("session"));
  }

  @Test
  void anExternalIdMustBeTheOneThatTheTrustNames() {
    String partner =
        role(
            "partner",
            trust(
                arn("user/alice"),
                ", \"Condition\": {\"StringEquals\": {\"sts:ExternalId\": \"secret-42\"}}"),
            "*");
    refused(
        () -> alice.assumeRole(it -> it.roleArn(partner).roleSessionName("session")),
        "AccessDenied");
    refused(
        () ->
            alice.assumeRole(
                it -> it.roleArn(partner).roleSessionName("session").externalId("secret-41")),
        "AccessDenied");
    alice.assumeRole(it -> it.roleArn(partner).roleSessionName("session").externalId("secret-42"));
  }

  @Test
  void aRoleOfAnotherAccountNeedsBothSides() {
    String otherAccount = cloud.newAccountId();
    IamClient others = cloud.client(IamClient.class, cloud.credentialsOf(otherAccount));
    String theirs =
        others
            .createRole(
                it -> it.roleName("guest").assumeRolePolicyDocument(trust(arn("user/alice"), "")))
            .role()
            .arn();
    refused(
        () -> alice.assumeRole(it -> it.roleArn(theirs).roleSessionName("session")),
        "AccessDenied");
    iam.putUserPolicy(
        it -> it.userName("alice").policyName("p").policyDocument(allow("sts:AssumeRole")));
    AssumeRoleResponse session =
        alice.assumeRole(it -> it.roleArn(theirs).roleSessionName("session"));
    assertThat(as(StsClient.class, session).getCallerIdentity().account()).isEqualTo(otherAccount);
    others.updateAssumeRolePolicy(
        it -> it.roleName("guest").policyDocument(trust(arn("user/somebody"), "")));
    refused(
        () -> alice.assumeRole(it -> it.roleArn(theirs).roleSessionName("session")),
        "AccessDenied");
  }

  @Test
  void transitiveTagsAndSourceIdentitiesStayAlongTheChainWhichLastsAnHourAtMost() {
    String first = role("first", trust(arn("user/alice"), ""), "sts:*");
    String second =
        role(
            "second",
            trust(
                first,
                ", \"Condition\": {\"StringEquals\": {\"aws:PrincipalTag/team\": \"blue\"}}"),
            "iam:ListUsers");
    AssumeRoleResponse untagged =
        alice.assumeRole(it -> it.roleArn(first).roleSessionName("untagged"));
    refused(
        () ->
            as(StsClient.class, untagged)
                .assumeRole(it -> it.roleArn(second).roleSessionName("session")),
        "AccessDenied");

    AssumeRoleResponse tagged =
        alice.assumeRole(
            it ->
                it.roleArn(first)
                    .roleSessionName("tagged")
                    .tags(Tag.builder().key("team").value("blue").build())
                    .transitiveTagKeys("team")
                    .sourceIdentity("alice-herself"));
    StsClient chained = as(StsClient.class, tagged);
    refused(
        () ->
            chained.assumeRole(
                it -> it.roleArn(second).roleSessionName("session").durationSeconds(3601)),
        "ValidationError");
    AssumeRoleResponse last =
        chained.assumeRole(
            it -> it.roleArn(second).roleSessionName("session").durationSeconds(900));
    assertThat(last.sourceIdentity()).isEqualTo("alice-herself");
    assertThat(as(IamClient.class, last).listUsers().users()).hasSize(1);
  }

  @Test
  void durationsAreBoundedByTheRole() {
    String reader = role("reader", trust(arn("user/alice"), ""), "iam:List*");
    refused(
        () ->
            alice.assumeRole(
                it -> it.roleArn(reader).roleSessionName("session").durationSeconds(3601)),
        "ValidationError");
    iam.updateRole(it -> it.roleName("reader").maxSessionDuration(7200));
    alice.assumeRole(it -> it.roleArn(reader).roleSessionName("session").durationSeconds(7200));
    refused(
        () ->
            alice.assumeRole(
                it -> it.roleArn(reader).roleSessionName("session").durationSeconds(899)),
        "ValidationError");
  }

  @Test
  void aRefusalCanBeDecodedByWhoeverMay() {
    String other = role("other", trust(arn("user/somebody"), ""), "*");
    AwsServiceException denied =
        refused(
            () -> alice.assumeRole(it -> it.roleArn(other).roleSessionName("session")),
            "AccessDenied");
    StsClient root = cloud.client(StsClient.class, cloud.credentials());
    String decoded =
        root.decodeAuthorizationMessage(it -> it.encodedMessage(denied.requestId()))
            .decodedMessage();
    assertThat(decoded)
        .contains("\"allowed\":false")
        .contains("\"action\":\"sts:AssumeRole\"")
        .contains("\"element\":\"Principal\"")
        .contains(arn("user/somebody"));
    refused(
        () -> alice.decodeAuthorizationMessage(it -> it.encodedMessage(denied.requestId())),
        "AccessDenied");
    refused(
        () -> root.decodeAuthorizationMessage(it -> it.encodedMessage("nonsense")),
        "InvalidAuthorizationMessageException");
  }

  @Test
  void whatARootGetsForSomebodyIsLimitedToThePolicyThatItPasses() {
    StsClient root = cloud.client(StsClient.class, cloud.credentials());
    var session =
        root.getFederationToken(it -> it.name("bob").policy(allow("iam:ListGroups"))).credentials();
    IamClient bob = cloud.client(IamClient.class, StaticCredentialsProvider.create(of(session)));
    assertThat(bob.listGroups().groups()).isEmpty();
    refused(bob::listUsers, "AccessDenied");
  }
}

package dev.cloudjar.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.organizations.OrganizationsRoom;
import dev.cloudjar.sts.StsRoom;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.PolicyType;
import software.amazon.awssdk.services.sts.StsClient;

/** What is simulated for a principal is what the principal meets. */
@CloudjarTest(rooms = {IamRoom.class, StsRoom.class, OrganizationsRoom.class})
class SimulationAgreementTest {
  private static final String ALL = Policies.allow("*", "*");

  private final TestCloud cloud;
  private final String account;
  private final IamClient iam;

  SimulationAgreementTest(TestCloud cloud) {
    this.cloud = cloud;
    this.account = cloud.newAccountId();
    this.iam = cloud.client(IamClient.class, cloud.credentialsOf(account));
  }

  /** A call that changes nothing even where it is allowed. */
  private record Attempt(String action, String resource, Act act) {}

  private interface Act {
    void by(IamClient iam, StsClient sts);
  }

  @Test
  @Behaviour("IAM-POLICY-09")
  void calls_meet_what_is_simulated() {
    AwsCredentials bare = user("bare");
    AwsCredentials reader = user("reader", Policies.allow("iam:List*", "*"));
    AwsCredentials self =
        user("self", Policies.allow("iam:*", arn("user/${aws:username}")), POLICY_OF_TEAM);
    iam.tagUser(it -> it.userName("self").tags(Policies.tag("team", "a")));
    AwsCredentials member = user("member", ALL);
    iam.createGroup(it -> it.groupName("fenced"));
    iam.putGroupPolicy(
        it ->
            it.groupName("fenced")
                .policyName("p")
                .policyDocument(ALL.replace("Allow", "Deny").replace("\"*\",", "\"iam:Get*\",")));
    iam.addUserToGroup(it -> it.groupName("fenced").userName("member"));
    AwsCredentials bounded = user("bounded", ALL);
    String boundary =
        iam.createPolicy(
                it -> it.policyName("edge").policyDocument(Policies.allow("iam:ListUsers", "*")))
            .policy()
            .arn();
    iam.putUserPermissionsBoundary(it -> it.userName("bounded").permissionsBoundary(boundary));
    AwsCredentials session = session(member);

    assertThat(compare(arn("user/bare"), bare)).containsExactly("implicitDeny");
    assertThat(compare(arn("user/reader"), reader)).containsExactly("allowed", "implicitDeny");
    assertThat(compare(arn("user/self"), self)).containsExactly("allowed", "implicitDeny");
    assertThat(compare(arn("user/member"), member)).containsExactly("allowed", "explicitDeny");
    assertThat(compare(arn("user/bounded"), bounded)).containsExactly("allowed", "implicitDeny");
    assertThat(compare(arn("role/worker"), session)).containsExactly("allowed", "implicitDeny");
    assertThat(simulated(arn("user/member"), "iam:GetUser", arn("user/bare")).matchedStatements())
        .extracting(it -> it.sourcePolicyId())
        .containsExactly("group_fenced_p");
  }

  @Test
  @Behaviour("IAM-POLICY-09")
  void control_policies_of_the_organization_count() {
    AwsCredentials admin = user("admin", ALL);
    OrganizationsClient management = cloud.client(OrganizationsClient.class);
    management.createOrganization(it -> {});
    String handshake =
        management
            .inviteAccountToOrganization(it -> it.target(to -> to.type("ACCOUNT").id(account)))
            .handshake()
            .id();
    cloud
        .client(OrganizationsClient.class, cloud.credentialsOf(account))
        .acceptHandshake(it -> it.handshakeId(handshake));
    assertThat(simulated(arn("user/admin"), "iam:ListUsers", "*").organizationsDecisionDetail())
        .isNull();
    String root = management.listRoots(it -> {}).roots().getFirst().id();
    management.enablePolicyType(
        it -> it.rootId(root).policyType(PolicyType.SERVICE_CONTROL_POLICY));
    String policy =
        management
            .createPolicy(
                it ->
                    it.name("no-lists")
                        .description("")
                        .type(PolicyType.SERVICE_CONTROL_POLICY)
                        .content(Policies.allow("iam:List*", "*").replace("Allow", "Deny")))
            .policy()
            .policySummary()
            .id();
    management.attachPolicy(it -> it.policyId(policy).targetId(account));

    assertThat(compare(arn("user/admin"), admin)).containsExactly("allowed", "explicitDeny");
    EvaluationResult denied = simulated(arn("user/admin"), "iam:ListUsers", "*");
    assertThat(denied.evalDecisionAsString()).isEqualTo("explicitDeny");
    assertThat(denied.organizationsDecisionDetail().allowedByOrganizations()).isFalse();
    assertThat(
            simulated(arn("user/admin"), "iam:ListUsers", "*").permissionsBoundaryDecisionDetail())
        .isNull();
    assertThat(
            simulated(arn("user/admin"), "iam:GetUser", arn("user/admin"))
                .organizationsDecisionDetail()
                .allowedByOrganizations())
        .isTrue();
  }

  private static final String POLICY_OF_TEAM =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListGroups","Resource":"*",
       "Condition":{"StringEquals":{"aws:PrincipalTag/team":"a"}}}}""";

  private List<Attempt> attempts() {
    String nobody = "nobody";
    return List.of(
        new Attempt("iam:ListUsers", arn("user/*"), (it, sts) -> it.listUsers()),
        new Attempt("iam:ListRoles", arn("role/*"), (it, sts) -> it.listRoles()),
        new Attempt("iam:ListGroups", arn("group/*"), (it, sts) -> it.listGroups()),
        new Attempt("iam:ListAccountAliases", "*", (it, sts) -> it.listAccountAliases()),
        new Attempt("iam:GetAccountSummary", "*", (it, sts) -> it.getAccountSummary()),
        new Attempt(
            "iam:GetUser", arn("user/bare"), (it, sts) -> it.getUser(to -> to.userName("bare"))),
        new Attempt(
            "iam:GetUser", arn("user/self"), (it, sts) -> it.getUser(to -> to.userName("self"))),
        new Attempt(
            "iam:GetRole",
            arn("role/worker"),
            (it, sts) -> it.getRole(to -> to.roleName("worker"))),
        new Attempt(
            "iam:DeleteGroup",
            arn("group/nobody"),
            (it, sts) -> it.deleteGroup(to -> to.groupName(nobody))),
        new Attempt(
            "iam:ListUserTags",
            arn("user/self"),
            (it, sts) -> it.listUserTags(to -> to.userName("self"))),
        new Attempt(
            "iam:ListAttachedUserPolicies",
            arn("user/self"),
            (it, sts) -> it.listAttachedUserPolicies(to -> to.userName("self"))),
        new Attempt(
            "iam:DeletePolicy",
            arn("policy/nobody"),
            (it, sts) -> it.deletePolicy(to -> to.policyArn(arn("policy/nobody")))),
        new Attempt(
            "sts:DecodeAuthorizationMessage",
            "*",
            (it, sts) -> sts.decodeAuthorizationMessage(to -> to.encodedMessage("nonsense"))),
        new Attempt(
            "sts:AssumeRole",
            arn("role/worker"),
            (it, sts) ->
                sts.assumeRole(to -> to.roleArn(arn("role/worker")).roleSessionName("again"))));
  }

  /** All verdicts that the principal's calls met. */
  private Set<String> compare(String principal, AwsCredentials credentials) {
    var provider = StaticCredentialsProvider.create(credentials);
    IamClient itsIam = cloud.client(IamClient.class, provider);
    StsClient itsSts = cloud.client(StsClient.class, provider);
    SoftAssertions softly = new SoftAssertions();
    Set<String> verdicts = new TreeSet<>();
    for (Attempt attempt : attempts()) {
      if (attempt.action().equals("sts:AssumeRole") && principal.contains("admin")) {
        continue;
      }
      String met = met(() -> attempt.act().by(itsIam, itsSts));
      verdicts.add(met);
      softly
          .assertThat(
              simulated(principal, attempt.action(), attempt.resource()).evalDecisionAsString())
          .as("%s: %s on %s", principal, attempt.action(), attempt.resource())
          .isEqualTo(met);
    }
    softly.assertAll();
    return verdicts;
  }

  /** What a call met at the gate; whatever it met behind the gate, it was let in. */
  private static String met(Runnable call) {
    try {
      call.run();
      return "allowed";
    } catch (AwsServiceException e) {
      if (!e.awsErrorDetails().errorCode().equals("AccessDenied")) {
        return "allowed";
      }
      return e.awsErrorDetails().errorMessage().contains("explicit deny")
          ? "explicitDeny"
          : "implicitDeny";
    }
  }

  private EvaluationResult simulated(String principal, String action, String resource) {
    return iam.simulatePrincipalPolicy(
            it -> it.policySourceArn(principal).actionNames(action).resourceArns(resource))
        .evaluationResults()
        .getFirst();
  }

  private AwsCredentials user(String name, String... policies) {
    iam.createUser(it -> it.userName(name));
    for (int i = 0; i < policies.length; i++) {
      String document = policies[i];
      String policy = "p" + i;
      iam.putUserPolicy(it -> it.userName(name).policyName(policy).policyDocument(document));
    }
    var key = iam.createAccessKey(it -> it.userName(name)).accessKey();
    return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
  }

  /** Of a role that trusts its account, so that policies of its users decide. */
  private AwsCredentials session(AwsCredentials by) {
    String trust =
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},
         "Action":"sts:AssumeRole"}}"""
            .formatted(account);
    iam.createRole(it -> it.roleName("worker").assumeRolePolicyDocument(trust));
    iam.putRolePolicy(
        it ->
            it.roleName("worker")
                .policyName("own")
                .policyDocument(Policies.allow("iam:Get*", "*")));
    var credentials =
        cloud
            .client(StsClient.class, StaticCredentialsProvider.create(by))
            .assumeRole(it -> it.roleArn(arn("role/worker")).roleSessionName("first"))
            .credentials();
    return AwsSessionCredentials.create(
        credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
  }

  private String arn(String rest) {
    return "arn:aws:iam::" + account + ":" + rest;
  }
}

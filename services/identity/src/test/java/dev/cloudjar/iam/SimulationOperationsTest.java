package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;

/** What policies would say of calls that nobody makes. */
@CloudjarTest(rooms = IamRoom.class)
class SimulationOperationsTest {
  private static final String POLICY =
      """
      {"Version":"2012-10-17","Statement":[
       {"Effect":"Allow","Action":["s3:Get*","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
       {"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/secret/*"},
       {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*",
        "Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},
                     "NumericLessThan":{"x:count":"5"},"Bool":{"aws:SecureTransport":"true"}}},
       {"Effect":"Allow","Action":"sns:*","NotResource":"arn:aws:sns:*:*:hidden"}]}""";

  private static final String ALLOW_SQS = Policies.allow("sqs:*", "*");

  private final IamClient iam;
  private final TestCloud cloud;

  SimulationOperationsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
  }

  @ParameterizedTest
  @Behaviour("IAM-POLICY-09")
  @CsvSource({
    "s3:GetObject, arn:aws:s3:::b/a, allowed",
    "S3:getobject, arn:aws:s3:::b/a, allowed",
    "s3:GetObject, arn:aws:s3:::c/a, implicitDeny",
    "s3:GetObject, *, implicitDeny",
    "s3:DeleteObject, arn:aws:s3:::b/a, implicitDeny",
    "s3:PutObject, arn:aws:s3:::b/secret/a, explicitDeny",
    "s3:DeleteObject, arn:aws:s3:::b/secret/a, explicitDeny",
    "sqs:SendMessage, *, allowed",
    "sqs:DeleteMessage, *, implicitDeny",
    "sns:Publish, arn:aws:sns:us-east-1:000000000000:open, allowed",
    "sns:Publish, arn:aws:sns:us-east-1:000000000000:hidden, implicitDeny",
    "kms:Decrypt, *, implicitDeny"
  })
  void policies_decide_by_action_resource_and_condition(
      String action, String resource, String decision) {
    EvaluationResult result =
        only(
            it ->
                it.policyInputList(POLICY)
                    .actionNames(action)
                    .resourceArns(resource.replace("000000000000", cloud.accountId()))
                    .contextEntries(
                        entry("aws:SourceIp", ContextKeyTypeEnum.IP, "10.1.2.3"),
                        entry("X:Count", ContextKeyTypeEnum.NUMERIC, "4"),
                        entry("aws:SecureTransport", ContextKeyTypeEnum.BOOLEAN, "true")));
    assertThat(result.evalDecisionAsString()).isEqualTo(decision);
    assertThat(result.evalActionName()).isEqualTo(action);
    assertThat(result.missingContextValues()).isEmpty();
  }

  @Test
  @Behaviour("IAM-POLICY-09")
  void what_decides_and_what_is_missing_is_told() {
    EvaluationResult everything =
        only(it -> it.policyInputList(POLICY).actionNames("sqs:SendMessage"));
    assertThat(everything.evalResourceName()).isEqualTo("*");
    assertThat(everything.evalDecisionAsString()).isEqualTo("implicitDeny");
    assertThat(everything.missingContextValues())
        .containsExactlyInAnyOrder("aws:SourceIp", "x:count", "aws:SecureTransport");
    assertThat(everything.resourceSpecificResults()).isEmpty();

    EvaluationResult several =
        only(
            it ->
                it.policyInputList(Policies.allow("s3:*", "*"), POLICY)
                    .actionNames("s3:GetObject")
                    .resourceArns("arn:aws:s3:::b/a", "arn:aws:s3:::b/secret/a"));
    assertThat(several.evalDecisionAsString()).isEqualTo("explicitDeny");
    assertThat(several.resourceSpecificResults())
        .extracting(it -> it.evalResourceDecisionAsString())
        .containsExactly("allowed", "explicitDeny");
    assertThat(several.resourceSpecificResults().getFirst().matchedStatements())
        .extracting(it -> it.sourcePolicyId() + " " + it.startPosition().line())
        .containsExactly("PolicyInputList.1 1", "PolicyInputList.2 2");
    assertThat(several.matchedStatements())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.sourcePolicyId()).isEqualTo("PolicyInputList.2");
              assertThat(it.sourcePolicyTypeAsString()).isEqualTo("IAM Policy");
              assertThat(it.startPosition().line()).isEqualTo(3);
              assertThat(it.startPosition().column()).isEqualTo(2);
              assertThat(it.endPosition().line()).isEqualTo(3);
            });
  }

  @Test
  @Behaviour("IAM-POLICY-09")
  void a_boundary_bounds_and_says_so() {
    EvaluationResult bounded =
        only(
            it ->
                it.policyInputList(Policies.allow("s3:*", "*"))
                    .permissionsBoundaryPolicyInputList(Policies.allow("sqs:*", "*"))
                    .actionNames("s3:GetObject"));
    assertThat(bounded.evalDecisionAsString()).isEqualTo("implicitDeny");
    assertThat(bounded.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
        .isFalse();
    EvaluationResult free = only(it -> it.policyInputList(POLICY).actionNames("s3:GetObject"));
    assertThat(free.permissionsBoundaryDecisionDetail()).isNull();
  }

  @Test
  @Behaviour("IAM-POLICY-09")
  void the_policy_of_a_resource_lets_in_whom_it_names() {
    String bob = "arn:aws:iam::" + cloud.accountId() + ":user/bob";
    String policy =
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},
         "Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}"""
            .formatted(bob);
    EvaluationResult own = guarded(policy, bob, cloud.accountId(), "sqs:*");
    assertThat(own.evalDecisionAsString()).isEqualTo("allowed");
    assertThat(own.evalDecisionDetails()).isEmpty();
    assertThat(own.matchedStatements())
        .extracting(it -> it.sourcePolicyTypeAsString())
        .containsExactly("Resource Policy");
    assertThat(
            guarded(policy, bob.replace("bob", "eve"), cloud.accountId(), "sqs:*")
                .evalDecisionAsString())
        .isEqualTo("implicitDeny");

    String other = "arn:aws:iam::" + cloud.newAccountId() + ":root";
    EvaluationResult half = guarded(policy, bob, other, "sqs:*");
    assertThat(half.evalDecisionAsString()).isEqualTo("implicitDeny");
    assertThat(half.evalDecisionDetails())
        .containsEntry("IAM Policy", PolicyEvaluationDecisionType.IMPLICIT_DENY)
        .containsEntry("Resource Policy", PolicyEvaluationDecisionType.ALLOWED);
    assertThat(guarded(policy, bob, other, "s3:*").evalDecisionAsString()).isEqualTo("allowed");
  }

  @Test
  @Behaviour("IAM-POLICY-09")
  void somebody_calls_with_the_policies_of_another_and_more() {
    String david = iam.createUser(it -> it.userName("david")).user().arn();
    String group = iam.createGroup(it -> it.groupName("crew")).group().arn();
    String own = Policies.allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*");
    iam.putUserPolicy(it -> it.userName("david").policyName("p").policyDocument(own));
    iam.putGroupPolicy(it -> it.groupName("crew").policyName("p").policyDocument(ALLOW_SQS));
    var asBob =
        iam.simulatePrincipalPolicy(
            it ->
                it.policySourceArn(david)
                    .callerArn(david.replace("david", "bob"))
                    .policyInputList(ALLOW_SQS)
                    .actionNames("s3:GetObject", "sqs:SendMessage")
                    .resourceArns("arn:aws:s3:::b/bob/x", "arn:aws:s3:::b/david/x"));
    assertThat(asBob.evaluationResults())
        .flatExtracting(EvaluationResult::resourceSpecificResults)
        .extracting(it -> it.evalResourceDecisionAsString())
        .containsExactly("allowed", "implicitDeny", "allowed", "allowed");
    assertThat(
            iam.simulatePrincipalPolicy(
                    it -> it.policySourceArn(group).actionNames("sqs:SendMessage"))
                .evaluationResults())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.matchedStatements())
                    .extracting(statement -> statement.sourcePolicyId())
                    .containsExactly("group_crew_p"));
    refused(
            () ->
                iam.simulatePrincipalPolicy(
                    it ->
                        it.policySourceArn(group)
                            .actionNames("s3:GetObject")
                            .resourcePolicy(ALLOW_SQS)))
        .withCode("InvalidInput");
  }

  @Test
  void results_come_page_by_page() {
    var pages =
        iam.simulateCustomPolicyPaginator(
            it ->
                it.policyInputList(POLICY)
                    .actionNames("s3:A", "s3:B", "s3:C", "s3:D", "s3:E")
                    .maxItems(2));
    assertThat(pages).extracting(it -> it.evaluationResults().size()).containsExactly(2, 2, 1);
    assertThat(pages.evaluationResults())
        .extracting(EvaluationResult::evalActionName)
        .containsExactly("s3:A", "s3:B", "s3:C", "s3:D", "s3:E");
  }

  @Test
  @Behaviour("IAM-POLICY-09")
  void bad_input_is_refused() {
    refusedInput(it -> it.policyInputList("{").actionNames("s3:GetObject"));
    refusedInput(it -> it.policyInputList(Policies.TRUST_EC2).actionNames("s3:GetObject"));
    refusedInput(it -> it.policyInputList(POLICY).actionNames("s3:*"));
    refusedInput(it -> it.policyInputList(POLICY).actionNames("GetObject"));
    refusedInput(it -> it.policyInputList(POLICY).actionNames("s3:GetObject").resourceArns("b"));
    refusedInput(
        it ->
            it.policyInputList(POLICY)
                .permissionsBoundaryPolicyInputList(POLICY, POLICY)
                .actionNames("s3:GetObject"));
    refusedInput(
        it ->
            it.policyInputList(POLICY)
                .actionNames("s3:GetObject")
                .resourcePolicy(Policies.TRUST_EC2));
    refusedInput(
        it -> it.policyInputList(POLICY).actionNames("s3:GetObject").callerArn("arn:aws:iam::1:x"));
    for (ContextEntry entry :
        List.of(
            entry("x:key", ContextKeyTypeEnum.NUMERIC, "four"),
            entry("x:key", ContextKeyTypeEnum.BOOLEAN, "yes"),
            entry("x:key", ContextKeyTypeEnum.IP, "10.0.0.256"),
            entry("x:key", ContextKeyTypeEnum.DATE, "yesterday"),
            entry("x:key", ContextKeyTypeEnum.BINARY, "?"),
            entry("x:key", ContextKeyTypeEnum.STRING, "a", "b"))) {
      refusedInput(
          it -> it.policyInputList(POLICY).actionNames("s3:GetObject").contextEntries(entry));
    }
    String nobody = "arn:aws:iam::" + cloud.accountId() + ":user/nobody";
    refused(
            () ->
                iam.simulatePrincipalPolicy(
                    it -> it.policySourceArn(nobody).actionNames("s3:GetObject")))
        .withCode("NoSuchEntity")
        .withStatus(404);
    refused(
            () ->
                iam.simulatePrincipalPolicy(
                    it ->
                        it.policySourceArn("arn:aws:iam::aws:policy/ReadOnlyAccess")
                            .actionNames("s3:GetObject")))
        .withCode("InvalidInput");
  }

  private void refusedInput(Consumer<SimulateCustomPolicyRequest.Builder> request) {
    refused(() -> iam.simulateCustomPolicy(request)).withCode("InvalidInput").withStatus(400);
  }

  private EvaluationResult guarded(String policy, String caller, String owner, String allowed) {
    return only(
        it ->
            it.policyInputList(Policies.allow(allowed, "*"))
                .resourcePolicy(policy)
                .callerArn(caller)
                .resourceOwner(owner)
                .resourceArns("arn:aws:s3:::b/a")
                .actionNames("s3:GetObject"));
  }

  private EvaluationResult only(Consumer<SimulateCustomPolicyRequest.Builder> request) {
    var results = iam.simulateCustomPolicy(request).evaluationResults();
    assertThat(results).hasSize(1);
    return results.getFirst();
  }

  private static ContextEntry entry(String key, ContextKeyTypeEnum type, String... values) {
    return ContextEntry.builder()
        .contextKeyName(key)
        .contextKeyType(type)
        .contextKeyValues(values)
        .build();
  }
}

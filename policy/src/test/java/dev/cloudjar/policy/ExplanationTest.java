package dev.cloudjar.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.policy.Explanation.Fix;
import dev.cloudjar.policy.Explanation.Mismatch;
import dev.cloudjar.policy.NamedPolicy.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Why a request was decided as it was, and what would change it. */
class ExplanationTest {

  @Test
  void eachStatementTellsWhatKeepsItFromApplying() {
    NamedPolicy policy =
        Requests.identity(
            "{\"Sid\":\"A\",\"Effect\":\"Allow\",\"Action\":\"s3:Put*\",\"Resource\":\"*\"}",
            "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"NotResource\":\"arn:aws:s3:::example/*\"}",
            "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":"
                + "{\"Bool\":{\"aws:SecureTransport\":\"true\"},"
                + "\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}}");
    PolicySet policies =
        PolicySet.NONE
            .withIdentity(List.of(policy))
            .withResource(Requests.resource(Requests.allowTo("{\"AWS\":\"444455556666\"}")));
    AccessRequest request =
        Requests.with(
            Requests.getObject(Requests.USER),
            Map.of("aws:SecureTransport", List.of("true"), "aws:SourceIp", List.of("203.0.113.1")));
    Explanation explanation = Evaluator.explain(policies, request);
    assertThat(explanation.verdict()).isEqualTo(Evaluator.decide(policies, request));
    assertThat(explanation.deciding()).isEmpty();
    assertThat(explanation.policies()).hasSize(2);
    assertThat(mismatch(explanation, 0, 0))
        .isEqualTo(
            new Mismatch(
                "Principal",
                Optional.empty(),
                Optional.empty(),
                List.of("\"AWS\":\"444455556666\""),
                List.of(Requests.USER_ARN)));
    assertThat(mismatch(explanation, 1, 0))
        .isEqualTo(
            new Mismatch(
                "Action",
                Optional.empty(),
                Optional.empty(),
                List.of("s3:Put*"),
                List.of("s3:GetObject")));
    assertThat(mismatch(explanation, 1, 1))
        .isEqualTo(
            new Mismatch(
                "NotResource",
                Optional.empty(),
                Optional.empty(),
                List.of("arn:aws:s3:::example/*"),
                List.of(Requests.OBJECT)));
    assertThat(mismatch(explanation, 1, 2))
        .isEqualTo(
            new Mismatch(
                "Condition",
                Optional.of("IpAddress"),
                Optional.of("aws:SourceIp"),
                List.of("10.0.0.0/8"),
                List.of("203.0.113.1")));
    assertThat(explanation.fixes())
        .containsExactly(
            new Fix.Allow(
                PolicyType.IDENTITY_BASED,
                Optional.empty(),
                0,
                "{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\""
                    + Requests.OBJECT
                    + "\"}"));
  }

  @Test
  void theStatementThatDecidedIsNamed() {
    NamedPolicy denying =
        Requests.identity(
            Requests.allow(Source.INLINE),
            "{\"Sid\":\"No\",\"Effect\":\"Deny\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}");
    Explanation denied =
        Evaluator.explain(
            PolicySet.NONE.withIdentity(List.of(denying)), Requests.getObject(Requests.USER));
    assertThat(denied.deciding().orElseThrow().statement().sid()).contains("No");
    assertThat(denied.deciding().orElseThrow().source()).contains(Source.INLINE);
    assertThat(denied.fixes())
        .containsExactly(
            new Fix.Remove("inline", Source.INLINE, denying.document().statements().getLast()));

    Explanation allowed =
        Evaluator.explain(
            PolicySet.NONE.withResource(Requests.resource(Requests.allowTo("\"*\""))),
            Requests.getObject(Requests.USER));
    assertThat(allowed.deciding().orElseThrow().policy()).isEqualTo("resource");
    assertThat(allowed.fixes()).isEmpty();
    assertThat(allowed.policies().getFirst().outcome()).isEqualTo(Explanation.Outcome.ALLOWS);
  }

  @Test
  void severalFixesTogetherLetTheRequestThrough() {
    NamedPolicy other = Requests.policy(Source.BOUNDARY, Requests.allowOther(Source.BOUNDARY));
    PolicySet policies =
        PolicySet.NONE
            .withIdentity(List.of(Requests.identity(Requests.deny(Source.INLINE))))
            .withBoundary(Optional.of(other))
            .withSession(
                List.of(Requests.policy(Source.SESSION, Requests.allowOther(Source.SESSION))))
            .withServiceControl(
                List.of(
                    List.of(
                        Requests.policy(
                            Source.SERVICE_CONTROL, Requests.allow(Source.SERVICE_CONTROL))),
                    List.of()))
            .withResourceControl(List.of(List.of()))
            .withEndpoint(
                List.of(Requests.policy(Source.ENDPOINT, Requests.allowOther(Source.ENDPOINT))));
    var request =
        new AccessRequest(
            Requests.SESSION,
            "s3:GetObject",
            "arn:aws:s3:::b/odd*?${x}\"name",
            Requests.OTHER_ACCOUNT,
            ContextKeys.NONE);
    Explanation explanation = Evaluator.explain(policies, request);
    assertThat(explanation.fixes())
        .extracting(it -> it instanceof Fix.Allow allow ? allow.type().name() : "remove")
        .containsExactly(
            "remove",
            "RESOURCE_CONTROL",
            "SERVICE_CONTROL",
            "VPC_ENDPOINT",
            "RESOURCE_BASED",
            "IDENTITY_BASED",
            "PERMISSIONS_BOUNDARY",
            "SESSION");
    assertThat(explanation.fixes().get(2)).extracting("level").isEqualTo(1);
    assertThat(explanation.fixes().get(4))
        .extracting("statement")
        .isEqualTo(
            "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/examplerole\"},"
                + "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/odd${*}${?}${$}{x}\\\"name\"}");
    assertThat(explanation.fixes().get(6)).extracting("policy").isEqualTo(Optional.of("boundary"));
  }

  @Test
  void isWrittenAsJson() {
    NamedPolicy policy =
        Requests.identity(
            "{\"Sid\":\"A\",\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":"
                + "{\"StringEquals\":{\"aws:PrincipalTag/team\":[\"red\",\"blue\"]}}}");
    Explanation explanation =
        Evaluator.explain(
            PolicySet.NONE.withIdentity(List.of(policy)), Requests.getObject(Requests.USER));
    JsonNode json = new JsonMapper().readTree(explanation.toJson());
    assertThat(json)
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"principal":"arn:aws:iam::111122223333:user/exampleuser",
                     "action":"s3:GetObject","resource":"arn:aws:s3:::example/key",
                     "verdict":{"decision":"implicitDeny","missing":"identity-based",
                       "sentence":"because no identity-based policy allows the s3:GetObject action"},
                     "policies":[{"name":"inline","source":"inline","outcome":"silent","statements":[
                       {"index":0,"sid":"A","effect":"Allow","line":1,"applies":false,"mismatch":
                        {"element":"Condition","operator":"StringEquals",
                         "key":"aws:PrincipalTag/team","inPolicy":["red","blue"],"inRequest":[]}}]}],
                     "fixes":[{"do":"allow","in":"identity-based","statement":
                       {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::example/key"}}]}
                    """));
  }

  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
  @Test
  void simulatorsAreToldOfStatementsAndMissingKeys() {
    String text =
        """
        {"Version": "2012-10-17",
         "Statement": [
           {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
           {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"},
              "StringEquals": {"AWS:PrincipalTag/Team": "${aws:username}"}}}]}""";
    NamedPolicy policy =
        new NamedPolicy(
            "PolicyInputList.1", Source.INLINE, PolicyDocument.parse(text, PolicyKind.IDENTITY));
    PolicySet policies =
        PolicySet.NONE
            .withIdentity(List.of(policy))
            .withBoundary(
                Optional.of(
                    Requests.policy(Source.BOUNDARY, Requests.allowOther(Source.BOUNDARY))));
    AccessRequest request =
        Requests.with(
            Requests.getObject(Requests.USER),
            Map.of("aws:username", List.of("ann"), "aws:multifactorauthpresent", List.of("false")));
    PolicyEvaluation evaluation = Evaluator.simulate(policies, request);
    assertThat(evaluation.decision()).hasToString("implicitDeny");
    assertThat(evaluation.missingContextKeys()).containsExactly("AWS:PrincipalTag/Team");
    assertThat(evaluation.allowedByBoundary()).contains(false);
    assertThat(evaluation.allowedByOrganizations()).isEmpty();
    assertThat(evaluation.matched()).hasSize(1);
    assertThat(evaluation.matched().getFirst().statement().span())
        .isEqualTo(new TextSpan(3, 4, 3, 58));

    AccessRequest tagged =
        Requests.with(
            request,
            Map.of(
                "aws:username", List.of("ann"),
                "aws:multifactorauthpresent", List.of("false"),
                "aws:principaltag/team", List.of("ann")));
    PolicyEvaluation denied = Evaluator.simulate(policies.withBoundary(Optional.empty()), tagged);
    assertThat(denied.decision()).hasToString("explicitDeny");
    assertThat(denied.matched())
        .extracting(it -> it.statement().effect())
        .containsExactly(Effect.DENY);
    assertThat(denied.missingContextKeys()).isEmpty();
  }

  private static Mismatch mismatch(Explanation explanation, int policy, int statement) {
    return explanation.policies().get(policy).statements().get(statement).mismatch().orElseThrow();
  }
}

package dev.cloudjar.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Actions, resources, principals and variables. */
class ElementTest {

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Action    | s3:GetObject         | s3:GetObject      | true
          Action    | S3:getobject         | s3:GetObject      | true
          Action    | s3:GetObject         | S3:GETOBJECT      | true
          Action    | s3:GetObject         | s3:GetObjectAcl   | false
          Action    | *                    | s3:GetObject      | true
          Action    | s3:*                 | s3:GetObject      | true
          Action    | s3:*                 | s3express:Get     | false
          Action    | *:*                  | sqs:SendMessage   | true
          Action    | s3:Get*              | s3:GetObject      | true
          Action    | s3:Get*              | s3:PutObject      | false
          Action    | iam:*AccessKey*      | iam:CreateAccessKey | true
          Action    | iam:*AccessKey*      | iam:ListAccessKeys  | true
          Action    | s3:?etObject         | s3:GetObject      | true
          Action    | s3:?etObject         | s3:etObject       | false
          NotAction | s3:GetObject         | s3:GetObject      | false
          NotAction | s3:GetObject         | s3:PutObject      | true
          NotAction | iam:*                | s3:PutObject      | true
          NotAction | iam:*                | iam:CreateUser    | false
          """)
  void actions(String element, String pattern, String action, boolean applies) {
    String statement =
        "{\"Effect\":\"Allow\",\"" + element + "\":\"" + pattern + "\",\"Resource\":\"*\"}";
    var request = Requests.request(Requests.USER, action, Requests.OBJECT);
    assertThat(Requests.applies(statement, request)).isEqualTo(applies);
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Resource | *                                     | arn:aws:s3:::b/k                          | true
          Resource | *                                     | *                                         | true
          Resource | arn:aws:s3:::b/*                      | arn:aws:s3:::b/team-a/k                   | true
          Resource | arn:aws:s3:::b/*                      | arn:aws:s3:::b                            | false
          Resource | arn:aws:s3:::b/*                      | arn:aws:s3:::B/k                          | false
          Resource | arn:aws:s3:::b/*/test/*               | arn:aws:s3:::b/1/2/test/3/k               | true
          Resource | arn:aws:s3:::b/*/test/*               | arn:aws:s3:::b/test/k                     | false
          Resource | arn:aws:s3:::b/a?c                    | arn:aws:s3:::b/abc                        | true
          Resource | arn:aws:s3:::b/a?c                    | arn:aws:s3:::b/ac                         | false
          Resource | arn:aws:sqs:us-*:111122223333:q       | arn:aws:sqs:us-east-2:111122223333:q      | true
          Resource | arn:aws:sqs:*-2:111122223333:q        | arn:aws:sqs:us-east-2:111122223333:q      | true
          Resource | arn:aws:sqs:*2:q                      | arn:aws:sqs:us-east-1:111122223332:q      | false
          Resource | arn:aws:sqs:*:q                       | arn:aws:sqs:us-east-1:111122223332:q      | true
          Resource | arn:aws:sqs:*                         | arn:aws:sqs:us-east-1:111122223332:q      | true
          Resource | arn:aws:sqs:us-east-?:111122223333:q  | arn:aws:sqs:us-east-2:111122223333:q      | true
          Resource | arn:aws:sqs:us-east-2?111122223333:q  | arn:aws:sqs:us-east-2:111122223333:q      | false
          Resource | arn:aws:logs:*:*:log-group:/a/*-p     | arn:aws:logs:r:1:log-group:/a/x:y:z-p     | true
          Resource | arn:aws:iam::111122223333:user/x/*    | arn:aws:iam::111122223333:user/x/y/z      | true
          NotResource | arn:aws:s3:::b/*                   | arn:aws:s3:::b/k                          | false
          NotResource | arn:aws:s3:::b/*                   | arn:aws:s3:::c/k                          | true
          """)
  void resources(String element, String pattern, String resource, boolean applies) {
    String statement =
        "{\"Effect\":\"Allow\",\"Action\":\"*\",\"" + element + "\":\"" + pattern + "\"}";
    var request = Requests.request(Requests.USER, "s3:GetObject", resource);
    assertThat(Requests.applies(statement, request)).isEqualTo(applies);
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          arn:aws:s3:::b/${aws:username}/*           | arn:aws:s3:::b/ann/k        | true
          arn:aws:s3:::b/${aws:username}/*           | arn:aws:s3:::b/bob/k        | false
          arn:aws:s3:::b/${AWS:UserName}/*           | arn:aws:s3:::b/ann/k        | true
          arn:aws:s3:::b/${aws:PrincipalTag/team}    | arn:aws:s3:::b/t*           | true
          arn:aws:s3:::b/${aws:PrincipalTag/team}    | arn:aws:s3:::b/tea          | false
          arn:aws:s3:::b/${test:absent}              | arn:aws:s3:::b/             | false
          arn:aws:s3:::b/${test:absent, 'guest'}     | arn:aws:s3:::b/guest        | true
          arn:aws:s3:::b/${aws:username, 'guest'}    | arn:aws:s3:::b/ann          | true
          arn:aws:s3:::b/${aws:username, 'guest'}    | arn:aws:s3:::b/guest        | false
          arn:aws:s3:::b/${test:several}             | arn:aws:s3:::b/one          | false
          arn:aws:s3:::b/${*}                        | arn:aws:s3:::b/*            | true
          arn:aws:s3:::b/${*}                        | arn:aws:s3:::b/x            | false
          arn:aws:s3:::b/${?}                        | arn:aws:s3:::b/?            | true
          arn:aws:s3:::b/${?}                        | arn:aws:s3:::b/x            | false
          arn:aws:s3:::b/${$}{x}                     | arn:aws:s3:::b/${x}         | true
          arn:aws:s3:::b/${aws:username              | arn:aws:s3:::b/${aws:username | true
          arn:aws:sqs:${test:region}:1:q             | arn:aws:sqs:r:1:q           | false
          """)
  void variables(String pattern, String resource, boolean applies) {
    var request = withKeys(resource);
    assertThat(Requests.applies(statement("Resource", pattern), request)).isEqualTo(applies);
  }

  @Test
  void aVariableWithoutAValueMakesNoException() {
    var request = withKeys("arn:aws:s3:::b/k");
    assertThat(Requests.applies(statement("NotResource", "arn:aws:s3:::b/${test:absent}"), request))
        .isFalse();
    String condition =
        "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
            + "\"Condition\":{\"OPERATOR\":{\"aws:username\":\"${test:absent}\"}}}";
    for (String operator :
        List.of("StringEquals", "StringNotEquals", "StringNotLike", "ArnNotLike")) {
      assertThat(Requests.applies(condition.replace("OPERATOR", operator), request))
          .as(operator)
          .isFalse();
    }
  }

  @Test
  void theOldVersionKnowsNoVariables() {
    String old =
        "{\"Version\":\"2008-10-17\",\"Statement\":"
            + statement("Resource", "arn:aws:s3:::b/${aws:username}")
            + "}";
    for (String document : List.of(old, old.replace("\"Version\":\"2008-10-17\",", ""))) {
      PolicySet policies =
          PolicySet.NONE.withIdentity(
              List.of(
                  new NamedPolicy(
                      "old",
                      NamedPolicy.Source.INLINE,
                      PolicyDocument.parse(document, PolicyKind.IDENTITY))));
      assertThat(Evaluator.decide(policies, withKeys("arn:aws:s3:::b/ann")).isAllowed()).isFalse();
      assertThat(Evaluator.decide(policies, withKeys("arn:aws:s3:::b/${aws:username}")).isAllowed())
          .isTrue();
    }
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          "*"                                                       | USER,SESSION,FEDERATED,ROOT,SERVICE,ANONYMOUS,WEB
          {"AWS":"*"}                                               | USER,SESSION,FEDERATED,ROOT,SERVICE,ANONYMOUS
          {"AWS":"111122223333"}                                    | USER,SESSION,FEDERATED,ROOT
          {"AWS":"arn:aws:iam::111122223333:root"}                  | USER,SESSION,FEDERATED,ROOT
          {"AWS":"444455556666"}                                    |
          {"AWS":"arn:aws:iam::111122223333:user/exampleuser"}      | USER,FEDERATED
          {"AWS":"arn:aws:iam::111122223333:user/EXAMPLEUSER"}      |
          {"AWS":"AIDACKCEVSQ6C2EXAMPLE"}                           | USER,FEDERATED
          {"AWS":"arn:aws:iam::111122223333:role/examplerole"}      | SESSION
          {"AWS":"AROACKCEVSQ6C2EXAMPLE"}                           | SESSION
          {"AWS":"AROACKCEVSQ6C2EXAMPLE:examplerolesessionname"}    | SESSION
          {"AWS":"arn:aws:sts::111122223333:assumed-role/examplerole/examplerolesessionname"} | SESSION
          {"AWS":"arn:aws:sts::111122223333:assumed-role/examplerole/other"} |
          {"AWS":"arn:aws:sts::111122223333:federated-user/Bob"}    | FEDERATED
          {"Service":"s3.amazonaws.com"}                            | SERVICE
          {"Service":["ec2.amazonaws.com","s3.amazonaws.com"]}      | SERVICE
          {"Service":"sns.amazonaws.com"}                           |
          {"Federated":"accounts.google.com"}                       | WEB
          {"CanonicalUser":"79a59df900b949e5"}                      | USER
          {"AWS":"444455556666","Service":"s3.amazonaws.com"}       | SERVICE
          """)
  void principals(String principal, String matching) {
    List<String> expected = matching == null ? List.of() : List.of(matching.split(","));
    // A policy that denies to whom it names, beside one that allows all.
    PolicySet policies =
        PolicySet.NONE.withResource(
            Requests.resource(
                Requests.allow(NamedPolicy.Source.RESOURCE),
                Requests.allowTo(principal).replace("Allow", "Deny")));
    for (Map.Entry<String, PrincipalFacts> each : everybody().entrySet()) {
      assertThat(Evaluator.decide(policies, Requests.getObject(each.getValue())).isAllowed())
          .as("%s is not %s", each.getKey(), principal)
          .isEqualTo(!expected.contains(each.getKey()));
    }
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          {"AWS":["arn:aws:iam::111122223333:user/exampleuser","arn:aws:iam::111122223333:root"]} | USER,ROOT
          {"AWS":["arn:aws:iam::111122223333:role/examplerole","arn:aws:iam::111122223333:root"]} | ROOT
          {"AWS":["arn:aws:sts::111122223333:assumed-role/examplerole/examplerolesessionname","arn:aws:iam::111122223333:role/examplerole","arn:aws:iam::111122223333:root"]} | SESSION,ROOT
          {"Service":"s3.amazonaws.com"} | SERVICE
          """)
  void denialsToAllButSome(String principal, String excepted) {
    PolicySet policies =
        PolicySet.NONE.withResource(
            Requests.resource(
                Requests.allow(NamedPolicy.Source.RESOURCE),
                Requests.allowTo(principal)
                    .replace("Allow", "Deny")
                    .replace("Principal", "NotPrincipal")));
    for (Map.Entry<String, PrincipalFacts> each : everybody().entrySet()) {
      assertThat(Evaluator.decide(policies, Requests.getObject(each.getValue())).isAllowed())
          .as(each.getKey())
          .isEqualTo(List.of(excepted.split(",")).contains(each.getKey()));
    }
    // "always denies any IAM principal that has a permissions boundary policy attached"
    PolicySet bounded =
        policies.withBoundary(
            java.util.Optional.of(
                Requests.policy(
                    NamedPolicy.Source.BOUNDARY, Requests.allow(NamedPolicy.Source.BOUNDARY))));
    assertThat(Evaluator.decide(bounded, Requests.getObject(Requests.USER)))
        .isInstanceOf(Verdict.ExplicitDeny.class);
  }

  @Test
  void matchingTakesNoLongerThanPatternTimesText() {
    String text = "arn:aws:s3:::b/" + "a".repeat(1_500);
    String pattern = "arn:aws:s3:::b/" + "*a".repeat(500) + "*b";
    String inside = "arn:aws:s3:" + "*a".repeat(500) + ":*b";
    Assertions.assertThatNoException()
        .isThrownBy(
            () ->
                org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(5),
                    () -> {
                      for (String each : List.of(pattern, inside)) {
                        assertThat(
                                Requests.applies(
                                    statement("Resource", each),
                                    Requests.request(Requests.USER, "s3:GetObject", text)))
                            .isFalse();
                      }
                    }));
  }

  private static Map<String, PrincipalFacts> everybody() {
    return Map.of(
        "USER", Requests.USER.withCanonicalId("79a59df900b949e5"),
        "SESSION", Requests.SESSION,
        "FEDERATED", Requests.FEDERATED,
        "ROOT", Requests.ROOT,
        "SERVICE", Requests.SERVICE,
        "ANONYMOUS", PrincipalFacts.anonymous(),
        "WEB", PrincipalFacts.federated(PrincipalFacts.Kind.WEB_IDENTITY, "accounts.google.com"));
  }

  private static AccessRequest withKeys(String resource) {
    Map<String, List<String>> keys = new HashMap<>();
    keys.put("aws:username", List.of("ann"));
    keys.put("aws:PrincipalTag/team", List.of("t*"));
    keys.put("test:several", List.of("one", "two"));
    keys.put("test:region", List.of("r"));
    return Requests.with(Requests.request(Requests.USER, "s3:GetObject", resource), keys);
  }

  private static String statement(String element, String pattern) {
    return "{\"Effect\":\"Allow\",\"Action\":\"*\",\"" + element + "\":\"" + pattern + "\"}";
  }
}

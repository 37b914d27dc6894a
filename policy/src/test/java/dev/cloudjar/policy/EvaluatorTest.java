package dev.cloudjar.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.policy.NamedPolicy.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What several policies decide together, by <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">the
 * evaluation logic</a> and <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">the
 * messages</a> that go with it.
 */
class EvaluatorTest {
  private static final String NOT_BY_IDENTITY =
      "because no identity-based policy allows the s3:GetObject action";
  private static final String NOT_BY_BOUNDARY =
      "because no permissions boundary allows the s3:GetObject action";
  private static final String NOT_BY_SESSION =
      "because no session policy allows the s3:GetObject action";
  private static final String NOT_BY_RESOURCE =
      "because no resource-based policy allows the s3:GetObject action";

  @Test
  void nothingIsAllowedByDefaultButToTheRoot() {
    assertThat(sentence(PolicySet.NONE, Requests.USER)).isEqualTo(NOT_BY_IDENTITY);
    assertThat(sentence(PolicySet.NONE, Requests.SESSION)).isEqualTo(NOT_BY_IDENTITY);
    assertThat(sentence(PolicySet.NONE, Requests.FEDERATED)).isEqualTo(NOT_BY_IDENTITY);
    assertThat(sentence(PolicySet.NONE, Requests.SERVICE)).isEqualTo(NOT_BY_RESOURCE);
    assertThat(sentence(PolicySet.NONE, PrincipalFacts.anonymous())).isEqualTo(NOT_BY_RESOURCE);
    assertThat(sentence(PolicySet.NONE, Requests.ROOT)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Source.class,
      names = {"TRUST"},
      mode = EnumSource.Mode.EXCLUDE)
  void aDenialAnywhereWins(Source source) {
    PolicySet policies = replaced(everythingAllows(), source, Requests.deny(source));
    Verdict verdict = Evaluator.decide(policies, Requests.getObject(Requests.SESSION));
    assertThat(verdict).isInstanceOf(Verdict.ExplicitDeny.class);
    assertThat(((Verdict.ExplicitDeny) verdict).policy().source()).isEqualTo(source);
    assertThat(verdict.sentence()).isEqualTo("with an explicit deny in " + denying(source.type()));
    assertThat(sentence(everythingAllows(), Requests.SESSION)).isEmpty();
  }

  @Test
  void aRoleIsToldOfItsTrustPolicy() {
    PolicySet policies =
        PolicySet.NONE
            .withIdentity(List.of(Requests.identity(Requests.allow(Source.INLINE))))
            .withResource(
                Optional.of(
                    Requests.policy(
                        Source.TRUST,
                        "{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}")))
            .decidedByResource();
    var request = Requests.request(Requests.USER, "sts:AssumeRole", Requests.ROLE_ARN);
    assertThat(Evaluator.decide(policies, request).sentence())
        .isEqualTo("with an explicit deny in the role trust policy");
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_CONTROL, because no resource control policy allows the s3:GetObject action",
    "SERVICE_CONTROL, because no service control policy allows the s3:GetObject action",
    "ENDPOINT, because no VPC endpoint policy allows the s3:GetObject action",
    "INLINE, because no identity-based policy allows the s3:GetObject action",
    "BOUNDARY, because no permissions boundary allows the s3:GetObject action",
    "SESSION, because no session policy allows the s3:GetObject action",
  })
  void whateverIsThereHasToAllow(Source source, String sentence) {
    PolicySet all = everythingAllows().withResource(Optional.empty());
    PolicySet policies = replaced(all, source, Requests.allowOther(source));
    assertThat(sentence(policies, Requests.SESSION)).isEqualTo(sentence);
  }

  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
  @Test
  void eachLevelOfAnOrganizationHasToAllow() {
    NamedPolicy full =
        Requests.policy(Source.SERVICE_CONTROL, Requests.allow(Source.SERVICE_CONTROL));
    NamedPolicy other =
        Requests.policy(Source.SERVICE_CONTROL, Requests.allowOther(Source.SERVICE_CONTROL));
    PolicySet allowed =
        PolicySet.NONE.withIdentity(List.of(Requests.identity(Requests.allow(Source.INLINE))));
    List<NamedPolicy> yes = List.of(other, full);
    List<NamedPolicy> no = List.of(other);
    assertThat(sentence(allowed.withServiceControl(List.of(yes, yes, yes)), Requests.USER))
        .isEmpty();
    for (int level = 0; level < 3; level++) {
      var levels = new ArrayList<>(List.of(yes, yes, yes));
      levels.set(level, no);
      Verdict verdict =
          Evaluator.decide(allowed.withServiceControl(levels), Requests.getObject(Requests.USER));
      assertThat(verdict)
          .isEqualTo(new Verdict.ImplicitDeny(PolicyType.SERVICE_CONTROL, level, "s3:GetObject"));
      levels.set(level, List.of());
      assertThat(sentence(allowed.withServiceControl(levels), Requests.USER)).isNotEmpty();
    }
  }

  @Test
  void theRootIsBoundByControlPoliciesAndDenialsOfResourcesOnly() {
    PolicySet nothing =
        everythingAllows()
            .withIdentity(List.of(Requests.identity(Requests.deny(Source.INLINE))))
            .withBoundary(
                Optional.of(Requests.policy(Source.BOUNDARY, Requests.deny(Source.BOUNDARY))))
            .withSession(List.of());
    assertThat(sentence(nothing, Requests.ROOT)).isEmpty();
    assertThat(
            sentence(
                replaced(nothing, Source.SERVICE_CONTROL, Requests.deny(Source.SERVICE_CONTROL)),
                Requests.ROOT))
        .isEqualTo("with an explicit deny in a service control policy");
    assertThat(
            sentence(
                replaced(nothing, Source.RESOURCE, Requests.deny(Source.RESOURCE)), Requests.ROOT))
        .isEqualTo("with an explicit deny in a resource-based policy");
  }

  // #policy-eval-denyallow, the table "Resource-based policies and implicit denies in other policy
  // types (same account)": identity-based policy, boundary and session policy are all silent.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          SESSION   | {"AWS":"arn:aws:iam::111122223333:role/examplerole"} | because no permissions boundary allows the s3:GetObject action
          SESSION   | {"AWS":"arn:aws:sts::111122223333:assumed-role/examplerole/examplerolesessionname"} | ALLOWED
          USER      | {"AWS":"arn:aws:iam::111122223333:user/exampleuser"} | ALLOWED
          FEDERATED | {"AWS":"arn:aws:iam::111122223333:user/exampleuser"} | because no permissions boundary allows the s3:GetObject action
          FEDERATED | {"AWS":"arn:aws:sts::111122223333:federated-user/Bob"} | ALLOWED
          ROOT      | {"AWS":"arn:aws:iam::111122223333:root"} | ALLOWED
          SERVICE   | {"Service":"s3.amazonaws.com"} | ALLOWED
          SESSION   | "*" | ALLOWED
          USER      | {"AWS":"*"} | ALLOWED
          USER      | {"AWS":"111122223333"} | because no identity-based policy allows the s3:GetObject action
          SESSION   | {"AWS":"111122223333"} | because no identity-based policy allows the s3:GetObject action
          """)
  void resourcePoliciesBesideSilence(String who, String principal, String sentence) {
    PolicySet silent =
        PolicySet.NONE
            .withIdentity(List.of(Requests.identity(Requests.allowOther(Source.INLINE))))
            .withBoundary(
                Optional.of(Requests.policy(Source.BOUNDARY, Requests.allowOther(Source.BOUNDARY))))
            .withSession(
                List.of(Requests.policy(Source.SESSION, Requests.allowOther(Source.SESSION))))
            .withResource(Requests.resource(Requests.allowTo(principal)));
    assertThat(sentence(silent, principal(who)))
        .isEqualTo(sentence.equals("ALLOWED") ? "" : sentence);
  }

  @Test
  void aRoleNamedByAResourceIsLimitedByTheSessionToo() {
    PolicySet policies =
        PolicySet.NONE
            .withResource(
                Requests.resource(Requests.allowTo("{\"AWS\":\"" + Requests.ROLE_ARN + "\"}")))
            .withSession(
                List.of(Requests.policy(Source.SESSION, Requests.allowOther(Source.SESSION))));
    assertThat(sentence(policies, Requests.SESSION)).isEqualTo(NOT_BY_SESSION);
    assertThat(sentence(policies.withSession(List.of()), Requests.SESSION)).isEmpty();
  }

  // "If there is no session policy, the code checks whether the principal is a role session."
  @Test
  void aFederatedUserWithoutSessionPolicyHasNoRights() {
    PolicySet policies =
        PolicySet.NONE.withIdentity(List.of(Requests.identity(Requests.allow(Source.INLINE))));
    assertThat(sentence(policies, Requests.FEDERATED)).isEqualTo(NOT_BY_SESSION);
    assertThat(sentence(policies, Requests.SESSION)).isEmpty();
    assertThat(
            sentence(
                policies.withSession(
                    List.of(Requests.policy(Source.SESSION, Requests.allow(Source.SESSION)))),
                Requests.FEDERATED))
        .isEmpty();
  }

  @Test
  void severalSessionPoliciesCountAsOne() {
    PolicySet policies =
        PolicySet.NONE
            .withIdentity(List.of(Requests.identity(Requests.allow(Source.INLINE))))
            .withSession(
                List.of(
                    Requests.policy(Source.SESSION, Requests.allowOther(Source.SESSION)),
                    Requests.policy(Source.SESSION, Requests.allow(Source.SESSION))));
    assertThat(sentence(policies, Requests.SESSION)).isEmpty();
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          {"AWS":"111122223333"} | true  | ALLOWED
          {"AWS":"111122223333"} | false | because no identity-based policy allows the s3:GetObject action
          {"AWS":"arn:aws:iam::111122223333:user/exampleuser"} | true  | ALLOWED
          {"AWS":"arn:aws:iam::111122223333:user/exampleuser"} | false | because no identity-based policy allows the s3:GetObject action
          "*" | true | ALLOWED
          "*" | false | because no identity-based policy allows the s3:GetObject action
          {"AWS":"444455556666"} | true | because no resource-based policy allows the s3:GetObject action
          """)
  void betweenAccountsBothSidesHaveToAllow(String principal, boolean byIdentity, String sentence) {
    PolicySet policies =
        PolicySet.NONE
            .withResource(Requests.resource(Requests.allowTo(principal)))
            .withIdentity(
                byIdentity ? List.of(Requests.identity(Requests.allow(Source.INLINE))) : List.of());
    var request = Requests.getObjectFrom(Requests.USER, Requests.OTHER_ACCOUNT);
    assertThat(Evaluator.decide(policies, request).sentence())
        .isEqualTo(sentence.equals("ALLOWED") ? "" : sentence);
  }

  @Test
  void betweenAccountsBoundaryAndSessionLimitEvenWhomTheResourceNames() {
    PolicySet policies =
        PolicySet.NONE
            .withResource(
                Requests.resource(Requests.allowTo("{\"AWS\":\"" + Requests.SESSION_ARN + "\"}")))
            .withIdentity(List.of(Requests.identity(Requests.allow(Source.INLINE))));
    var request = Requests.getObjectFrom(Requests.SESSION, Requests.OTHER_ACCOUNT);
    assertThat(Evaluator.decide(policies, request).isAllowed()).isTrue();
    PolicySet bounded =
        policies.withBoundary(
            Optional.of(Requests.policy(Source.BOUNDARY, Requests.allowOther(Source.BOUNDARY))));
    assertThat(Evaluator.decide(bounded, request).sentence()).isEqualTo(NOT_BY_BOUNDARY);
    PolicySet limited =
        policies.withSession(
            List.of(Requests.policy(Source.SESSION, Requests.allowOther(Source.SESSION))));
    assertThat(Evaluator.decide(limited, request).sentence()).isEqualTo(NOT_BY_SESSION);
    var byRoot = Requests.getObjectFrom(Requests.ROOT, Requests.OTHER_ACCOUNT);
    assertThat(Evaluator.decide(PolicySet.NONE, byRoot).sentence()).isEqualTo(NOT_BY_RESOURCE);
  }

  // https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html: no principal, the root
  // among them, has any right to a key unless the key's policy gives it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          {"AWS":"arn:aws:iam::111122223333:root"} | USER | true  | ALLOWED
          {"AWS":"arn:aws:iam::111122223333:root"} | USER | false | because no identity-based policy allows the s3:GetObject action
          {"AWS":"arn:aws:iam::111122223333:root"} | ROOT | false | ALLOWED
          {"AWS":"arn:aws:iam::111122223333:user/other"} | USER | true | because no resource-based policy allows the s3:GetObject action
          {"AWS":"arn:aws:iam::111122223333:user/other"} | ROOT | true | because no resource-based policy allows the s3:GetObject action
          {"AWS":"arn:aws:iam::111122223333:user/exampleuser"} | USER | false | ALLOWED
          {"AWS":"arn:aws:iam::111122223333:role/examplerole"} | SESSION | false | ALLOWED
          """)
  void whereThePolicyOfTheResourceDecides(
      String principal, String who, boolean byIdentity, String sentence) {
    PolicySet policies =
        PolicySet.NONE
            .withResource(Requests.resource(Requests.allowTo(principal)))
            .withIdentity(
                byIdentity ? List.of(Requests.identity(Requests.allow(Source.INLINE))) : List.of())
            .decidedByResource();
    assertThat(sentence(policies, principal(who)))
        .isEqualTo(sentence.equals("ALLOWED") ? "" : sentence);
  }

  @Test
  void grantsBesidePoliciesCountAsOneOfTheResource() {
    PolicySet granted = PolicySet.NONE.orGrantedBy(() -> Optional.of("acl"));
    assertThat(Evaluator.decide(granted, Requests.getObject(Requests.USER)))
        .isEqualTo(new Verdict.Allowed("acl", Optional.empty()));
    assertThat(sentence(granted, PrincipalFacts.anonymous())).isEmpty();
    assertThat(sentence(granted.decidedByResource(), Requests.USER)).isEmpty();
    var across = Requests.getObjectFrom(Requests.USER, Requests.OTHER_ACCOUNT);
    assertThat(Evaluator.decide(granted, across).sentence()).isEqualTo(NOT_BY_IDENTITY);
    PolicySet both =
        granted.withIdentity(List.of(Requests.identity(Requests.allow(Source.INLINE))));
    assertThat(Evaluator.decide(both, across).isAllowed()).isTrue();
    PolicySet denied =
        granted.withIdentity(List.of(Requests.identity(Requests.deny(Source.INLINE))));
    assertThat(sentence(denied, Requests.USER)).startsWith("with an explicit deny");
    PolicySet controlled = granted.withServiceControl(List.of(List.of()));
    assertThat(sentence(controlled, Requests.USER)).startsWith("because no service control");
  }

  @Test
  void grantsAreAskedForOnlyWhereTheyMatter() {
    PolicySet policies =
        PolicySet.NONE
            .withIdentity(List.of(Requests.identity(Requests.allow(Source.INLINE))))
            .orGrantedBy(
                () -> {
                  throw new AssertionError("asked");
                });
    assertThat(sentence(policies, Requests.USER)).isEmpty();
  }

  // #policies_evaluation_example
  @Test
  void carlosMaySaveToHisBucketAndNotToItsLogs() {
    NamedPolicy identity =
        Requests.identity(
            "{\"Sid\":\"AllowS3Self\",\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":["
                + "\"arn:aws:s3:::carlossalazar/*\",\"arn:aws:s3:::carlossalazar\"]}",
            "{\"Sid\":\"DenyS3Logs\",\"Effect\":\"Deny\",\"Action\":\"s3:*\","
                + "\"Resource\":\"arn:aws:s3:::*log*\"}");
    PolicySet policies = PolicySet.NONE.withIdentity(List.of(identity));
    Verdict saves =
        Evaluator.decide(
            policies,
            Requests.request(Requests.USER, "s3:PutObject", "arn:aws:s3:::carlossalazar/a"));
    assertThat(saves)
        .isEqualTo(
            new Verdict.Allowed(
                "inline", Optional.of(identity.document().statements().getFirst())));
    Verdict logs =
        Evaluator.decide(
            policies,
            Requests.request(Requests.USER, "s3:PutObject", "arn:aws:s3:::carlossalazar-logs/a"));
    assertThat(logs)
        .isEqualTo(new Verdict.ExplicitDeny(identity, identity.document().statements().getLast()));
  }

  private static PolicySet everythingAllows() {
    PolicySet policies = PolicySet.NONE;
    for (Source source : Source.values()) {
      if (source != Source.TRUST) {
        policies = replaced(policies, source, Requests.allow(source));
      }
    }
    return policies;
  }

  private static PolicySet replaced(PolicySet policies, Source source, String statement) {
    NamedPolicy policy = Requests.policy(source, statement);
    return switch (source) {
      case MANAGED, INLINE, GROUP_MANAGED, GROUP_INLINE -> policies.withIdentity(List.of(policy));
      case BOUNDARY -> policies.withBoundary(Optional.of(policy));
      case SESSION -> policies.withSession(List.of(policy));
      case SERVICE_CONTROL -> policies.withServiceControl(List.of(List.of(policy)));
      case RESOURCE_CONTROL -> policies.withResourceControl(List.of(List.of(policy)));
      case ENDPOINT -> policies.withEndpoint(List.of(policy));
      case RESOURCE, TRUST -> policies.withResource(Optional.of(policy));
    };
  }

  private static String denying(PolicyType type) {
    return switch (type) {
      case IDENTITY_BASED -> "an identity-based policy";
      case PERMISSIONS_BOUNDARY -> "a permissions boundary";
      case SESSION -> "a session policy";
      case SERVICE_CONTROL -> "a service control policy";
      case RESOURCE_CONTROL -> "a resource control policy";
      case VPC_ENDPOINT -> "a VPC endpoint policy";
      case RESOURCE_BASED -> "a resource-based policy";
      case ROLE_TRUST -> "the role trust policy";
    };
  }

  private static PrincipalFacts principal(String name) {
    return switch (name) {
      case "USER" -> Requests.USER;
      case "SESSION" -> Requests.SESSION;
      case "FEDERATED" -> Requests.FEDERATED;
      case "ROOT" -> Requests.ROOT;
      default -> Requests.SERVICE;
    };
  }

  private static String sentence(PolicySet policies, PrincipalFacts principal) {
    return Evaluator.decide(policies, Requests.getObject(principal)).sentence();
  }
}

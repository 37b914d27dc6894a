package dev.cloudjar.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies, principals and requests as the tests need them. */
final class Requests {
  static final String ACCOUNT = "111122223333";
  static final String OTHER_ACCOUNT = "444455556666";
  static final String USER_ARN = "arn:aws:iam::111122223333:user/exampleuser";
  static final String ROLE_ARN = "arn:aws:iam::111122223333:role/examplerole";
  static final String SESSION_ARN =
      "arn:aws:sts::111122223333:assumed-role/examplerole/examplerolesessionname";
  static final String FEDERATED_ARN = "arn:aws:sts::111122223333:federated-user/Bob";
  static final PrincipalFacts USER =
      PrincipalFacts.user(ACCOUNT, USER_ARN, "AIDACKCEVSQ6C2EXAMPLE");
  static final PrincipalFacts SESSION =
      PrincipalFacts.roleSession(
          ACCOUNT,
          SESSION_ARN,
          "AROACKCEVSQ6C2EXAMPLE:examplerolesessionname",
          ROLE_ARN,
          "AROACKCEVSQ6C2EXAMPLE");
  static final PrincipalFacts FEDERATED =
      PrincipalFacts.federatedUser(
          ACCOUNT, FEDERATED_ARN, ACCOUNT + ":Bob", USER_ARN, "AIDACKCEVSQ6C2EXAMPLE");
  static final PrincipalFacts ROOT = PrincipalFacts.root(ACCOUNT);
  static final PrincipalFacts SERVICE = PrincipalFacts.service("s3.amazonaws.com");
  static final String BUCKET = "arn:aws:s3:::example";
  static final String OBJECT = "arn:aws:s3:::example/key";

  private Requests() {}

  static AccessRequest request(PrincipalFacts principal, String action, String resource) {
    return new AccessRequest(principal, action, resource, ACCOUNT, ContextKeys.NONE);
  }

  static AccessRequest getObject(PrincipalFacts principal) {
    return request(principal, "s3:GetObject", OBJECT);
  }

  static AccessRequest getObjectFrom(PrincipalFacts principal, String resourceAccount) {
    return new AccessRequest(principal, "s3:GetObject", OBJECT, resourceAccount, ContextKeys.NONE);
  }

  static AccessRequest with(AccessRequest request, Map<String, List<String>> context) {
    return new AccessRequest(
        request.principal(),
        request.action(),
        request.resourceArn(),
        request.resourceAccountId(),
        ContextKeys.of(context));
  }

  static String document(String... statements) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
  }

  static NamedPolicy policy(NamedPolicy.Source source, String... statements) {
    return new NamedPolicy(
        source.name().toLowerCase(java.util.Locale.ROOT),
        source,
        PolicyDocument.parse(document(statements), kind(source)));
  }

  static NamedPolicy identity(String... statements) {
    return policy(NamedPolicy.Source.INLINE, statements);
  }

  static Optional<NamedPolicy> resource(String... statements) {
    return Optional.of(policy(NamedPolicy.Source.RESOURCE, statements));
  }

  /** Allows everything; with a principal where the kind wants one. */
  static String allow(NamedPolicy.Source source) {
    String principal =
        kind(source).principal() == PolicyKind.Presence.REQUIRED ? "\"Principal\":\"*\"," : "";
    return "{\"Effect\":\"Allow\"," + principal + "\"Action\":\"*\",\"Resource\":\"*\"}";
  }

  /** Allows what no test asks for. */
  static String allowOther(NamedPolicy.Source source) {
    return allow(source).replace("\"Action\":\"*\"", "\"Action\":\"other:*\"");
  }

  static String deny(NamedPolicy.Source source) {
    return allow(source).replace("Allow", "Deny");
  }

  static String allowTo(String principal) {
    return "{\"Effect\":\"Allow\",\"Principal\":"
        + principal
        + ",\"Action\":\"s3:*\",\"Resource\":\"*\"}";
  }

  static PolicyKind kind(NamedPolicy.Source source) {
    return switch (source) {
      case MANAGED, INLINE, GROUP_MANAGED, GROUP_INLINE, BOUNDARY -> PolicyKind.IDENTITY;
      case SESSION -> PolicyKind.SESSION;
      case SERVICE_CONTROL -> PolicyKind.SERVICE_CONTROL;
      case RESOURCE_CONTROL -> PolicyKind.RESOURCE_CONTROL;
      case ENDPOINT, RESOURCE -> PolicyKind.RESOURCE;
      case TRUST -> PolicyKind.TRUST;
    };
  }

  /** Whether a statement of a policy of the principal applies to a request. */
  static boolean applies(String statement, AccessRequest request) {
    PolicySet policies = PolicySet.NONE.withIdentity(List.of(identity(statement)));
    return Evaluator.decide(policies, request).isAllowed();
  }
}

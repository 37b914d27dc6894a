package dev.cloudjar.policy;

import java.util.Optional;

/**
 * What {@code Principal} and {@code NotPrincipal} elements know of who makes a request.
 *
 * @param kind what the principal is
 * @param accountId the account it belongs to; empty for services, the anonymous and the federated
 * @param arn the ARN of the user, the root, the role's session or the federated user's session;
 *     empty for others
 * @param uniqueId such as {@code AIDACKCEVSQ6C2EXAMPLE} of a user, or {@code
 *     AROACKCEVSQ6C2EXAMPLE:session} of a role's session
 * @param issuerArn of a session: the role, or the user whom it was made by
 * @param issuerId of a session: the unique id of the role or user
 * @param serviceName such as {@code s3.amazonaws.com}
 * @param federatedProvider such as {@code accounts.google.com}, or a provider's ARN
 * @param canonicalId what S3 knows the account by
 */
public record PrincipalFacts(
    Kind kind,
    Optional<String> accountId,
    Optional<String> arn,
    Optional<String> uniqueId,
    Optional<String> issuerArn,
    Optional<String> issuerId,
    Optional<String> serviceName,
    Optional<String> federatedProvider,
    Optional<String> canonicalId) {

  /** What a principal is. */
  public enum Kind {
    ROOT,
    USER,
    ROLE_SESSION,
    /** Got credentials by {@code GetFederationToken}. */
    FEDERATED_USER,
    SERVICE,
    ANONYMOUS,
    /** Whoever shows an identity provider's token to assume a role. */
    WEB_IDENTITY,
    /** Whoever shows a SAML assertion to assume a role. */
    SAML
  }

  /** Nobody in particular. */
  public static PrincipalFacts anonymous() {
    return blank(Kind.ANONYMOUS);
  }

  /** The root user of an account. */
  public static PrincipalFacts root(String accountId) {
    return blank(Kind.ROOT).of(accountId, "arn:aws:iam::" + accountId + ":root", accountId);
  }

  /** An IAM user. */
  public static PrincipalFacts user(String accountId, String arn, String uniqueId) {
    return blank(Kind.USER).of(accountId, arn, uniqueId);
  }

  /**
   * A session of a role.
   *
   * @param arn of the session
   * @param uniqueId of the role, a colon, and the session's name
   */
  public static PrincipalFacts roleSession(
      String accountId, String arn, String uniqueId, String roleArn, String roleId) {
    return blank(Kind.ROLE_SESSION).of(accountId, arn, uniqueId).by(roleArn, roleId);
  }

  /** A session that a user got for somebody. */
  public static PrincipalFacts federatedUser(
      String accountId, String arn, String uniqueId, String userArn, String userId) {
    return blank(Kind.FEDERATED_USER).of(accountId, arn, uniqueId).by(userArn, userId);
  }

  /** An AWS service. */
  public static PrincipalFacts service(String name) {
    return new PrincipalFacts(
        Kind.SERVICE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(name),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Whoever an identity provider vouches for.
   *
   * @param kind {@link Kind#WEB_IDENTITY} or {@link Kind#SAML}
   */
  public static PrincipalFacts federated(Kind kind, String provider) {
    return new PrincipalFacts(
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(provider),
        Optional.empty());
  }

  /** The same with what S3 knows the account by. */
  public PrincipalFacts withCanonicalId(String id) {
    return new PrincipalFacts(
        kind,
        accountId,
        arn,
        uniqueId,
        issuerArn,
        issuerId,
        serviceName,
        federatedProvider,
        Optional.of(id));
  }

  /** Whether policies are attached to such a principal at all. */
  boolean hasIdentity() {
    return switch (kind) {
      case ROOT, USER, ROLE_SESSION, FEDERATED_USER -> true;
      case SERVICE, ANONYMOUS, WEB_IDENTITY, SAML -> false;
    };
  }

  private static PrincipalFacts blank(Kind kind) {
    return new PrincipalFacts(
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private PrincipalFacts of(String account, String itsArn, String itsId) {
    return new PrincipalFacts(
        kind,
        Optional.of(account),
        Optional.of(itsArn),
        Optional.of(itsId),
        issuerArn,
        issuerId,
        serviceName,
        federatedProvider,
        canonicalId);
  }

  private PrincipalFacts by(String itsIssuer, String itsIssuerId) {
    return new PrincipalFacts(
        kind,
        accountId,
        arn,
        uniqueId,
        Optional.of(itsIssuer),
        Optional.of(itsIssuerId),
        serviceName,
        federatedProvider,
        canonicalId);
  }
}

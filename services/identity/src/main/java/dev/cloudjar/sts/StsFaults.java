package dev.cloudjar.sts;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.policy.MalformedPolicyException;

/** What STS refuses with. Its model has none of these: they are common to all services. */
final class StsFaults {
  private StsFaults() {}

  static Fault missingAuthenticationToken() {
    return Fault.of(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
  }

  static Fault sessionCalls(String operation) {
    return accessDenied("Cannot call " + operation + " with session credentials");
  }

  static Fault rootAssumesRole() {
    return accessDenied("Roles may not be assumed by root accounts.");
  }

  static Fault rootAssumesRoot() {
    return accessDenied("Cannot call AssumeRoot with root user credentials");
  }

  static Fault noRootTask(String policyArn) {
    return validation("The policy " + policyArn + " is none that AssumeRoot can be called with.");
  }

  static Fault mayNotAssumeRole(String principal, String roleArn) {
    return accessDenied(
        "User: "
            + principal
            + " is not authorized to perform: sts:AssumeRole on resource: "
            + roleArn);
  }

  static Fault unknownMfaDevice() {
    return accessDenied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA"
            + " serial number is valid and associated with this user.");
  }

  static Fault outboundFederationDisabled() {
    return Fault.of(
        "OutboundWebIdentityFederationDisabledException",
        "The outbound web identity federation feature is not enabled for this account.");
  }

  static Fault sessionEscalation() {
    return Fault.of(
        "SessionDurationEscalationException",
        "The requested token duration would extend the session beyond its original expiration"
            + " time.");
  }

  static Fault unknownAlgorithm(String name) {
    return validation(
        "Value '" + name + "' at 'signingAlgorithm' is not valid: use RS256 or ES384.");
  }

  static Fault invalidAuthorizationMessage() {
    return Fault.of(
        400,
        "InvalidAuthorizationMessageException",
        "The encoded message is invalid or was not made by this installation.");
  }

  static Fault halfOfMfa() {
    return accessDenied(
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass"
            + " code.");
  }

  static Fault chainedForTooLong() {
    return validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
            + " chaining.");
  }

  static Fault longerThanRoleAllows() {
    return validation(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }

  static Fault tooManyPolicies(int most) {
    return validation("The number of policy ARNs exceeds the limit of " + most + ".");
  }

  static Fault noSuchPolicy(String arn) {
    return malformed("The policy " + arn + " does not exist or is not attachable.");
  }

  static Fault malformedPolicy(MalformedPolicyException problem) {
    return malformed(String.valueOf(problem.getMessage()));
  }

  static Fault tooManyTags(int most) {
    return validation("The number of session tags exceeds the limit of " + most + ".");
  }

  static Fault reservedTagKey() {
    return validation("Tag keys must not begin with the reserved prefix aws:.");
  }

  static Fault duplicateTagKeys() {
    return Fault.of(
        400,
        "InvalidParameterValue",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }

  static Fault inheritedTagKey() {
    return Fault.of(
        400,
        "InvalidParameterValue",
        "One of the specified transitive tag keys can't be set because it conflicts with a"
            + " transitive tag key from the calling session.");
  }

  static Fault unknownTransitiveKey() {
    return Fault.of(
        400,
        "InvalidParameterValue",
        "The specified transitive tag key must be included in the requested tags.");
  }

  static Fault otherSourceIdentity() {
    return validation(
        "SourceIdentity cannot be changed once it has been set for the calling session.");
  }

  static Fault notAuthorized(String action) {
    return accessDenied("Not authorized to perform " + action);
  }

  static Fault invalidArn(String arn) {
    return validation("Request ARN is invalid: " + arn);
  }

  static Fault notAToken() {
    return invalidIdentityToken(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access"
            + " Token)");
  }

  static Fault missingClaim(String claim) {
    return invalidIdentityToken("Missing a required claim: " + claim);
  }

  static Fault noProvider(String issuer) {
    return invalidIdentityToken("No OpenIDConnect provider found in your account for " + issuer);
  }

  static Fault noVerificationKey() {
    return invalidIdentityToken(
        "Couldn't retrieve verification key from your identity provider,  please reference"
            + " AssumeRoleWithWebIdentity documentation for requirements");
  }

  static Fault badSourceIdentity() {
    return invalidIdentityToken(
        "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"");
  }

  static Fault invalidSamlResponse() {
    return invalidIdentityToken("Invalid base64 SAMLResponse");
  }

  static Fault noSamlProvider() {
    return invalidIdentityToken("Specified provider doesn't exist");
  }

  static Fault invalidSamlSignature() {
    return invalidIdentityToken("Response signature invalid");
  }

  static Fault otherSamlIssuer() {
    return invalidIdentityToken("Issuer not present in specified provider");
  }

  static Fault otherSamlAudience() {
    return invalidIdentityToken("Response does not contain the required audience.");
  }

  static Fault noSamlSessionName() {
    return invalidIdentityToken("RoleSessionName is required in AuthnResponse");
  }

  static Fault badSamlSessionName() {
    return invalidIdentityToken(
        "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
  }

  static Fault providerUnreachable() {
    return Fault.of(
        400,
        "IDPCommunicationError",
        "The identity provider that was asked to verify the token could not be reached.");
  }

  static Fault rejectedByProvider() {
    return Fault.of(
        403, "IDPRejectedClaim", "The identity provider reported that authentication failed.");
  }

  static Fault expiredToken(String message) {
    return Fault.of(400, "ExpiredTokenException", message);
  }

  static Fault invalidIdentityToken(String message) {
    return Fault.of(400, "InvalidIdentityToken", message);
  }

  private static Fault malformed(String message) {
    return Fault.of(400, "MalformedPolicyDocument", message);
  }

  private static Fault validation(String message) {
    return Fault.of(400, "ValidationError", message);
  }

  private static Fault accessDenied(String message) {
    return Fault.of(403, "AccessDenied", message);
  }
}

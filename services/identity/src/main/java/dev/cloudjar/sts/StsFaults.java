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

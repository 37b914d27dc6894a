package dev.cloudjar.sts;

import dev.cloudjar.cloud.Fault;

/** What STS refuses with. Its model has none of these: they are common to all services. */
final class StsFaults {
  private StsFaults() {}

  static Fault missingAuthenticationToken() {
    return Fault.of(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
  }

  static Fault sessionCallsGetSessionToken() {
    return accessDenied("Cannot call GetSessionToken with session credentials");
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

  private static Fault accessDenied(String message) {
    return Fault.of(403, "AccessDenied", message);
  }
}

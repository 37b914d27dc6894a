package dev.cloudjar.iam;

import dev.cloudjar.cloud.Fault;

/** The errors that reports and what an account as a whole can do answer with. */
final class AccountFaults {
  /** What AWS says of reports that it does not give. */
  private static final String UNEXPLAINED = "Unknown";

  private AccountFaults() {}

  static Fault reportNotPresent() {
    return Fault.of("ReportNotPresent", UNEXPLAINED);
  }

  static Fault reportInProgress() {
    return Fault.of("ReportInProgress", UNEXPLAINED);
  }

  static Fault reportExpired() {
    return Fault.of("ReportExpired", UNEXPLAINED);
  }

  static Fault outboundFederationEnabled() {
    return Fault.of(
        "FeatureEnabled",
        "Outbound identity federation is already enabled for your Amazon Web Services account.");
  }

  static Fault outboundFederationDisabled() {
    return Fault.of(
        "FeatureDisabled",
        "Outbound identity federation is disabled for your Amazon Web Services account.");
  }

  static Fault noOrganization() {
    return Fault.of(
        "OrganizationNotFoundException", "No organization is associated with your account.");
  }

  static Fault notAllFeatures() {
    return Fault.of(
        "OrganizationNotInAllFeaturesModeException",
        "Your organization does not have All features enabled.");
  }

  static Fault notManagementAccount() {
    return Fault.of(
        "CallerIsNotManagementAccountException",
        "The request was rejected because the account making the request is not the management"
            + " account for the organization.");
  }

  static Fault notManagementOrDelegated() {
    return Fault.of(
        "AccountNotManagementOrDelegatedAdministratorException",
        "The account making the request is not the management account or delegated administrator"
            + " account for centralized root access.");
  }

  static Fault noServiceAccess() {
    return Fault.of(
        "ServiceAccessNotEnabledException",
        "Trusted access is not enabled for IAM in Organizations.");
  }

  static Fault noOrganizationReport(String why) {
    return IamFaults.invalidInput("The report cannot be generated: " + why);
  }

  /** What the caller may not ask of Organizations, it may not ask for here. */
  static Fault denied(Fault byOrganizations) {
    return Fault.of(403, "AccessDenied", String.valueOf(byOrganizations.getMessage()));
  }

  static Fault noJob(String id) {
    return IamFaults.notFound("The job with id " + id + " cannot be found.");
  }
}

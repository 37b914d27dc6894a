package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Fault;

/** What CloudTrail refuses with where it depends on the caller's organization. */
final class OrganizationFaults {
  private OrganizationFaults() {}

  static Fault accessNotEnabled() {
    return Fault.of(
        "CloudTrailAccessNotEnabledException",
        "Trusted access has not been enabled between CloudTrail and Organizations.");
  }

  static Fault tooManyAdministrators() {
    return Fault.of(
        "DelegatedAdminAccountLimitExceededException",
        "The maximum number of CloudTrail delegated administrators is reached.");
  }

  /** What a refusal by Organizations is here. */
  static Fault of(Fault byOrganizations) {
    String message = String.valueOf(byOrganizations.getMessage());
    return switch (byOrganizations.code()) {
      case "AWSOrganizationsNotInUseException" ->
          Fault.of("OrganizationsNotInUseException", message);
      case "AccountNotFoundException" -> Fault.of("AccountNotFoundException", message);
      case "AccountAlreadyRegisteredException" -> Fault.of("AccountRegisteredException", message);
      case "AccountNotRegisteredException" -> Fault.of("AccountNotRegisteredException", message);
      case "ConstraintViolationException" ->
          Fault.of("CannotDelegateManagementAccountException", message);
      case "AccessDeniedException" ->
          message.startsWith("User: ")
              ? Fault.of(400, "AccessDeniedException", message)
              : Fault.of("NotOrganizationManagementAccountException", message);
      default -> byOrganizations;
    };
  }
}

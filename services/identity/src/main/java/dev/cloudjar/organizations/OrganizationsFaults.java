package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Fault;

/** What Organizations refuses with, in AWS's words. */
final class OrganizationsFaults {
  private OrganizationsFaults() {}

  static Fault notInUse() {
    return Fault.of(
        "AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
  }

  static Fault accessDenied() {
    return Fault.of("AccessDeniedException", "You don't have permissions to access this resource.");
  }

  static Fault alreadyInOrganization() {
    return Fault.of(
        "AlreadyInOrganizationException",
        "The provided account is already a member of an organization.");
  }

  static Fault organizationNotEmpty() {
    return Fault.of(
        "OrganizationNotEmptyException",
        "To delete an organization you must first remove all member accounts (except the master).");
  }

  static Fault managementCannotLeave() {
    return Fault.of(
        "MasterCannotLeaveOrganizationException",
        "You can't remove a management account from an organization.");
  }

  static Fault accountNotFound() {
    return Fault.of("AccountNotFoundException", "You specified an account that doesn't exist.");
  }

  static Fault accountAlreadyClosed() {
    return Fault.of("AccountAlreadyClosedException", "The provided account is already closed.");
  }

  static Fault duplicateAccount() {
    return Fault.of(
        "DuplicateAccountException", "The account is already in the destination that you named.");
  }

  static Fault rootNotFound() {
    return Fault.of("RootNotFoundException", "You specified a root that doesn't exist.");
  }

  static Fault parentNotFound() {
    return Fault.of("ParentNotFoundException", "You specified parent that doesn't exist.");
  }

  static Fault sourceParentNotFound() {
    return Fault.of(
        "SourceParentNotFoundException", "You specified a source parent that doesn't exist.");
  }

  static Fault destinationParentNotFound() {
    return Fault.of(
        "DestinationParentNotFoundException",
        "You specified a destination parent that doesn't exist.");
  }

  static Fault childNotFound() {
    return Fault.of("ChildNotFoundException", "You specified a child that doesn't exist.");
  }

  static Fault unitNotFound() {
    return Fault.of(
        "OrganizationalUnitNotFoundException",
        "You specified an organizational unit that doesn't exist.");
  }

  static Fault unitNotEmpty() {
    return Fault.of(
        "OrganizationalUnitNotEmptyException",
        "The specified organizational unit is not empty. Move or remove all accounts and"
            + " organizational units in it first.");
  }

  static Fault duplicateUnit() {
    return Fault.of(
        "DuplicateOrganizationalUnitException", "An OU with the same name already exists.");
  }

  static Fault createAccountStatusNotFound() {
    return Fault.of(
        "CreateAccountStatusNotFoundException",
        "You specified a create account request that doesn't exist.");
  }

  static Fault policyNotFound() {
    return Fault.of("PolicyNotFoundException", "You specified a policy that doesn't exist.");
  }

  static Fault duplicatePolicy() {
    return Fault.of("DuplicatePolicyException", "A policy with the same name already exists.");
  }

  static Fault policyInUse() {
    return Fault.of(
        "PolicyInUseException",
        "The policy is attached to one or more entities. You must detach it from all roots, OUs,"
            + " and accounts before performing this operation.");
  }

  static Fault malformedPolicy() {
    return Fault.of(
        "MalformedPolicyDocumentException", "The provided policy document is malformed.");
  }

  static Fault policyTypeNotEnabled() {
    return Fault.of(
        "PolicyTypeNotEnabledException",
        "This operation can be performed only for enabled policy types.");
  }

  static Fault policyTypeAlreadyEnabled() {
    return Fault.of(
        "PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled.");
  }

  static Fault policyTypeNotAvailable() {
    return Fault.of(
        "PolicyTypeNotAvailableForOrganizationException",
        "You can't use the specified policy type with the feature set currently enabled for this"
            + " organization.");
  }

  static Fault duplicateAttachment() {
    return Fault.of(
        "DuplicatePolicyAttachmentException",
        "The selected policy is already attached to the specified target.");
  }

  static Fault policyNotAttached() {
    return Fault.of(
        "PolicyNotAttachedException", "The policy isn't attached to the specified target.");
  }

  static Fault targetNotFound() {
    return Fault.of("TargetNotFoundException", "You specified a target that doesn't exist.");
  }

  static Fault resourcePolicyNotFound() {
    return Fault.of(
        "ResourcePolicyNotFoundException",
        "We can't find a resource policy request with the parameter that you specified.");
  }

  static Fault handshakeNotFound() {
    return Fault.of("HandshakeNotFoundException", "You specified a handshake that doesn't exist.");
  }

  static Fault handshakeAlreadyInState() {
    return Fault.of(
        "HandshakeAlreadyInStateException", "The specified handshake is already in that state.");
  }

  static Fault invalidHandshakeTransition() {
    return Fault.of(
        "InvalidHandshakeTransitionException",
        "You can't perform the operation on the handshake in its current state.");
  }

  static Fault duplicateHandshake() {
    return Fault.of(
        "DuplicateHandshakeException",
        "A handshake with the same action and target already exists.");
  }

  static Fault handshakeConstraint(String reason, String message) {
    return Fault.of("HandshakeConstraintViolationException", message).with("Reason", reason);
  }

  static Fault alreadyRegistered() {
    return Fault.of(
        "AccountAlreadyRegisteredException",
        "The provided account is already a delegated administrator for your organization.");
  }

  static Fault notRegistered() {
    return Fault.of(
        "AccountNotRegisteredException",
        "The provided account is not a registered delegated administrator for your organization.");
  }

  static Fault constraint(String reason, String message) {
    return Fault.of("ConstraintViolationException", message).with("Reason", reason);
  }

  static Fault invalidInput(String reason, String message) {
    return Fault.of("InvalidInputException", message).with("Reason", reason);
  }

  static Fault invalidNextToken() {
    return invalidInput("INVALID_NEXT_TOKEN", "You specified an invalid next token.");
  }
}

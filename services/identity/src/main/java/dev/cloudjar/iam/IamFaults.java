package dev.cloudjar.iam;

import dev.cloudjar.cloud.Fault;

/** Every error that this room answers with, in AWS's words. */
final class IamFaults {
  private static final String NO_SUCH_ENTITY = "NoSuchEntity";
  private static final String ENTITY_EXISTS = "EntityAlreadyExists";
  private static final String DELETE_CONFLICT = "DeleteConflict";
  private static final String LIMIT_EXCEEDED = "LimitExceeded";
  private static final String INVALID_INPUT = "InvalidInput";
  private static final String VALIDATION_ERROR = "ValidationError";
  private static final String WRONG_PASSWORD = "The old password was incorrect.";

  private IamFaults() {}

  // ---- what is not there -----------------------------------------------------------------------

  static Fault noUser(String name) {
    return notFound("The user with name " + name + " cannot be found.");
  }

  static Fault noGroup(String name) {
    return notFound("The group with name " + name + " cannot be found.");
  }

  static Fault noRole(String name) {
    return notFound("The role with name " + name + " cannot be found.");
  }

  static Fault noInstanceProfile(String name) {
    return notFound("Instance Profile " + name + " cannot be found.");
  }

  static Fault noPolicy(String arn) {
    return notFound("Policy " + arn + " was not found.");
  }

  static Fault notAttachable(String arn) {
    return notFound("Policy " + arn + " does not exist or is not attachable.");
  }

  static Fault noPolicyVersion(String arn, String version) {
    return notFound(
        "Policy " + arn + " version " + version + " does not exist or is not attachable.");
  }

  static Fault noInlinePolicy(Kind holder, String name) {
    return notFound("The " + holder.arnName() + " policy with name " + name + " cannot be found.");
  }

  static Fault noBoundary(String kind, String name) {
    return notFound(
        "The permissions boundary of " + kind + " with name " + name + " cannot be found.");
  }

  static Fault noAccessKey(String id) {
    return notFound("The Access Key with id " + id + " cannot be found.");
  }

  static Fault noServerCertificate(String name) {
    return notFound("The Server Certificate with name " + name + " cannot be found.");
  }

  static Fault noOpenIdConnectProvider(String url) {
    return notFound("OpenIDConnect Provider not found for arn " + url);
  }

  static Fault noPasswordPolicy(String account) {
    return notFound("The Password Policy with domain name " + account + " cannot be found.");
  }

  static Fault noDevice(String serialNumber) {
    return notFound("VirtualMFADevice with serial number " + serialNumber + " doesn't exist.");
  }

  static Fault noDeletionTask(String id) {
    return notFound("The Deletion Task with id " + id + " cannot be found.");
  }

  static Fault noEntity(String arn) {
    return notFound("The entity with ARN " + arn + " cannot be found.");
  }

  static Fault notFound(String message) {
    return Fault.of(NO_SUCH_ENTITY, message);
  }

  // ---- what is there already -------------------------------------------------------------------

  static Fault userExists(String name) {
    return exists("User with name " + name + " already exists.");
  }

  static Fault groupExists(String name) {
    return exists("Group with name " + name + " already exists.");
  }

  static Fault roleExists(String name) {
    return exists("Role with name " + name + " already exists.");
  }

  static Fault instanceProfileExists(String name) {
    return exists("Instance Profile " + name + " already exists.");
  }

  static Fault policyExists(String name) {
    return exists("A policy called " + name + " already exists. Duplicate names are not allowed.");
  }

  static Fault serverCertificateExists(String name) {
    return exists("The Server Certificate with name " + name + " already exists.");
  }

  static Fault exists(String message) {
    return Fault.of(ENTITY_EXISTS, message);
  }

  // ---- what hangs on what is to be deleted -----------------------------------------------------

  /** What has to go first, such as "delete access keys". */
  static Fault deleteConflict(String first) {
    return Fault.of(DELETE_CONFLICT, "Cannot delete entity, must " + first + " first.");
  }

  static Fault deviceInUse() {
    return Fault.of(DELETE_CONFLICT, "MFA VirtualDevice in use. Must deactivate first.");
  }

  static Fault policyAttached() {
    return Fault.of(DELETE_CONFLICT, "Cannot delete a policy attached to entities.");
  }

  static Fault policyHasVersions() {
    return Fault.of(
        DELETE_CONFLICT,
        "This policy has more than one version. Before you delete a policy, you must delete the"
            + " policy's versions. The default version is deleted with the policy.");
  }

  static Fault defaultVersion() {
    return Fault.of(DELETE_CONFLICT, "Cannot delete the default version of a policy.");
  }

  // ---- quotas ----------------------------------------------------------------------------------

  static Fault quota(String name, int quota) {
    return limitExceeded("Cannot exceed quota for " + name + ": " + quota);
  }

  static Fault tooManyVersions() {
    return limitExceeded(
        "A managed policy can have up to 5 versions. Before you create a new version, you must"
            + " delete an existing version.");
  }

  static Fault inlinePoliciesTooLong(int mostBytes, PolicyHolder holder) {
    return limitExceeded(
        "Maximum policy size of "
            + mostBytes
            + " bytes exceeded for "
            + holder.kind().arnName()
            + " "
            + holder.name());
  }

  static Fault limitExceeded(String message) {
    return Fault.of(LIMIT_EXCEEDED, message);
  }

  /** How a quota's name calls a holder of policies. */
  static String noun(Kind holder) {
    return switch (holder) {
      case USER -> "User";
      case GROUP -> "Group";
      default -> "Role";
    };
  }

  // ---- what makes no sense ---------------------------------------------------------------------

  static Fault unknownLinkedService(String service) {
    return invalidInput("Service-linked roles are not supported here for " + service + ".");
  }

  static Fault notLinked(String roleName) {
    return invalidInput("Role " + roleName + " is not a service-linked role.");
  }

  static Fault malformedPolicy(String message) {
    return Fault.of("MalformedPolicyDocument", message);
  }

  static Fault invalidInput(String message) {
    return Fault.of(INVALID_INPUT, message);
  }

  static Fault policyEvaluation(String message) {
    return Fault.of(500, "PolicyEvaluation", message);
  }

  static Fault invalidArn(String arn) {
    return invalidInput("ARN " + arn + " is not valid.");
  }

  static Fault duplicateTagKeys() {
    return invalidInput(
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }

  static Fault reservedTagKey() {
    return invalidInput("Tag keys beginning with aws: are reserved for system use.");
  }

  static Fault invalidMarker() {
    return validation("Invalid Marker.");
  }

  static Fault noUserNamed() {
    return validation("Must specify userName when calling with non-User credentials");
  }

  static Fault invalidPath() {
    return validation(
        "The specified value for path is invalid. It must begin and end with / and contain only"
            + " alphanumeric characters and/or / characters.");
  }

  static Fault reservedPath(String path) {
    return validation(
        "Roles with path "
            + path
            + " are reserved for service-linked roles and cannot be created.");
  }

  static Fault validation(String message) {
    return Fault.of(400, VALIDATION_ERROR, message);
  }

  static Fault policyOfAws() {
    return Fault.of(
        403,
        "AccessDenied",
        "Policies owned by AWS cannot be changed: Policy is outside your own account.");
  }

  static Fault protectedRole(String name) {
    return Fault.of(
        "UnmodifiableEntity",
        "Cannot perform the operation on the protected role '"
            + name
            + "' - this role is only modifiable by AWS");
  }

  static Fault invalidAuthenticationCode() {
    return Fault.of("InvalidAuthenticationCode", "Authentication code for device is not valid.");
  }

  static Fault duplicateSshKey() {
    return Fault.of(
        "DuplicateSSHPublicKey", "The SSH public key is already associated with the user.");
  }

  static Fault invalidSshKey() {
    return Fault.of("InvalidPublicKey", "The SSH public key is not valid.");
  }

  static Fault unrecognizedEncoding() {
    return Fault.of(
        "UnrecognizedPublicKeyEncoding", "The public key encoding format is unsupported.");
  }

  static Fault malformedCertificate() {
    return malformedCertificate(
        "Unable to parse certificate. Please ensure the certificate is in PEM format.");
  }

  static Fault malformedKey() {
    return malformedCertificate(
        "Unable to parse private key. Please ensure the private key is in PEM format.");
  }

  static Fault certificateExpired() {
    return malformedCertificate(
        "Certificate is no longer valid. The 'Not After' date restriction on the certificate has"
            + " passed.");
  }

  static Fault certificateNotYetValid() {
    return malformedCertificate(
        "Certificate is not yet valid. The 'Not Before' date restriction on the certificate has not"
            + " passed.");
  }

  static Fault brokenChain(int index) {
    return malformedCertificate(
        "Unable to validate certificate chain. The certificate chain must start with the immediate"
            + " signing certificate, followed by any intermediaries in order. The index within the"
            + " chain of the invalid certificate is: "
            + index);
  }

  private static Fault malformedCertificate(String message) {
    return Fault.of("MalformedCertificate", message);
  }

  static Fault keyPairMismatch() {
    return Fault.of(
        "KeyPairMismatch", "The public key certificate and the private key do not match.");
  }

  static Fault duplicateCertificate() {
    return Fault.of(
        "DuplicateCertificate",
        "The same certificate is associated with an IAM user in the account.");
  }

  static Fault serviceNotSupported(String service) {
    return Fault.of("NotSupportedService", "The service " + service + " is not supported.");
  }

  static Fault unfitPassword() {
    return Fault.of(
        "PasswordPolicyViolation", "Password does not conform to the account password policy.");
  }

  static Fault onlyRoots() {
    return Fault.of(403, "AccessDenied", "Only a long-term key of the root user may do this.");
  }

  static Fault notFromAfar() {
    return Fault.of(403, "AccessDenied", "Tokens are told of on this machine only.");
  }

  static Fault notFromPages() {
    return Fault.of(403, "AccessDenied", "Sign this request in its Authorization header.");
  }

  static Fault wrongPassword() {
    return Fault.of(403, "AccessDenied", WRONG_PASSWORD);
  }

  static boolean isWrongPassword(Fault fault) {
    return WRONG_PASSWORD.equals(fault.getMessage());
  }

  static Fault onlyUsers() {
    return Fault.of("InvalidUserType", "Only IAM Users can change their own password");
  }

  static Fault serviceRolePolicy() {
    return Fault.of(
        "PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.");
  }
}

package dev.cloudjar.kms;

import dev.cloudjar.cloud.Fault;

/** Every error that this room answers with. */
final class KmsFaults {
  private KmsFaults() {}

  // ---- what is not there -----------------------------------------------------------------------

  static Fault keyDoesNotExist(String arn) {
    return Fault.of("NotFoundException", "Key '" + arn + "' does not exist");
  }

  static Fault invalidKeyId(String text) {
    return Fault.of("NotFoundException", "Invalid keyId '" + text + "'");
  }

  static Fault invalidRegion(String region) {
    return Fault.of("NotFoundException", "Invalid arn " + region);
  }

  static Fault aliasNotFound(String arn) {
    return Fault.of("NotFoundException", "Alias " + arn + " is not found.");
  }

  static Fault grantNotFound(String id) {
    return Fault.of("NotFoundException", "Grant ID " + id + " not found");
  }

  static Fault policyNotFound() {
    return Fault.of("NotFoundException", "No such policy exists");
  }

  static Fault ciphertextOfNobody() {
    return Fault.of(
        400,
        "AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in this"
            + " region, or you are not allowed to access.");
  }

  static Fault noSuchImportedMaterial(String arn, String materialId) {
    return Fault.of(
        "NotFoundException",
        "Key material '" + materialId + "' is not associated with " + arn + ".");
  }

  static Fault throttled() {
    return Fault.of(
        400,
        "ThrottlingException",
        "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.");
  }

  // ---- states ----------------------------------------------------------------------------------

  static Fault disabled(String arn) {
    return Fault.of("DisabledException", arn + " is disabled.");
  }

  static Fault invalidState(String arn, KeyState state) {
    return Fault.of("KMSInvalidStateException", arn + ' ' + state.inWords());
  }

  static Fault notPendingDeletion(String arn) {
    return Fault.of("KMSInvalidStateException", arn + " is not pending deletion.");
  }

  static Fault invalidState(String message) {
    return Fault.of("KMSInvalidStateException", message);
  }

  static Fault wrongOrigin(String arn, KeyOrigin origin) {
    return unsupportedOperation(
        arn + " origin is " + origin + " which is not valid for this operation.");
  }

  static Fault awsManaged(String principal, String action, String arn) {
    return Fault.of(
        400,
        "AccessDeniedException",
        "User: "
            + principal
            + " is not authorized to perform: kms:"
            + action
            + " on resource: "
            + arn
            + " because it is an AWS managed key");
  }

  static Fault otherAccount(String principal, String action, String arn) {
    return Fault.of(
        400,
        "AccessDeniedException",
        "User: "
            + principal
            + " is not authorized to perform: kms:"
            + action
            + " on resource: "
            + arn
            + " because the operation does not work across accounts");
  }

  static Fault unsupportedOperation(String message) {
    return Fault.of("UnsupportedOperationException", message);
  }

  static Fault limitExceeded(String message) {
    return Fault.of("LimitExceededException", message);
  }

  static Fault conflict(String message) {
    return Fault.of("ConflictException", message);
  }

  // ---- use -------------------------------------------------------------------------------------

  static Fault wrongUsage(String arn, String usage, String operation) {
    return Fault.of(
        "InvalidKeyUsageException",
        arn + " key usage is " + usage + " which is not valid for " + operation + ".");
  }

  static Fault wrongAlgorithm(String algorithm, String spec) {
    return Fault.of(
        "InvalidKeyUsageException",
        "Algorithm " + algorithm + " is incompatible with key spec " + spec + ".");
  }

  static Fault symmetricOnly(String arn, String spec, String operation) {
    return Fault.of(
        "InvalidKeyUsageException",
        arn + " key spec is " + spec + " which is not valid for " + operation + ".");
  }

  static Fault invalidCiphertext() {
    return Fault.of("InvalidCiphertextException", "");
  }

  static Fault incorrectKey() {
    return Fault.of(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.");
  }

  static Fault invalidSignature() {
    return Fault.of("KMSInvalidSignatureException", "");
  }

  static Fault invalidMac() {
    return Fault.of("KMSInvalidMacException", "");
  }

  static Fault dryRun() {
    return Fault.of(
        "DryRunOperationException",
        "The request would have succeeded, but the DryRun option is set.");
  }

  static Fault validation(String message) {
    return Fault.of(400, "ValidationException", message);
  }

  static Fault recipientUnsupported() {
    return unsupportedOperation(
        "Cloudjar has no Nitro enclaves, so it cannot verify the attestation document of a"
            + " Recipient.");
  }

  // ---- aliases, grants, policies, tags ---------------------------------------------------------

  static Fault aliasExists(String arn) {
    return Fault.of("AlreadyExistsException", "An alias with the name " + arn + " already exists");
  }

  static Fault replicaExists(String arn) {
    return Fault.of("AlreadyExistsException", "A key with the ARN " + arn + " already exists");
  }

  static Fault aliasWithoutPrefix() {
    return validation(
        "Alias must start with the prefix \"alias/\". Please see"
            + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
  }

  static Fault invalidAliasName(String message) {
    return Fault.of("InvalidAliasNameException", message);
  }

  static Fault reservedAlias() {
    return Fault.of(400, "NotAuthorizedException", "");
  }

  static Fault invalidArn(String message) {
    return Fault.of("InvalidArnException", message);
  }

  static Fault invalidGrantToken() {
    return Fault.of("InvalidGrantTokenException", "Invalid grant token.");
  }

  static Fault invalidGrantId() {
    return Fault.of("InvalidGrantIdException", "Invalid grant ID.");
  }

  static Fault invalidMarker() {
    return Fault.of("InvalidMarkerException", "Invalid marker.");
  }

  static Fault malformedPolicy(String message) {
    return Fault.of("MalformedPolicyDocumentException", message);
  }

  static Fault lockedOut() {
    return malformedPolicy(
        "The new key policy will not allow you to update the key policy in the future.");
  }

  static Fault tag(String message) {
    return Fault.of("TagException", message);
  }

  // ---- import ----------------------------------------------------------------------------------

  static Fault invalidImportToken() {
    return Fault.of("InvalidImportTokenException", "Invalid import token.");
  }

  static Fault expiredImportToken() {
    return Fault.of("ExpiredImportTokenException", "The import token has expired.");
  }

  static Fault incorrectKeyMaterial() {
    return Fault.of(
        "IncorrectKeyMaterialException",
        "The key material in the request is not the key material that was previously imported into"
            + " this KMS key.");
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/** What is refused to callers without the right code. */
final class MultiFactorFaults {
  private MultiFactorFaults() {}

  static Fault codeNeeded() {
    return Fault.of(403, "AccessDenied", "Mfa Authentication must be used for this request");
  }

  static Fault ownerNeeded() {
    return Fault.of(
        403, "AccessDenied", "This operation may only be performed by the bucket owner");
  }

  static Fault insecure() {
    return S3Faults.invalidRequest("Requests that include x-amz-mfa must use HTTPS.");
  }

  static Fault versioningNeeded() {
    return S3Faults.illegalVersioningConfiguration(
        "MFA Delete can only be enabled together with versioning.");
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/** What is refused of objects that are locked, and of requests to lock them. */
final class LockFaults {
  private LockFaults() {}

  static Fault missingConfiguration() {
    return S3Faults.invalidRequest("Bucket is missing Object Lock Configuration");
  }

  static Fault noLock() {
    return Fault.of(
        404,
        "NoSuchObjectLockConfiguration",
        "The specified object does not have a ObjectLock configuration");
  }

  static Fault locked() {
    return Fault.of(403, "AccessDenied", "Access Denied because object protected by object lock.");
  }

  static Fault incomplete() {
    return S3Faults.invalidArgument(
        "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
        "x-amz-object-lock-mode",
        "");
  }

  static Fault unknownMode(String mode) {
    return S3Faults.invalidArgument("Unknown wormMode directive.", "x-amz-object-lock-mode", mode);
  }

  static Fault unknownHold(String status) {
    return S3Faults.invalidArgument(
        "Legal Hold must be either of 'ON' or 'OFF'", "x-amz-object-lock-legal-hold", status);
  }

  static Fault past(String date) {
    return S3Faults.invalidArgument(
        "The retain until date must be in the future!",
        "x-amz-object-lock-retain-until-date",
        date);
  }

  static Fault invalidPeriod() {
    return S3Faults.invalidArgument(
        "Default retention period must be a positive integer value.", "DefaultRetention", "");
  }

  static Fault tooLongPeriod() {
    return S3Faults.invalidArgument("Default retention period too large.", "DefaultRetention", "");
  }

  static Fault versioningNeeded() {
    return S3Faults.invalidBucketState(
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
  }

  static Fault versioningFixed() {
    return S3Faults.invalidBucketState(
        "An Object Lock configuration is present on this bucket, so the versioning state cannot be"
            + " changed.");
  }

  static Fault digestNeeded() {
    return S3Faults.invalidRequest(
        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object"
            + " Lock parameters");
  }

  static Fault bypassElsewhere(boolean bypass) {
    return S3Faults.invalidArgument(
        "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
        "x-amz-bypass-governance-retention",
        Boolean.toString(bypass));
  }
}

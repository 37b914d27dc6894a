package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/** The errors of configurations of replication. */
final class ReplicationFaults {
  private static final String SCHEMA =
      " for this version of Cross Region Replication configuration schema. Please refer to S3"
          + " Developer Guide for more information.";

  private ReplicationFaults() {}

  static Fault versioningNeeded() {
    return S3Faults.invalidRequest(
        "Versioning must be 'Enabled' on the bucket to apply a replication configuration");
  }

  static Fault noDestination() {
    return S3Faults.invalidRequest("Destination bucket must exist.");
  }

  static Fault destinationUnversioned() {
    return S3Faults.invalidRequest("Destination bucket must have versioning enabled.");
  }

  static Fault destinationIsSource() {
    return S3Faults.invalidRequest("Destination bucket cannot be the same as the source bucket.");
  }

  static Fault destinationUnlocked() {
    return S3Faults.invalidRequest(
        "Object Lock must be enabled on the destination bucket, as it is on the source bucket.");
  }

  static Fault otherOwner() {
    return S3Faults.invalidRequest(
        "Account ID in the destination must be that of the destination bucket's owner.");
  }

  static Fault ownerNeeded() {
    return S3Faults.invalidRequest(
        "Account must be specified in the destination if AccessControlTranslation is present.");
  }

  static Fault invalidBucketArn(String arn) {
    return S3Faults.invalidArgument("Invalid bucket ARN.", "Bucket", arn);
  }

  static Fault invalidRole(String role) {
    return S3Faults.invalidArgument("Invalid Role ARN.", "Role", role);
  }

  static Fault tooManyRules() {
    return S3Faults.invalidRequest(
        "The number of replication rules must not exceed the allowed limit of 1000 rules.");
  }

  static Fault longId(String id) {
    return S3Faults.invalidArgument("Rule Id must not exceed 255 characters.", "ID", id);
  }

  static Fault repeatedId(String id) {
    return S3Faults.invalidArgument(
        "Rule Id must be unique. Found same Id for more than one rule.", "ID", id);
  }

  static Fault longPrefix(String prefix) {
    return S3Faults.invalidArgument("The maximum size of a prefix is 1024.", "Prefix", prefix);
  }

  static Fault priorityNeeded() {
    return S3Faults.invalidRequest("Priority must be specified" + SCHEMA);
  }

  static Fault repeatedPriority(long priority) {
    return S3Faults.invalidRequest(
        "Priority must be unique. Found same priority for more than one rule: " + priority + ".");
  }

  static Fault priorityOfOldSchema() {
    return S3Faults.invalidRequest("Priority cannot be used" + SCHEMA);
  }

  static Fault deleteMarkersNeeded() {
    return S3Faults.invalidRequest("DeleteMarkerReplication must be specified" + SCHEMA);
  }

  static Fault deleteMarkersOfOldSchema() {
    return S3Faults.invalidRequest("DeleteMarkerReplication cannot be used" + SCHEMA);
  }

  static Fault deleteMarkersByTag() {
    return S3Faults.invalidRequest(
        "Delete marker replication is not supported if any Tag filter is specified. Please refer to"
            + " S3 Developer Guide for more information.");
  }

  static Fault mixedSchemas() {
    return S3Faults.invalidRequest(
        "Rules of different versions of the replication configuration schema cannot be mixed.");
  }

  static Fault tooManyDestinations() {
    return S3Faults.invalidRequest("Number of distinct destination bucket ARNs cannot exceed 1");
  }

  static Fault metricsNeeded() {
    return S3Faults.invalidRequest(
        "Metrics must be enabled in the destination if ReplicationTime is enabled.");
  }

  static Fault otherMinutes(long minutes) {
    return S3Faults.invalidArgument(
        "ReplicationTime and EventThreshold have to be 15 minutes.",
        "Minutes",
        Long.toString(minutes));
  }

  static Fault encryptionNeeded() {
    return S3Faults.invalidRequest(
        "EncryptionConfiguration must be specified if SseKmsEncryptedObjects is present.");
  }

  static Fault selectionNeeded() {
    return S3Faults.invalidRequest(
        "SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.");
  }

  static Fault versioningFixed() {
    return S3Faults.invalidBucketState(
        "A replication configuration is present on this bucket, so the versioning state cannot be"
            + " changed.");
  }
}

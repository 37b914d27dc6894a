package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.s3.Version.Stored;

/**
 * What is refused of archives.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html">RestoreObject
 *     </a>
 */
final class ArchiveFaults {
  private ArchiveFaults() {}

  /** For an object that must be restored first. */
  static Fault read(Stored object) {
    return state("The operation is not valid for the object's storage class", object);
  }

  static Fault copied(Stored object) {
    return state("Operation is not valid for the source object's storage class", object);
  }

  /** For an object that needs not be restored. */
  static Fault notArchived(Stored object) {
    return state("Restore is not allowed for the object's current storage class", object);
  }

  private static Fault state(String message, Stored object) {
    Fault fault =
        Fault.of(403, "InvalidObjectState", message)
            .with("StorageClass", object.attributes().storageClass());
    String tier = object.whereabouts().archiveTier();
    return tier == null ? fault : fault.with("AccessTier", tier);
  }

  static Fault alreadyInProgress() {
    return Fault.of(409, "RestoreAlreadyInProgress", "Object restore is already in progress");
  }

  static Fault tierNotSupported() {
    return Fault.of(403, "InvalidTier", "Retrieval option is not supported by this storage class");
  }

  static Fault tooFewDays(int days) {
    return S3Faults.invalidArgument(
        "restoration days should be at least 1", "Days", Integer.toString(days));
  }

  static Fault daysOfTiering() {
    return S3Faults.invalidRequest(
        "Days cannot be specified for objects in the INTELLIGENT_TIERING storage class.");
  }

  static Fault selecting() {
    return Fault.of(
        405,
        "MethodNotAllowed",
        "The specific method for Select type jobs is not allowed against this resource.");
  }
}

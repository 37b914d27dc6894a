package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/**
 * What is refused of lifecycle configurations.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html">PutBucketLifecycleConfiguration</a>
 */
final class LifecycleFaults {
  private LifecycleFaults() {}

  static Fault tooManyRules() {
    return S3Faults.invalidRequest(
        "The number of lifecycle rules must not exceed the allowed limit of 1000 rules.");
  }

  static Fault tooLongId(String id) {
    return S3Faults.invalidArgument("ID length should not exceed allowed limit of 255", "ID", id);
  }

  static Fault sameId(String id) {
    return S3Faults.invalidArgument(
        "Rule ID must be unique. Found same ID for more than one rule", "ID", id);
  }

  static Fault prefixBesideFilters() {
    return S3Faults.invalidRequest(
        "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the"
            + " Filter.");
  }

  static Fault filterBesidePrefixes() {
    return S3Faults.invalidRequest("Filter element can only be used in Lifecycle V2.");
  }

  static Fault newerVersionsBesidePrefixes() {
    return S3Faults.invalidRequest(
        "NewerNoncurrentVersions element can only be used in Lifecycle V2.");
  }

  static Fault overlap(String one, String other, String action) {
    return S3Faults.invalidRequest(
        "Found overlapping prefixes '%s' and '%s' for same action type '%s'"
            .formatted(one, other, action));
  }

  static Fault noAction() {
    return S3Faults.invalidRequest("At least one action needs to be specified in a rule");
  }

  static Fault sameTagKey() {
    return S3Faults.invalidRequest("Duplicate Tag Keys are not allowed.");
  }

  static Fault size(String element, int least) {
    return S3Faults.invalidRequest(
        "'%s' should be between %d and 1099511627776000.".formatted(element, least));
  }

  static Fault sizeOrder() {
    return S3Faults.invalidRequest(
        "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
  }

  static Fault notWith(String action, String what) {
    return S3Faults.invalidRequest(action + " cannot be specified with " + what + ".");
  }

  static Fault notPositive(String element, String action, long value) {
    return S3Faults.invalidArgument(
        "'%s' for %s action must be a positive integer".formatted(element, action),
        element,
        Long.toString(value));
  }

  static Fault negative(String element, String action, long value) {
    return S3Faults.invalidArgument(
        "'%s' in %s action must be nonnegative".formatted(element, action),
        element,
        Long.toString(value));
  }

  static Fault newerVersions(long value) {
    return S3Faults.invalidArgument(
        "'NewerNoncurrentVersions' must be a positive integer",
        "NewerNoncurrentVersions",
        Long.toString(value));
  }

  static Fault notMidnight(String date) {
    return S3Faults.invalidArgument("'Date' must be at midnight GMT", "Date", date);
  }

  static Fault tooSoon(String element, String action, String storageClass, long days) {
    return S3Faults.invalidArgument(
        "'%s' in %s action must be greater than or equal to 30 for storageClass '%s'"
            .formatted(element, action, storageClass),
        element,
        Long.toString(days));
  }

  static Fault sameClass(String action, String filter) {
    return S3Faults.invalidRequest(
        "'StorageClass' must be different for '%s' actions in same 'Rule' with filter '(%s)'"
            .formatted(action, filter));
  }

  static Fault mixed(String actions, String filter) {
    return S3Faults.invalidRequest(
        "Found mixed 'Date' and 'Days' based %s in lifecycle rule for filter '(%s)'"
            .formatted(actions, filter));
  }

  /** For an end that comes no later than a move. */
  static Fault endsTooSoon(String element, String end, String action, String filter) {
    return argument(
        element,
        "'%1$s' in the %2$s action for filter '(%4$s)' must be greater than '%1$s' in the %3$s"
                .formatted(element, end, action, filter)
            + " action");
  }

  /** For a move to a colder class that comes too soon after one to a warmer class. */
  static Fault movesTooSoon(
      String element, String action, String colder, String warmer, String filter, long gapDays) {
    return argument(
        element,
        ("'%1$s' in the '%2$s' action for StorageClass '%3$s' for filter '(%5$s)' must be %6$s"
                + " '%1$s' in the '%2$s' action for StorageClass '%4$s' for filter '(%5$s)'")
            .formatted(
                element,
                action,
                colder,
                warmer,
                filter,
                gapDays == 0 ? "greater than" : gapDays + " days more than"));
  }

  static Fault minimumSize(String value) {
    return S3Faults.invalidRequest("Invalid TransitionDefaultMinimumObjectSize found: " + value);
  }

  static Fault ofMfaBucket() {
    return S3Faults.invalidBucketState(
        "Lifecycle configuration is not supported on a bucket with MFA Delete enabled");
  }

  static Fault mfaOfAgingBucket() {
    return S3Faults.invalidBucketState(
        "MFA Delete is not supported on a bucket with a lifecycle configuration");
  }

  private static Fault argument(String name, String message) {
    return Fault.of(400, "InvalidArgument", message).with("ArgumentName", name);
  }
}

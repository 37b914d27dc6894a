package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Fault;

/** What CloudTrail refuses with. */
final class CloudTrailFaults {
  private CloudTrailFaults() {}

  static Fault trailNotFound(Trail.Key key) {
    return Fault.of(
        "TrailNotFoundException",
        "Unknown trail: " + key.arn() + " for the user: " + key.accountId());
  }

  static Fault trailAlreadyExists(Trail.Key key) {
    return Fault.of(
        "TrailAlreadyExistsException",
        "Trail " + key.name() + " already exists for customer: " + key.accountId());
  }

  static Fault tooManyTrails(String accountId) {
    return Fault.of(
        "MaximumNumberOfTrailsExceededException",
        "User: " + accountId + " already has 5 trails in this Region.");
  }

  static Fault invalidHomeRegion(Trail.Key key) {
    return Fault.of(
        "InvalidHomeRegionException",
        "User: "
            + key.accountId()
            + " attempted to change trail "
            + key.name()
            + " from another Region than its home Region "
            + key.homeRegion()
            + ".");
  }

  static Fault invalidTrailName(String message) {
    return Fault.of("InvalidTrailNameException", message);
  }

  static Fault invalidArn(String arn) {
    return Fault.of("CloudTrailARNInvalidException", "Invalid trail ARN: " + arn);
  }

  static Fault bucketDoesNotExist(String bucket) {
    return Fault.of("S3BucketDoesNotExistException", "S3 bucket " + bucket + " does not exist!");
  }

  static Fault insufficientBucketPolicy(String bucket) {
    return Fault.of(
        "InsufficientS3BucketPolicyException",
        "Incorrect S3 bucket policy is detected for bucket: " + bucket);
  }

  static Fault insufficientEncryptionPolicy(String bucket) {
    return Fault.of(
        "InsufficientEncryptionPolicyException",
        "Insufficient permissions to access S3 bucket " + bucket + " or KMS key.");
  }

  static Fault keyNotFound(String keyId) {
    return Fault.of("KmsKeyNotFoundException", "KMS key " + keyId + " does not exist.");
  }

  static Fault invalidBucketName(String message) {
    return Fault.of("InvalidS3BucketNameException", message);
  }

  static Fault invalidPrefix() {
    return Fault.of("InvalidS3PrefixException", "The S3 key prefix is longer than 200 characters.");
  }

  static Fault invalidCombination(String message) {
    return Fault.of("InvalidParameterCombinationException", message);
  }

  static Fault invalidSelectors(String message) {
    return Fault.of("InvalidEventSelectorsException", message);
  }

  static Fault invalidInsightSelectors(String message) {
    return Fault.of("InvalidInsightSelectorsException", message);
  }

  static Fault insightNotEnabled(Trail.Key key) {
    return Fault.of(
        "InsightNotEnabledException",
        "Trail "
            + key.arn()
            + " does not have Insights enabled. Edit the trail settings to enable"
            + " Insights, and then try the operation again.");
  }

  static Fault resourceNotFound(String arn) {
    return Fault.of("ResourceNotFoundException", "Resource not found: " + arn);
  }

  static Fault invalidTag(String message) {
    return Fault.of("InvalidTagParameterException", message);
  }

  static Fault tooManyTags() {
    return Fault.of("TagsLimitExceededException", "A trail can have at most 50 tags.");
  }

  static Fault invalidLookupAttributes(String message) {
    return Fault.of("InvalidLookupAttributesException", message);
  }

  static Fault invalidMaxResults() {
    return Fault.of(
        "InvalidMaxResultsException", "Maximum number of results must be between 1 and 50.");
  }

  static Fault invalidTimeRange() {
    return Fault.of("InvalidTimeRangeException", "The start time is later than the end time.");
  }

  static Fault invalidNextToken() {
    return Fault.of("InvalidNextTokenException", "The next token is not valid.");
  }

  static Fault invalidToken() {
    return Fault.of("InvalidTokenException", "The token is not valid.");
  }
}

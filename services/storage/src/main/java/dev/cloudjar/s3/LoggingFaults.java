package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/** The errors that S3 answers for where a bucket's log is to go. */
final class LoggingFaults {
  private static final String CODE = "InvalidTargetBucketForLogging";

  private LoggingFaults() {}

  static Fault targetMissing(String target) {
    return invalid("The target bucket for logging does not exist", target);
  }

  static Fault targetOfAnother(String target) {
    return invalid(
        "The owner for the bucket to be logged and the target bucket must be the same.", target);
  }

  static Fault targetUnfit(String target) {
    return invalid(
        "The target bucket for logging has a default retention period or is a Requester Pays"
            + " bucket",
        target);
  }

  static Fault permissionNeeded(String target) {
    return invalid(
        "You must either provide the necessary permissions to the logging service using a bucket"
            + " policy or give the log-delivery group WRITE and READ_ACP permissions to the target"
            + " bucket",
        target);
  }

  /** Spelt as AWS spells it. */
  static Fault crossLocation(Bucket source, Bucket target) {
    Fault fault =
        Fault.of(403, "CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed. ");
    return (source.region().equals("us-east-1")
            ? fault
            : fault.with("SourceBucketLocation", source.region()))
        .with("TargetBucketLocation", target.region());
  }

  private static Fault invalid(String message, String target) {
    return Fault.of(400, CODE, message).with("TargetBucket", target);
  }
}

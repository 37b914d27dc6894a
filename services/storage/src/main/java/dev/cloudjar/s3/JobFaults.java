package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/** The errors of Batch Operations, named as AWS names them. */
final class JobFaults {
  private JobFaults() {}

  static Fault noSuchJob(String id) {
    return Fault.of(404, "NoSuchJob", "The specified job does not exist.").with("JobId", id);
  }

  static Fault invalid(String message) {
    return S3Faults.invalidRequest(message);
  }

  static Fault otherRequestWithToken() {
    return Fault.of(
        400,
        "IdempotencyException",
        "The ClientRequestToken was used before for a job with other parameters.");
  }

  static Fault statusForbidden() {
    return S3Faults.invalidRequest("Requested job status forbidden.");
  }

  static Fault overAlready() {
    return S3Faults.invalidRequest("The job is in a terminal status.");
  }

  static Fault tooManyTags() {
    return Fault.of(400, "TooManyTagsException", "A job can have 50 tags at most.");
  }

  static Fault invalidToken(String token) {
    return Fault.of(400, "InvalidNextToken", "The next token is invalid.").with("NextToken", token);
  }

  /** For a job that cannot go on; never answered to a caller. */
  static final class JobFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String reason;

    JobFailed(String code, String reason) {
      super(reason, null, false, false);
      this.code = code;
      this.reason = reason;
    }

    String code() {
      return code;
    }

    String reason() {
      return reason;
    }
  }
}

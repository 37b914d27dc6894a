package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.s3.form.FormReader;
import dev.cloudjar.s3.form.InvalidPolicyException;
import dev.cloudjar.s3.form.MalformedFormException;

/** What browsers are told whose forms are not accepted. */
final class FormFaults {
  private FormFaults() {}

  static Fault malformed(MalformedFormException problem) {
    return switch (problem.reason()) {
      case NOT_WELL_FORMED ->
          Fault.of(
              400,
              "MalformedPOSTRequest",
              "The body of your POST request is not well-formed multipart/form-data.");
      case TOO_LARGE ->
          Fault.of(
                  400,
                  "MaxPostPreDataLengthExceeded",
                  "Your POST request fields preceeding the upload file was too large.")
              .with("MaxPostPreDataLengthExceeded", Integer.toString(FormReader.MAX_FIELD_BYTES));
      case NO_FILE ->
          S3Faults.invalidArgument(
              "POST requires exactly one file upload per request.", "file", "0");
    };
  }

  static Fault missingField(String field) {
    return S3Faults.invalidArgument(
        "Bucket POST must contain a field named '"
            + field
            + "'.  If it is specified, please check the order of the fields.",
        field,
        "");
  }

  static Fault emptyKey() {
    return S3Faults.invalidArgument("User key must have a length greater than 0.", "key", "");
  }

  static Fault unknownAlgorithm(String algorithm) {
    return S3Faults.invalidArgument(
        "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"",
        "X-Amz-Algorithm",
        algorithm);
  }

  static Fault invalidPolicy(InvalidPolicyException problem) {
    return Fault.of(400, "InvalidPolicyDocument", problem.reason());
  }

  static Fault refusedByPolicy(String reason) {
    return Fault.of(403, "AccessDenied", "Invalid according to Policy: " + reason);
  }

  static Fault tooSmall(long sizeBytes, long minBytes) {
    return Fault.of(
            400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
        .with("ProposedSize", Long.toString(sizeBytes))
        .with("MinSizeAllowed", Long.toString(minBytes));
  }
}

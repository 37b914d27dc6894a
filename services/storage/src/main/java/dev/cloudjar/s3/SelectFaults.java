package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.s3.select.SelectException;

/** The errors that S3 answers for queries; those of the language bring their code along. */
final class SelectFaults {
  private SelectFaults() {}

  static Fault of(SelectException e) {
    return Fault.of(400, e.code(), e.getMessage() == null ? e.code() : e.getMessage());
  }

  /** As AWS answers accounts that never used Select. */
  static Fault closed() {
    return Fault.of(
        405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
  }

  static Fault missing(String parameter) {
    return Fault.of(
        400,
        "MissingRequiredParameter",
        "The SelectRequest entity is missing a required parameter. Check the service documentation"
            + " and try again: "
            + parameter);
  }

  static Fault conflict(String what) {
    return Fault.of(
        400,
        "ObjectSerializationConflict",
        "The SelectRequest entity can only contain one of CSV or JSON. Check the service"
            + " documentation and try again: "
            + what);
  }

  static Fault invalid(String code, String what) {
    return Fault.of(
        400, code, what + " is not valid. Check the service documentation and try again.");
  }

  static Fault invalidScanRange(String what) {
    return Fault.of(400, "InvalidScanRange", "The scan range is not valid: " + what);
  }

  static Fault unsupportedScanRange() {
    return Fault.of(
        400,
        "UnsupportedScanRangeInput",
        "Scan range queries are not supported on this type of object.");
  }
}

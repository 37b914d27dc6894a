package dev.cloudjar.s3.select;

/** What is wrong with a query or with what it reads, by AWS's code. */
public final class SelectException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;

  public SelectException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Such as {@code ParseUnexpectedToken}. */
  public String code() {
    return code;
  }

  /** What says more than the exception itself. */
  static SelectException invalidDataType() {
    return new SelectException(
        "InvalidDataType", "The SQL expression contains a data type that is not valid.");
  }

  static SelectException castFailed(String type) {
    return new SelectException(
        "CastFailed",
        "Attempt to convert from one data type to another using CAST failed in the SQL expression:"
            + " no "
            + type);
  }

  static SelectException invalidArguments(String what) {
    return new SelectException(
        "EvaluatorInvalidArguments", "Incorrect number or type of arguments: " + what);
  }
}

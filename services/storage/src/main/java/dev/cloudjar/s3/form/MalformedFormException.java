package dev.cloudjar.s3.form;

/** A form that cannot be read. */
public final class MalformedFormException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** It is no multipart/form-data. */
    NOT_WELL_FORMED,
    /** There is too much before the file. */
    TOO_LARGE,
    /** There is no file. */
    NO_FILE
  }

  private final Reason reason;

  MalformedFormException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}

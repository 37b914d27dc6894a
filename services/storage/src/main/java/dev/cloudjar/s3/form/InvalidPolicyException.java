package dev.cloudjar.s3.form;

/** A policy that is none, in AWS's words. */
public final class InvalidPolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidPolicyException(String message) {
    super(message, null, false, false);
  }

  /** What is wrong with it. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}

package dev.cloudjar.policy;

/**
 * A text is not a policy of its kind. The message is the one that IAM answers with {@code
 * MalformedPolicyDocument}; services with words of their own choose them by {@link #reason}.
 */
public final class MalformedPolicyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Reason {
    /** Not JSON, or not the grammar of policies. */
    SYNTAX,
    /** The text as a whole is beyond what any service takes. */
    TOO_LARGE,
    PRINCIPAL_MISSING,
    PRINCIPAL_PROHIBITED,
    PRINCIPAL_INVALID,
    ACTION_MISSING,
    ACTION_INVALID,
    RESOURCE_MISSING,
    RESOURCE_PROHIBITED,
    RESOURCE_INVALID,
    SID_INVALID,
    SID_REPEATED,
    /** A value that the grammar allows and the operator or element does not. */
    VALUE_INVALID
  }

  private final Reason reason;
  private final String detail;

  MalformedPolicyException(Reason reason, String message, String detail) {
    super(message, null, false, false);
    this.reason = reason;
    this.detail = detail;
  }

  static MalformedPolicyException syntax(String detail) {
    return new MalformedPolicyException(Reason.SYNTAX, "Syntax errors in policy.", detail);
  }

  static MalformedPolicyException legacy(Reason reason, String detail) {
    return new MalformedPolicyException(reason, "The policy failed legacy parsing", detail);
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }

  /** What is wrong in more words than AWS has for it, for people who look for their mistake. */
  public String detail() {
    return detail;
  }
}

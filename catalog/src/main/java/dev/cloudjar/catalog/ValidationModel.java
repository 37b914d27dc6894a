package dev.cloudjar.catalog;

/**
 * How a service refuses a request that breaks the constraints of its model.
 *
 * @param style what its messages look like
 * @param code the error for a value that breaks a constraint
 * @param missingCode the error for a required member that is not there
 * @param status the HTTP status of both
 * @param enums whether it checks enumerations before the operation runs
 */
public record ValidationModel(
    Style style, String code, String missingCode, int status, boolean enums) {

  /** What the messages of a refusal look like. */
  public enum Style {
    /** Nothing is checked before the operation runs. */
    NONE,
    /**
     * "2 validation errors detected: Value 'x' at 'queueName' failed to satisfy constraint: ...",
     * all that is wrong in one message.
     */
    CORAL,
    /** "The request must contain the parameter X", the first that is missing. */
    PARAMETER,
    /** A document that lacks what its schema requires, or a body that is not there. */
    XML_SCHEMA
  }
}

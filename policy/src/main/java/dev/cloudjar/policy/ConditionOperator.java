package dev.cloudjar.policy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a condition compares. A negated operator holds where its counterpart does not. */
enum ConditionOperator {
  STRING_EQUALS("StringEquals", Family.STRING, false),
  STRING_NOT_EQUALS("StringNotEquals", Family.STRING, true),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", Family.FOLDED_STRING, false),
  STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", Family.FOLDED_STRING, true),
  STRING_LIKE("StringLike", Family.LIKE, false),
  STRING_NOT_LIKE("StringNotLike", Family.LIKE, true),
  NUMERIC_EQUALS("NumericEquals", Family.NUMERIC, false),
  NUMERIC_NOT_EQUALS("NumericNotEquals", Family.NUMERIC, true),
  NUMERIC_LESS_THAN("NumericLessThan", Family.NUMERIC, false),
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", Family.NUMERIC, false),
  NUMERIC_GREATER_THAN("NumericGreaterThan", Family.NUMERIC, false),
  NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", Family.NUMERIC, false),
  DATE_EQUALS("DateEquals", Family.DATE, false),
  DATE_NOT_EQUALS("DateNotEquals", Family.DATE, true),
  DATE_LESS_THAN("DateLessThan", Family.DATE, false),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", Family.DATE, false),
  DATE_GREATER_THAN("DateGreaterThan", Family.DATE, false),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", Family.DATE, false),
  BOOL("Bool", Family.BOOL, false),
  BINARY_EQUALS("BinaryEquals", Family.BINARY, false),
  IP_ADDRESS("IpAddress", Family.ADDRESS, false),
  NOT_IP_ADDRESS("NotIpAddress", Family.ADDRESS, true),
  ARN_EQUALS("ArnEquals", Family.ARN, false),
  ARN_NOT_EQUALS("ArnNotEquals", Family.ARN, true),
  ARN_LIKE("ArnLike", Family.ARN, false),
  ARN_NOT_LIKE("ArnNotLike", Family.ARN, true),
  NULL("Null", Family.NULL, false);

  /** What the values are. */
  enum Family {
    STRING,
    FOLDED_STRING,
    LIKE,
    NUMERIC,
    DATE,
    BOOL,
    BINARY,
    ADDRESS,
    ARN,
    NULL
  }

  private static final Map<String, ConditionOperator> BY_NAME = new HashMap<>();

  static {
    for (ConditionOperator operator : values()) {
      BY_NAME.put(operator.text, operator);
    }
  }

  private final String text;
  private final Family family;
  private final boolean negated;

  ConditionOperator(String text, Family family, boolean negated) {
    this.text = text;
    this.family = family;
    this.negated = negated;
  }

  static @Nullable ConditionOperator named(String name) {
    return BY_NAME.get(name);
  }

  Family family() {
    return family;
  }

  boolean negated() {
    return negated;
  }

  /** Whether a request's value that stands so to a policy's value satisfies an ordering. */
  boolean accepts(int comparison) {
    return switch (this) {
      case NUMERIC_LESS_THAN, DATE_LESS_THAN -> comparison < 0;
      case NUMERIC_LESS_THAN_EQUALS, DATE_LESS_THAN_EQUALS -> comparison <= 0;
      case NUMERIC_GREATER_THAN, DATE_GREATER_THAN -> comparison > 0;
      case NUMERIC_GREATER_THAN_EQUALS, DATE_GREATER_THAN_EQUALS -> comparison >= 0;
      default -> comparison == 0;
    };
  }
}

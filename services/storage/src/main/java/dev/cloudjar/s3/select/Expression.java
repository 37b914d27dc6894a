package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Value.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is made of a record. */
sealed interface Expression {
  record Literal(Value value) implements Expression {}

  /** A place in the record; without steps the whole record. */
  record Path(List<Step> steps) implements Expression {}

  record Not(Expression inner) implements Expression {}

  record Negative(Expression inner) implements Expression {}

  /** All of them, or any of them. */
  record Logical(boolean all, List<Expression> parts) implements Expression {}

  record Comparison(Comparator comparator, Expression left, Expression right)
      implements Expression {}

  record Arithmetic(char operator, Expression left, Expression right) implements Expression {}

  record Concatenation(Expression left, Expression right) implements Expression {}

  record Between(Expression value, Expression low, Expression high) implements Expression {}

  record In(Expression value, List<Expression> list) implements Expression {}

  record Matches(Expression value, Expression pattern, @Nullable Expression escape)
      implements Expression {}

  /** Whether a value is null, or is missing. */
  record Is(Expression value, boolean missing) implements Expression {}

  /**
   * The first that fits.
   *
   * @param subject what the conditions are compared with; null where they stand for themselves
   */
  record Case(@Nullable Expression subject, List<Branch> branches, @Nullable Expression otherwise)
      implements Expression {}

  record Cast(Expression value, Type type) implements Expression {}

  record Function(FunctionName name, List<Expression> arguments) implements Expression {}

  /** A function that names a part of a time. */
  record OfTime(FunctionName name, Timestamp.Part part, List<Expression> arguments)
      implements Expression {}

  /**
   * What is made of all records together.
   *
   * @param argument null for the records themselves
   * @param slot where its result is found
   */
  record Aggregate(Aggregation.Kind kind, @Nullable Expression argument, int slot)
      implements Expression {}

  record Branch(Expression condition, Expression result) {}

  /** A step into a value. */
  sealed interface Step {
    record Member(Name name) implements Step {}

    record Element(int index) implements Step {}

    /** All elements. */
    record Each() implements Step {}
  }

  enum Comparator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Comparator(String symbol) {
      this.symbol = symbol;
    }

    static @Nullable Comparator of(String symbol) {
      for (Comparator comparator : values()) {
        if (comparator.symbol.equals(symbol)) {
          return comparator;
        }
      }
      return symbol.equals("!=") ? NOT_EQUAL : null;
    }

    boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case NOT_EQUAL -> comparison != 0;
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }
  }

  enum Type {
    BOOL,
    INT,
    STRING,
    FLOAT,
    DECIMAL,
    TIMESTAMP;

    static @Nullable Type named(String name) {
      return switch (name) {
        case "BOOL", "BOOLEAN" -> BOOL;
        case "INT", "INTEGER" -> INT;
        case "STRING", "VARCHAR", "CHAR" -> STRING;
        case "FLOAT", "DOUBLE", "REAL" -> FLOAT;
        case "DECIMAL", "NUMERIC" -> DECIMAL;
        case "TIMESTAMP" -> TIMESTAMP;
        default -> null;
      };
    }
  }

  /** The functions, with how many arguments each takes. */
  enum FunctionName {
    COALESCE(1, 1_000),
    NULLIF(2, 2),
    CHAR_LENGTH(1, 1),
    CHARACTER_LENGTH(1, 1),
    LOWER(1, 1),
    UPPER(1, 1),
    SUBSTRING(2, 3),
    TRIM(1, 1),
    TRIM_LEADING(1, 2),
    TRIM_TRAILING(1, 2),
    TRIM_BOTH(1, 2),
    TO_TIMESTAMP(1, 1),
    TO_STRING(2, 2),
    UTCNOW(0, 0),
    SIZE(1, 1),
    EXTRACT(1, 1),
    DATE_ADD(2, 2),
    DATE_DIFF(2, 2);

    private final int least;
    private final int most;

    FunctionName(int least, int most) {
      this.least = least;
      this.most = most;
    }

    boolean takes(int count) {
      return count >= least && count <= most;
    }

    static @Nullable FunctionName named(String name) {
      for (FunctionName function : values()) {
        if (function.name().equals(name) && !name.startsWith("TRIM_")) {
          return function;
        }
      }
      return null;
    }
  }
}

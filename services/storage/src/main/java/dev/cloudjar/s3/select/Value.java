package dev.cloudjar.s3.select;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a record or of an expression. */
public sealed interface Value {
  /** Nothing: what a record does not have, or has as null. */
  enum Absent implements Value {
    MISSING,
    NULL
  }

  record Flag(boolean value) implements Value {}

  record Whole(long value) implements Value {}

  record Exact(BigDecimal value) implements Value {}

  record Real(double value) implements Value {}

  /**
   * Text.
   *
   * @param untyped whether it is from a format without types, so that it may stand for a number
   */
  record Text(String value, boolean untyped) implements Value {}

  record Time(Timestamp value) implements Value {}

  record Sequence(List<Value> values) implements Value {}

  record Structure(Map<String, Value> members) implements Value {

    /** A member; missing where there is none. */
    Value member(Name name) {
      Value exact = members.get(name.text());
      if (exact != null || name.quoted()) {
        return exact == null ? Absent.MISSING : exact;
      }
      for (Map.Entry<String, Value> member : members.entrySet()) {
        if (member.getKey().equalsIgnoreCase(name.text())) {
          return member.getValue();
        }
      }
      return Absent.MISSING;
    }
  }

  /**
   * A name in a query.
   *
   * @param quoted whether it is meant to the letter
   */
  record Name(String text, boolean quoted) {
    boolean matches(String other) {
      return quoted ? text.equals(other) : text.equalsIgnoreCase(other);
    }
  }

  static Value text(String text) {
    return new Text(text, false);
  }

  static Value flag(boolean value) {
    return new Flag(value);
  }

  /** Whether there is nothing to reckon with. */
  default boolean isAbsent() {
    return this instanceof Absent;
  }

  default boolean isTrue() {
    return this instanceof Flag(boolean value) && value;
  }

  /** The number that this is, or stands for; null for none. */
  default @Nullable Value number() {
    return switch (this) {
      case Whole whole -> whole;
      case Exact exact -> exact;
      case Real real -> real;
      case Text(String value, boolean untyped) -> untyped ? parseNumber(value) : null;
      default -> null;
    };
  }

  /** A number as it is written; null for what is none. */
  static @Nullable Value parseNumber(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.length() > 400) {
      return null;
    }
    char last = stripped.charAt(stripped.length() - 1);
    if (last != '.' && (last < '0' || last > '9')) {
      return null;
    }
    try {
      if (stripped.indexOf('.') < 0 && stripped.indexOf('e') < 0 && stripped.indexOf('E') < 0) {
        return stripped.length() < 19
            ? new Whole(Long.parseLong(stripped))
            : whole(new BigDecimal(stripped));
      }
      return stripped.indexOf('e') < 0 && stripped.indexOf('E') < 0
          ? new Exact(new BigDecimal(stripped))
          : new Real(Double.parseDouble(stripped));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Value whole(BigDecimal number) {
    return number.toBigInteger().bitLength() < 64
        ? new Whole(number.longValueExact())
        : new Exact(number);
  }

  /** A number as a decimal. */
  static BigDecimal decimal(Value number) {
    return switch (number) {
      case Whole(long value) -> BigDecimal.valueOf(value);
      case Exact(BigDecimal value) -> value;
      case Real(double value) -> {
        if (!Double.isFinite(value)) {
          throw SelectException.invalidDataType();
        }
        yield new BigDecimal(value, MathContext.DECIMAL64);
      }
      default -> throw SelectException.invalidDataType();
    };
  }

  static double real(Value number) {
    return number instanceof Real(double value) ? value : decimal(number).doubleValue();
  }

  /** As text, the way that output has it. */
  default String shown() {
    return switch (this) {
      case Flag(boolean value) -> Boolean.toString(value);
      case Whole(long value) -> Long.toString(value);
      case Exact(BigDecimal value) -> value.toPlainString();
      case Real(double value) ->
          value == Math.rint(value) && Math.abs(value) < 1e15
              ? Long.toString((long) value)
              : Double.toString(value);
      case Text(String value, _) -> value;
      case Time(Timestamp value) -> value.shown();
      case Absent _ -> JsonText.NOTHING;
      case Sequence _, Structure _ -> JsonText.of(this);
    };
  }

  /**
   * Compares two present values.
   *
   * @return null where they cannot be compared
   */
  static @Nullable Integer compare(Value left, Value right) {
    Value leftNumber = left.number();
    Value rightNumber = right.number();
    boolean typed = !(left instanceof Text) || !(right instanceof Text);
    if (typed && leftNumber != null && rightNumber != null) {
      return leftNumber instanceof Real || rightNumber instanceof Real
          ? Integer.valueOf(Double.compare(real(leftNumber), real(rightNumber)))
          : Integer.valueOf(decimal(leftNumber).compareTo(decimal(rightNumber)));
    }
    if (left instanceof Text(String a, _) && right instanceof Text(String b, _)) {
      return a.compareTo(b);
    }
    if (left instanceof Flag(boolean a) && right instanceof Flag(boolean b)) {
      return Boolean.compare(a, b);
    }
    if (left instanceof Time(Timestamp a) && right instanceof Time(Timestamp b)) {
      return a.instant().compareTo(b.instant());
    }
    return left.equals(right) && !(left instanceof Text) ? Integer.valueOf(0) : null;
  }
}

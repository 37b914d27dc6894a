package dev.cloudjar.s3.select;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** What comes of one value of each record. */
final class Aggregation {

  enum Kind {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX;

    static @Nullable Kind named(String name) {
      for (Kind kind : values()) {
        if (kind.name().equals(name)) {
          return kind;
        }
      }
      return null;
    }
  }

  private final Kind kind;
  private long count;
  private Value result = Value.Absent.NULL;

  Aggregation(Kind kind) {
    this.kind = kind;
  }

  void add(Value value) {
    if (value.isAbsent()) {
      return;
    }
    count++;
    switch (kind) {
      case COUNT -> {}
      case SUM, AVG -> {
        Value number = number(value);
        result = result.isAbsent() ? number : Arithmetic.of('+', result, number);
      }
      case MIN, MAX -> {
        Value candidate = comparable(value);
        Integer comparison = result.isAbsent() ? null : Value.compare(candidate, result);
        if (!result.isAbsent() && comparison == null) {
          throw SelectException.invalidDataType();
        }
        if (comparison == null || (kind == Kind.MIN ? comparison < 0 : comparison > 0)) {
          result = candidate;
        }
      }
    }
  }

  private static Value number(Value value) {
    Value number = value.number();
    if (number == null) {
      throw SelectException.invalidDataType();
    }
    return number;
  }

  private static Value comparable(Value value) {
    Value number = value.number();
    return number != null ? number : value;
  }

  Value result() {
    if (kind == Kind.COUNT) {
      return new Value.Whole(count);
    }
    if (kind != Kind.AVG || count == 0) {
      return result;
    }
    return result instanceof Value.Real(double sum)
        ? new Value.Real(sum / count)
        : new Value.Exact(
            Value.decimal(result)
                .divide(BigDecimal.valueOf(count), MathContext.DECIMAL64)
                .stripTrailingZeros());
  }
}

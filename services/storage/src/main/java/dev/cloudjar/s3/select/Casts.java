package dev.cloudjar.s3.select;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Makes values of one type out of those of another. */
final class Casts {
  private Casts() {}

  static Value of(Value value, Expression.Type type) {
    if (value.isAbsent()) {
      return value;
    }
    Value cast =
        switch (type) {
          case BOOL -> flag(value);
          case INT -> whole(value);
          case STRING -> Value.text(value.shown());
          case FLOAT -> real(value);
          case DECIMAL -> decimal(value);
          case TIMESTAMP -> time(value);
        };
    if (cast == null) {
      throw SelectException.castFailed(type.name());
    }
    return cast;
  }

  private static @Nullable Value flag(Value value) {
    return switch (value) {
      case Value.Flag flag -> flag;
      case Value.Whole(long number) -> Value.flag(number != 0);
      case Value.Text(String text, _) when text.strip().equalsIgnoreCase("true") ->
          Value.flag(true);
      case Value.Text(String text, _) when text.strip().equalsIgnoreCase("false") ->
          Value.flag(false);
      default -> null;
    };
  }

  private static @Nullable Value number(Value value) {
    return switch (value) {
      case Value.Text(String text, _) -> Value.parseNumber(text);
      case Value.Flag(boolean flag) -> new Value.Whole(flag ? 1 : 0);
      default -> value.number();
    };
  }

  private static @Nullable Value whole(Value value) {
    Value number = number(value);
    if (number == null || number instanceof Value.Whole) {
      return number;
    }
    BigDecimal whole = Value.decimal(number).setScale(0, RoundingMode.DOWN);
    return whole.toBigInteger().bitLength() < 64 ? new Value.Whole(whole.longValueExact()) : null;
  }

  private static @Nullable Value real(Value value) {
    Value number = number(value);
    return number == null ? null : new Value.Real(Value.real(number));
  }

  private static @Nullable Value decimal(Value value) {
    Value number = number(value);
    return number == null ? null : new Value.Exact(Value.decimal(number));
  }

  private static @Nullable Value time(Value value) {
    if (value instanceof Value.Time) {
      return value;
    }
    Timestamp time =
        value instanceof Value.Text(String text, _) ? Timestamp.parse(text.strip()) : null;
    return time == null ? null : new Value.Time(time);
  }
}

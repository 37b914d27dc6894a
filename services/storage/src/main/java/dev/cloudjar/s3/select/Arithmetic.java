package dev.cloudjar.s3.select;

import java.math.BigDecimal;
import java.math.MathContext;

/** Reckons: whole numbers stay whole, decimals exact, and what meets a float becomes one. */
final class Arithmetic {
  private Arithmetic() {}

  /** Both are numbers, or stand for some. */
  static Value of(char operator, Value left, Value right) {
    Value a = left.number();
    Value b = right.number();
    if (a == null || b == null) {
      throw SelectException.invalidDataType();
    }
    if (a instanceof Value.Real || b instanceof Value.Real) {
      return new Value.Real(reals(operator, Value.real(a), Value.real(b)));
    }
    if (a instanceof Value.Whole(long x) && b instanceof Value.Whole(long y)) {
      return new Value.Whole(wholes(operator, x, y));
    }
    return new Value.Exact(decimals(operator, Value.decimal(a), Value.decimal(b)));
  }

  static Value negative(Value value) {
    return of('-', new Value.Whole(0), value);
  }

  private static double reals(char operator, double x, double y) {
    return switch (operator) {
      case '+' -> x + y;
      case '-' -> x - y;
      case '*' -> x * y;
      case '/' -> x / y;
      default -> x % y;
    };
  }

  private static long wholes(char operator, long x, long y) {
    try {
      return switch (operator) {
        case '+' -> Math.addExact(x, y);
        case '-' -> Math.subtractExact(x, y);
        case '*' -> Math.multiplyExact(x, y);
        case '/' -> Math.divideExact(x, nonZero(y));
        default -> x % nonZero(y);
      };
    } catch (ArithmeticException e) {
      throw new SelectException(
          "IntegerOverflow", "An integer overflow or underflow occurred in the SQL expression.");
    }
  }

  private static long nonZero(long divisor) {
    if (divisor == 0) {
      throw SelectException.invalidArguments("a division by zero");
    }
    return divisor;
  }

  private static BigDecimal decimals(char operator, BigDecimal x, BigDecimal y) {
    if ((operator == '/' || operator == '%') && y.signum() == 0) {
      throw SelectException.invalidArguments("a division by zero");
    }
    MathContext exactness = new MathContext(38);
    return switch (operator) {
      case '+' -> x.add(y, exactness);
      case '-' -> x.subtract(y, exactness);
      case '*' -> x.multiply(y, exactness);
      case '/' -> x.divide(y, exactness);
      default -> x.remainder(y, exactness);
    };
  }
}

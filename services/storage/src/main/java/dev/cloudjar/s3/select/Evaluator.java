package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.Branch;
import dev.cloudjar.s3.select.Expression.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes values of one record after the other. */
final class Evaluator {
  private final Functions functions;
  private Row row = Row.EMPTY;
  private List<Value> aggregated = List.of();

  /**
   * @param now what queries take for the time
   */
  Evaluator(Instant now) {
    this.functions = new Functions(now);
  }

  Value of(Expression expression, Row record) {
    row = record;
    return of(expression);
  }

  /** What is made of all records together. */
  Value ofAll(Expression expression, List<Value> results) {
    aggregated = results;
    return of(expression, Row.EMPTY);
  }

  private Value of(Expression expression) {
    return switch (expression) {
      case Expression.Literal(Value value) -> value;
      case Expression.Path(var steps) -> path(steps);
      case Expression.Not(var inner) -> not(of(inner));
      case Expression.Negative(var inner) -> negative(of(inner));
      case Expression.Logical(boolean all, var parts) -> logical(all, parts);
      case Expression.Comparison comparison -> comparison(comparison);
      case Expression.Arithmetic(char operator, var left, var right) ->
          arithmetic(operator, of(left), of(right));
      case Expression.Concatenation(var left, var right) -> concatenation(of(left), of(right));
      case Expression.Between(var value, var low, var high) ->
          between(of(value), of(low), of(high));
      case Expression.In in -> in(in);
      case Expression.Matches matches -> matches(matches);
      case Expression.Is(var value, boolean missing) -> {
        Value found = of(value);
        yield Value.flag(missing ? found == Value.Absent.MISSING : found.isAbsent());
      }
      case Expression.Case cases -> cases(cases);
      case Expression.Cast(var value, var type) -> Casts.of(of(value), type);
      case Expression.Function(var name, var arguments) -> functions.of(name, all(arguments));
      case Expression.OfTime(var name, var part, var arguments) ->
          functions.ofTime(name, part, all(arguments));
      case Expression.Aggregate(_, _, int slot) -> aggregated.get(slot);
    };
  }

  private List<Value> all(List<Expression> expressions) {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expression each : expressions) {
      values.add(of(each));
    }
    return values;
  }

  private Value path(List<Step> steps) {
    if (steps.isEmpty()) {
      return row.whole();
    }
    Value found =
        steps.getFirst() instanceof Step.Member(Value.Name name)
            ? row.column(name)
            : Paths.step(row.whole(), steps.getFirst());
    return steps.size() == 1 ? found : Paths.follow(found, steps.subList(1, steps.size()));
  }

  private static Value not(Value value) {
    return switch (value) {
      case Value.Flag(boolean flag) -> Value.flag(!flag);
      case Value.Absent _ -> Value.Absent.NULL;
      default -> throw SelectException.invalidDataType();
    };
  }

  private static Value negative(Value value) {
    return value.isAbsent() ? Value.Absent.NULL : Arithmetic.negative(value);
  }

  /** A part that is unknown leaves open what the others do not decide. */
  private Value logical(boolean all, List<Expression> parts) {
    boolean unknown = false;
    for (Expression part : parts) {
      Value value = of(part);
      if (value.isAbsent()) {
        unknown = true;
      } else if (!(value instanceof Value.Flag)) {
        throw SelectException.invalidDataType();
      } else if (value.isTrue() != all) {
        return value;
      }
    }
    return unknown ? Value.Absent.NULL : Value.flag(all);
  }

  private Value comparison(Expression.Comparison comparison) {
    Value left = of(comparison.left());
    Value right = of(comparison.right());
    if (left.isAbsent() || right.isAbsent()) {
      return Value.Absent.NULL;
    }
    Integer compared = Value.compare(left, right);
    if (compared == null) {
      return Value.flag(comparison.comparator() == Expression.Comparator.NOT_EQUAL);
    }
    return Value.flag(comparison.comparator().holds(compared));
  }

  private static Value arithmetic(char operator, Value left, Value right) {
    return left.isAbsent() || right.isAbsent()
        ? Value.Absent.NULL
        : Arithmetic.of(operator, left, right);
  }

  private static Value concatenation(Value left, Value right) {
    return left.isAbsent() || right.isAbsent()
        ? Value.Absent.NULL
        : Functions.text(left.shown() + right.shown());
  }

  private static Value between(Value value, Value low, Value high) {
    if (value.isAbsent() || low.isAbsent() || high.isAbsent()) {
      return Value.Absent.NULL;
    }
    Integer above = Value.compare(value, low);
    Integer below = Value.compare(value, high);
    return Value.flag(above != null && below != null && above >= 0 && below <= 0);
  }

  private Value in(Expression.In in) {
    Value value = of(in.value());
    if (value.isAbsent()) {
      return Value.Absent.NULL;
    }
    boolean unknown = false;
    for (Expression each : in.list()) {
      Value other = of(each);
      if (other.isAbsent()) {
        unknown = true;
        continue;
      }
      Integer compared = Value.compare(value, other);
      if (compared != null && compared == 0) {
        return Value.flag(true);
      }
    }
    return unknown ? Value.Absent.NULL : Value.flag(false);
  }

  private Value matches(Expression.Matches matches) {
    Value value = of(matches.value());
    Value pattern = of(matches.pattern());
    Integer escape = escape(matches.escape());
    if (value.isAbsent() || pattern.isAbsent()) {
      return Value.Absent.NULL;
    }
    if (!(value instanceof Value.Text(String text, _))
        || !(pattern instanceof Value.Text(String form, _))) {
      throw new SelectException(
          "LikeInvalidInputs", "Invalid argument given to the LIKE clause in the expression.");
    }
    return Value.flag(Like.matches(text, form, escape));
  }

  private @Nullable Integer escape(@Nullable Expression expression) {
    if (expression == null) {
      return null;
    }
    if (of(expression) instanceof Value.Text(String text, _) && text.length() == 1) {
      return (int) text.charAt(0);
    }
    throw new SelectException(
        "LikeInvalidInputs", "Invalid argument given to the LIKE clause in the expression.");
  }

  private Value cases(Expression.Case cases) {
    Expression subject = cases.subject();
    Value compared = subject == null ? Value.Absent.NULL : of(subject);
    for (Branch branch : cases.branches()) {
      Value condition = of(branch.condition());
      boolean fits =
          subject == null
              ? condition.isTrue()
              : !compared.isAbsent()
                  && !condition.isAbsent()
                  && Integer.valueOf(0).equals(Value.compare(compared, condition));
      if (fits) {
        return of(branch.result());
      }
    }
    Expression otherwise = cases.otherwise();
    return otherwise == null ? Value.Absent.NULL : of(otherwise);
  }
}

package dev.cloudjar.s3.select;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where something is made of all records together, nothing can be of a single one besides. */
final class AggregateCheck {
  private AggregateCheck() {}

  static void check(Expression expression) {
    if (expression instanceof Expression.Path) {
      throw new SelectException(
          "UnsupportedSqlStructure",
          "Encountered an unsupported SQL structure: columns beside aggregates.");
    }
    parts(expression).forEach(AggregateCheck::check);
  }

  /** What an expression is made of, where it is of a single record. */
  private static List<Expression> parts(Expression expression) {
    return switch (expression) {
      case Expression.Literal _, Expression.Path _, Expression.Aggregate _ -> List.of();
      case Expression.Not(var inner) -> List.of(inner);
      case Expression.Negative(var inner) -> List.of(inner);
      case Expression.Logical(_, var all) -> all;
      case Expression.Comparison(_, var left, var right) -> List.of(left, right);
      case Expression.Arithmetic(_, var left, var right) -> List.of(left, right);
      case Expression.Concatenation(var left, var right) -> List.of(left, right);
      case Expression.Between(var value, var low, var high) -> List.of(value, low, high);
      case Expression.In(var value, var list) -> with(value, list);
      case Expression.Matches(var value, var pattern, _) -> List.of(value, pattern);
      case Expression.Is(var value, _) -> List.of(value);
      case Expression.Cast(var value, _) -> List.of(value);
      case Expression.Function(_, var arguments) -> arguments;
      case Expression.OfTime(_, _, var arguments) -> arguments;
      case Expression.Case(var subject, var branches, var otherwise) -> {
        List<Expression> all = new ArrayList<>();
        branches.forEach(
            branch -> {
              all.add(branch.condition());
              all.add(branch.result());
            });
        addIfThere(all, subject);
        addIfThere(all, otherwise);
        yield all;
      }
    };
  }

  private static void addIfThere(List<Expression> all, @Nullable Expression expression) {
    if (expression != null) {
      all.add(expression);
    }
  }

  private static List<Expression> with(Expression first, List<Expression> others) {
    List<Expression> all = new ArrayList<>(others);
    all.add(first);
    return all;
  }
}

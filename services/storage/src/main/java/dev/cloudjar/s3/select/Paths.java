package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.Step;
import java.util.ArrayList;
import java.util.List;

/** Finds what lies within values. */
final class Paths {
  private Paths() {}

  static Value follow(Value from, List<Step> steps) {
    Value at = from;
    for (Step step : steps) {
      at = step(at, step);
    }
    return at;
  }

  static Value step(Value from, Step step) {
    return switch (step) {
      case Step.Member(Value.Name name) ->
          from instanceof Value.Structure structure ? structure.member(name) : Value.Absent.MISSING;
      case Step.Element(int index) ->
          from instanceof Value.Sequence(List<Value> values) && index < values.size()
              ? values.get(index)
              : Value.Absent.MISSING;
      case Step.Each _ -> from instanceof Value.Sequence ? from : Value.Absent.MISSING;
    };
  }

  /** The records that steps lead to, of which {@code [*]} makes several. */
  static List<Value> records(Value from, List<Step> steps) {
    List<Value> reached = List.of(from);
    for (Step step : steps) {
      List<Value> next = new ArrayList<>();
      for (Value each : reached) {
        if (step instanceof Step.Each && each instanceof Value.Sequence(List<Value> values)) {
          next.addAll(values);
        } else if (step instanceof Step.Each) {
          next.add(each);
        } else {
          next.add(step(each, step));
        }
      }
      reached = next;
    }
    return reached;
  }
}

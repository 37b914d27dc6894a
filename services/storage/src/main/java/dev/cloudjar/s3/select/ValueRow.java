package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Value.Name;
import java.util.List;

/** A record that is a value. */
record ValueRow(Value value) implements Row {

  @Override
  public Value column(Name name) {
    return value instanceof Value.Structure structure
        ? structure.member(name)
        : Value.Absent.MISSING;
  }

  @Override
  public Value whole() {
    return value;
  }

  @Override
  public List<Value> values() {
    return value instanceof Value.Structure structure
        ? List.copyOf(structure.members().values())
        : List.of(value);
  }
}

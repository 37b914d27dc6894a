package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Value.Name;
import java.util.List;
import java.util.Map;

/** A record. */
public interface Row {
  /** One without anything. */
  Row EMPTY =
      new Row() {
        @Override
        public Value column(Name name) {
          return Value.Absent.MISSING;
        }

        @Override
        public Value whole() {
          return new Value.Structure(Map.of());
        }

        @Override
        public List<Value> values() {
          return List.of();
        }
      };

  Value column(Name name);

  /** The record as a structure. */
  Value whole();

  /** The values alone, in their order. */
  List<Value> values();
}

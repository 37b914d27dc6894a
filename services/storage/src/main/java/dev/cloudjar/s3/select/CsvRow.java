package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Value.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A record of CSV, whose values may stand for numbers. */
record CsvRow(CsvColumns columns, List<String> fields) implements Row {

  @Override
  public Value column(Name name) {
    int index = columns.indexOf(name);
    return index < fields.size() ? new Value.Text(fields.get(index), true) : Value.Absent.MISSING;
  }

  @Override
  public Value whole() {
    Map<String, Value> members = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      members.putIfAbsent(columns.name(i), new Value.Text(fields.get(i), true));
    }
    return new Value.Structure(members);
  }

  @Override
  public List<Value> values() {
    List<Value> values = new ArrayList<>(fields.size());
    fields.forEach(field -> values.add(new Value.Text(field, true)));
    return values;
  }
}

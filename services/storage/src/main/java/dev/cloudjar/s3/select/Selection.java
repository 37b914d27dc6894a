package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.Aggregate;
import dev.cloudjar.s3.select.Query.Column;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a query over records. */
public final class Selection {
  private static final int MAX_RECORD_LENGTH = 1 << 20;

  private final Query query;
  private final Output output;
  private final Results results;
  private final Evaluator evaluator;
  private final List<Aggregation> aggregations;
  private final List<String> names;
  private final StringBuilder text = new StringBuilder();
  private long taken;

  /**
   * @param now what queries take for the time
   */
  public Selection(Query query, Output output, Instant now, Results results) {
    this.query = query;
    this.output = output;
    this.results = results;
    this.evaluator = new Evaluator(now);
    this.aggregations =
        query.aggregates().stream().map(each -> new Aggregation(each.kind())).toList();
    this.names = names(query.columns());
  }

  /** Takes results, a record at a time. */
  @FunctionalInterface
  public interface Results {
    void take(byte[] record) throws IOException;
  }

  private static List<String> names(List<Column> columns) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      names.add(name == null ? "_" + (i + 1) : name);
    }
    return names;
  }

  public void run(Records records) throws IOException {
    if (query.limit() == 0) {
      return;
    }
    records.read(this::take);
    if (!aggregations.isEmpty()) {
      List<Value> made = aggregations.stream().map(Aggregation::result).toList();
      List<Value> values = new ArrayList<>();
      for (Column column : query.columns()) {
        values.add(evaluator.ofAll(column.expression(), made));
      }
      write(names, values);
    }
  }

  private boolean take(Row row) throws IOException {
    Expression where = query.where();
    if (where != null && !evaluator.of(where, row).isTrue()) {
      return true;
    }
    if (!aggregations.isEmpty()) {
      aggregate(row);
      return true;
    }
    if (query.isWhole()) {
      writeWhole(row);
    } else {
      List<Value> values = new ArrayList<>(query.columns().size());
      for (Column column : query.columns()) {
        values.add(evaluator.of(column.expression(), row));
      }
      write(names, values);
    }
    return ++taken != query.limit();
  }

  private void aggregate(Row row) {
    for (Aggregate each : query.aggregates()) {
      Expression argument = each.argument();
      aggregations
          .get(each.slot())
          .add(argument == null ? Value.flag(true) : evaluator.of(argument, row));
    }
  }

  private void writeWhole(Row row) throws IOException {
    if (output instanceof Output.Csv) {
      write(List.of(), row.values());
    } else if (row.whole() instanceof Value.Structure(Map<String, Value> members)) {
      write(List.copyOf(members.keySet()), List.copyOf(members.values()));
    } else {
      write(List.of("_1"), List.of(row.whole()));
    }
  }

  private void write(List<String> columns, List<Value> values) throws IOException {
    text.setLength(0);
    output.write(text, columns, values);
    if (text.length() > MAX_RECORD_LENGTH) {
      throw new SelectException(
          "OverMaxRecordSize",
          "The length of a record in the input or result is greater than the maxCharsPerRecord"
              + " limit of 1 MB.");
    }
    results.take(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}

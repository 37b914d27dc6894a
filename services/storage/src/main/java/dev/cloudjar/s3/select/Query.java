package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.Expression.Aggregate;
import dev.cloudjar.s3.select.Expression.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query, understood.
 *
 * @param columns empty for the whole record
 * @param source the steps that lead from what is stored to each record
 * @param where null for all
 * @param limit how many records at most; -1 for all
 * @param aggregates what is made of all records together; empty where nothing is
 */
public record Query(
    List<Column> columns,
    List<Step> source,
    @Nullable Expression where,
    long limit,
    List<Aggregate> aggregates) {
  private static final int MAX_BYTES = 256 * 1024;

  /**
   * What is selected.
   *
   * @param name as it was given or follows from the expression; null for neither
   */
  record Column(Expression expression, @Nullable String name) {}

  /**
   * Reads a query.
   *
   * @throws SelectException where it is none
   */
  public static Query parse(String text) {
    if (text.length() > MAX_BYTES) {
      throw new SelectException(
          "ExpressionTooLong",
          "The SQL expression is too long: The maximum byte-length for the SQL expression is 256"
              + " KB.");
    }
    return new Parser(Lexer.tokens(text)).query();
  }

  boolean isWhole() {
    return columns.isEmpty();
  }
}

package dev.cloudjar.s3.select;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How results are written. */
public sealed interface Output {

  /** Adds a record, of names and values. */
  void write(StringBuilder out, List<String> names, List<Value> values);

  /** Lines of values. */
  record Csv(
      String fieldDelimiter, String recordDelimiter, String quote, String escape, boolean always)
      implements Output {

    @Override
    public void write(StringBuilder out, List<String> names, List<Value> values) {
      for (int i = 0; i < values.size(); i++) {
        out.append(i == 0 ? "" : fieldDelimiter);
        String text = values.get(i).shown();
        if (always || needsQuotes(text)) {
          out.append(quote).append(text.replace(quote, escape + quote)).append(quote);
        } else {
          out.append(text);
        }
      }
      out.append(recordDelimiter);
    }

    private boolean needsQuotes(String text) {
      return text.contains(fieldDelimiter)
          || text.contains(recordDelimiter)
          || text.contains(quote)
          || text.indexOf('\n') >= 0
          || text.indexOf('\r') >= 0;
    }
  }

  /** Objects. */
  record Json(String recordDelimiter) implements Output {
    @Override
    public void write(StringBuilder out, List<String> names, List<Value> values) {
      Map<String, Value> members = new LinkedHashMap<>();
      for (int i = 0; i < values.size(); i++) {
        members.put(names.get(i), values.get(i));
      }
      JsonText.members(out, members);
      out.append(recordDelimiter);
    }
  }
}

package dev.cloudjar.wire.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a URL. */
final class QueryString {
  private final Map<String, List<String>> parameters = new LinkedHashMap<>();

  QueryString(String raw, Refusal refusal) {
    int length = raw.length();
    for (int from = 0; from < length; ) {
      int end = raw.indexOf('&', from);
      int to = end < 0 ? length : end;
      if (to > from) {
        int equals = raw.indexOf('=', from);
        int nameEnd = equals < 0 || equals > to ? to : equals;
        String name = Percent.decode(raw, from, nameEnd, true, refusal);
        String value = nameEnd == to ? "" : Percent.decode(raw, nameEnd + 1, to, true, refusal);
        parameters.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
      }
      from = to + 1;
    }
  }

  @Nullable String first(String name) {
    List<String> all = parameters.get(name);
    return all == null ? null : all.getFirst();
  }

  List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  Map<String, List<String>> parameters() {
    return parameters;
  }
}

package dev.cloudjar.wire;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string; of several with one name, the first. */
final class RouterQuery {
  private static final RouterQuery EMPTY = new RouterQuery(Map.of());

  private final Map<String, String> values;

  private RouterQuery(Map<String, String> values) {
    this.values = values;
  }

  static RouterQuery of(String query) {
    if (query.isEmpty()) {
      return EMPTY;
    }
    Map<String, String> values = new HashMap<>();
    int start = 0;
    while (start <= query.length()) {
      int next = query.indexOf('&', start);
      int end = next < 0 ? query.length() : next;
      int equals = query.indexOf('=', start);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (nameEnd > start) {
        values.putIfAbsent(
            RouterScope.decoded(query.substring(start, nameEnd)),
            nameEnd == end ? "" : RouterScope.decoded(query.substring(nameEnd + 1, end)));
      }
      start = end + 1;
    }
    return new RouterQuery(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable String first(String name) {
    return values.get(name);
  }
}

package dev.cloudjar.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The condition keys of a request. A key is asked for only when a condition or a variable needs it,
 * and then once for each decision.
 */
@FunctionalInterface
public interface ContextKeys {

  /** No key at all. */
  ContextKeys NONE = key -> List.of();

  /** The values of a key, whose name is in small letters; none for a key that is absent. */
  List<String> values(String lowerCaseKey);

  /** Keys and their values; how the names are written does not matter. */
  static ContextKeys of(Map<String, List<String>> values) {
    Map<String, List<String>> folded = new HashMap<>();
    values.forEach((key, each) -> folded.put(key.toLowerCase(Locale.ROOT), List.copyOf(each)));
    return key -> folded.getOrDefault(key, List.of());
  }

  /** These keys, and those of {@code other} which are absent here. */
  default ContextKeys and(ContextKeys other) {
    return key -> {
      List<String> values = values(key);
      return values.isEmpty() ? other.values(key) : values;
    };
  }
}

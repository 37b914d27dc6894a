package dev.cloudjar.sqs;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which message attributes a consumer wants: {@code All} or {@code .*} for all of them, a name, or
 * the beginning of names with {@code .*} after it.
 */
final class AttributeSelection {
  private static final String WILDCARD = ".*";

  private final boolean all;
  private final Set<String> names = new HashSet<>();
  private final Set<String> prefixes = new HashSet<>();

  AttributeSelection(List<String> wanted) {
    all = wanted.contains("All") || wanted.contains(WILDCARD);
    for (String want : wanted) {
      if (want.endsWith(WILDCARD)) {
        prefixes.add(want.substring(0, want.length() - WILDCARD.length()));
      } else {
        names.add(want);
      }
    }
  }

  List<MessageAttribute> select(List<MessageAttribute> attributes) {
    if (all) {
      return attributes;
    }
    return attributes.stream().filter(attribute -> wants(attribute.name())).toList();
  }

  private boolean wants(String name) {
    return names.contains(name) || prefixes.stream().anyMatch(name::startsWith);
  }
}

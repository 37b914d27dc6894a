package dev.cloudjar.servicequotas;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of short lists, whose tokens tell behind what they go on. */
final class Pages {
  private static final int MOST = 100;
  private static final String MARK = "after:";

  private Pages() {}

  /**
   * A page.
   *
   * @param nextToken null for the last one
   */
  record Page<T>(List<T> items, @Nullable String nextToken) {}

  static int size(@Nullable Integer maxResults) {
    return maxResults == null ? MOST : maxResults;
  }

  /** The page that a token asks for, of a list that is in the order of {@code key}. */
  static <T> Page<T> of(
      List<T> all, Function<T, String> key, @Nullable String token, @Nullable Integer maxResults) {
    String after = token == null ? "" : decode(token);
    List<T> left = all.stream().filter(it -> key.apply(it).compareTo(after) > 0).toList();
    return cut(left, key, size(maxResults));
  }

  /** A page of at most so many, of a list that may have more. */
  static <T> Page<T> cut(List<T> left, Function<T, String> key, int size) {
    if (left.size() <= size) {
      return new Page<>(left, null);
    }
    List<T> items = left.subList(0, size);
    byte[] last = (MARK + key.apply(items.getLast())).getBytes(StandardCharsets.UTF_8);
    return new Page<>(items, Base64.getEncoder().encodeToString(last));
  }

  static String decode(String token) {
    try {
      String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(MARK)) {
        return text.substring(MARK.length());
      }
    } catch (IllegalArgumentException e) {
      // Not a token that we gave.
    }
    throw ServiceQuotasFaults.invalidToken();
  }
}

package dev.cloudjar.iam;

import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How much a caller wants to see of a list, and from where on. */
record Paging(@Nullable String marker, @Nullable Integer maxItems) {
  private static final int USUAL_ITEMS = 100;

  /** Everything at once: for lists that quotas keep short. */
  static final Paging NONE = new Paging(null, Integer.MAX_VALUE);

  /**
   * A part of a list.
   *
   * @param marker where it goes on; null at its end
   */
  record Page<T>(List<T> items, @Nullable String marker) {
    boolean isTruncated() {
      return marker != null;
    }

    <U> Page<U> map(Function<T, U> change) {
      return new Page<>(items.stream().map(change).toList(), marker);
    }
  }

  int limit() {
    return maxItems == null ? USUAL_ITEMS : maxItems;
  }

  /**
   * Walks an index from the marker on, as far as the page goes.
   *
   * @param take what a row says; empty for a row that the list leaves out
   */
  <V, T> Page<T> over(
      Snapshot snapshot,
      Table<Key, V> table,
      KeyRange range,
      BiFunction<Key, V, Optional<T>> take) {
    KeyRange rest = marker == null ? range : range.from(after(decode(marker)));
    List<T> items = new ArrayList<>();
    byte[] last = {};
    if (rest.isEmpty()) {
      return new Page<>(items, null);
    }
    try (Rows<Key, V> rows = table.scan(snapshot, rest)) {
      while (rows.next()) {
        Key key = rows.key();
        Optional<T> item = take.apply(key, rows.value());
        if (item.isEmpty()) {
          continue;
        }
        if (items.size() == limit()) {
          return new Page<>(items, Base64.getUrlEncoder().withoutPadding().encodeToString(last));
        }
        items.add(item.get());
        last = table.encode(key);
      }
    }
    return new Page<>(items, null);
  }

  /** A page of a list that is in memory, in its order. */
  <T> Page<T> of(List<T> all) {
    int from = 0;
    if (marker != null) {
      try {
        from =
            Integer.parseInt(new String(decode(marker), java.nio.charset.StandardCharsets.UTF_8));
      } catch (NumberFormatException e) {
        throw IamFaults.invalidMarker();
      }
    }
    if (from < 0 || from > all.size()) {
      throw IamFaults.invalidMarker();
    }
    int until = (int) Math.min(all.size(), (long) from + limit());
    String next =
        until == all.size()
            ? null
            : Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    Integer.toString(until).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new Page<>(List.copyOf(all.subList(from, until)), next);
  }

  private static byte[] decode(String marker) {
    try {
      return Base64.getUrlDecoder().decode(marker);
    } catch (IllegalArgumentException e) {
      throw IamFaults.invalidMarker();
    }
  }

  private static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}

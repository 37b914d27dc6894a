package dev.cloudjar.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page that runs through two lists, one after the other. Its marker says which list it is of by
 * its first letter.
 */
record PolicyListing(boolean inSecond, @Nullable String marker, @Nullable Integer maxItems) {
  private static final char FIRST = 'a';
  private static final char SECOND = 'b';

  static PolicyListing of(@Nullable String marker, @Nullable Integer maxItems) {
    if (marker == null) {
      return new PolicyListing(false, null, maxItems);
    }
    String rest = marker.length() > 1 ? marker.substring(1) : null;
    return switch (marker.isEmpty() ? ' ' : marker.charAt(0)) {
      case FIRST -> new PolicyListing(false, rest, maxItems);
      case SECOND -> new PolicyListing(true, rest, maxItems);
      default -> throw IamFaults.invalidMarker();
    };
  }

  <T> Paging.Page<T> page(
      Function<Paging, Paging.Page<T>> first, Function<Paging, Paging.Page<T>> second) {
    List<T> items = new ArrayList<>();
    String secondMarker = marker;
    if (!inSecond) {
      Paging.Page<T> page = first.apply(new Paging(marker, maxItems));
      items.addAll(page.items());
      if (page.marker() != null) {
        return new Paging.Page<>(items, FIRST + page.marker());
      }
      secondMarker = null;
    }
    int room = new Paging(null, maxItems).limit() - items.size();
    Paging.Page<T> page = second.apply(new Paging(secondMarker, room));
    items.addAll(page.items());
    String next = page.marker();
    return new Paging.Page<>(items, next == null ? null : SECOND + next);
  }
}

package dev.cloudjar.s3;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a listing: the entries whose keys begin with a prefix, those that have the
 * delimiter behind it rolled up to common prefixes. A common prefix costs one seek, however many
 * keys it stands for.
 *
 * @param prefix empty for all keys
 * @param delimiter null for no rolling up
 * @param max how many entries and common prefixes at most
 */
record Listing(String prefix, @Nullable String delimiter, int max) {

  /** The common prefix that {@code key} is rolled up to; null for none. */
  @Nullable String commonPrefix(String key) {
    String separator = delimiter;
    if (separator == null || separator.isEmpty() || !key.startsWith(prefix)) {
      return null;
    }
    int found = key.indexOf(separator, prefix.length());
    return found < 0 ? null : key.substring(0, found + separator.length());
  }

  /** Reads a page off {@code cursor}, which stands before its first entry. */
  <E> Page<E> page(ListingCursor<E> cursor) {
    List<E> entries = new ArrayList<>();
    List<String> commonPrefixes = new ArrayList<>();
    Page.Last<E> last = null;
    while (max > 0 && cursor.next()) {
      if (entries.size() + commonPrefixes.size() == max) {
        return new Page<>(List.copyOf(entries), List.copyOf(commonPrefixes), last);
      }
      String commonPrefix = commonPrefix(cursor.key());
      if (commonPrefix == null) {
        E entry = cursor.entry();
        entries.add(entry);
        last = new Page.Last<>(cursor.key(), entry);
      } else {
        commonPrefixes.add(commonPrefix);
        cursor.skip(commonPrefix);
        last = new Page.Last<>(commonPrefix, null);
      }
    }
    return new Page<>(List.copyOf(entries), List.copyOf(commonPrefixes), null);
  }
}

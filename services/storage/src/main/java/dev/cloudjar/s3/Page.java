package dev.cloudjar.s3;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing.
 *
 * @param entries in the order of their keys
 * @param commonPrefixes in their order
 * @param last the last thing on the page where there is more after it; null on the last page
 */
record Page<E>(List<E> entries, List<String> commonPrefixes, @Nullable Last<E> last) {

  boolean isTruncated() {
    return last != null;
  }

  /**
   * Where a page ends.
   *
   * @param key the last entry's key, or the last common prefix
   * @param entry null where the page ends with a common prefix
   */
  record Last<E>(String key, @Nullable E entry) {}
}

package dev.cloudjar.store;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one transaction: first the cleared ranges take effect, then the single keys. Both
 * are immutable trees, so that a scan keeps to what was there when it was opened.
 */
final class WriteSet {
  /** A key without a value is deleted. */
  private SortedTree keys = SortedTree.EMPTY;

  /** From the start of each range to its end. They neither overlap nor touch. */
  private SortedTree cleared = SortedTree.EMPTY;

  void put(byte[] key, byte[] value) {
    keys = keys.put(key, Objects.requireNonNull(value), 0);
  }

  void delete(byte[] key) {
    keys = keys.put(key, null, 0);
  }

  void deleteRange(KeyRange range) {
    if (range.isEmpty()) {
      return;
    }
    keys = keys.removeRange(range);
    byte[] start = range.start();
    byte[] end = range.end();
    SortedTree.Entry before = cleared.floor(start);
    if (before != null && reaches(before.value(), start)) {
      start = before.key();
      end = later(end, before.value());
    }
    SortedTree.Entry last = end == null ? null : cleared.floor(end);
    if (last != null && Arrays.compareUnsigned(last.key(), start) >= 0) {
      end = later(end, last.value());
    }
    cleared = cleared.removeRange(new KeyRange(start, end)).put(start, end, 0);
  }

  boolean isEmpty() {
    return keys.isEmpty() && cleared.isEmpty();
  }

  SortedTree keys() {
    return keys;
  }

  SortedTree cleared() {
    return cleared;
  }

  /** The range of {@code cleared} that {@code key} is in. */
  static @Nullable KeyRange rangeAround(SortedTree cleared, byte[] key) {
    SortedTree.Entry before = cleared.floor(key);
    if (before == null) {
      return null;
    }
    KeyRange range = new KeyRange(before.key(), before.value());
    return range.contains(key) ? range : null;
  }

  private static boolean reaches(byte @Nullable [] end, byte[] key) {
    return end == null || Arrays.compareUnsigned(end, key) >= 0;
  }

  private static byte @Nullable [] later(byte @Nullable [] end, byte @Nullable [] other) {
    if (end == null || other == null) {
      return null;
    }
    return Arrays.compareUnsigned(end, other) >= 0 ? end : other;
  }
}

package dev.cloudjar.store;

import java.util.Objects;

/**
 * The changes of one transaction: first the cleared ranges take effect, then the single keys. Both
 * are immutable, so that a scan keeps to what was there when it was opened.
 */
final class WriteSet {
  /** A key without a value is deleted. */
  private SortedTree keys = SortedTree.EMPTY;

  private Ranges cleared = Ranges.NONE;

  void put(byte[] key, byte[] value) {
    keys = keys.put(key, Objects.requireNonNull(value), 0);
  }

  void delete(byte[] key) {
    keys = keys.put(key, null, 0);
  }

  void deleteRange(KeyRange range) {
    keys = keys.removeRange(range);
    cleared = cleared.with(range, 0);
  }

  boolean isEmpty() {
    return keys.isEmpty() && cleared.isEmpty();
  }

  SortedTree keys() {
    return keys;
  }

  Ranges cleared() {
    return cleared;
  }
}

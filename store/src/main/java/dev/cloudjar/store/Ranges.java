package dev.cloudjar.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of ranges that neither overlap nor touch; whatever is added is merged with what
 * it meets. Each carries the newest stamp of those it was made of.
 */
final class Ranges {
  static final Ranges NONE = new Ranges(SortedTree.EMPTY);

  /** From the start of each range to its end. */
  private final SortedTree ends;

  private Ranges(SortedTree ends) {
    this.ends = ends;
  }

  boolean isEmpty() {
    return ends.isEmpty();
  }

  /** How many there are; counts them. */
  int size() {
    int size = 0;
    for (SortedTree.Cursor all = ends.all(); all.next() != null; ) {
      size++;
    }
    return size;
  }

  Ranges with(KeyRange range, long stamp) {
    if (range.isEmpty()) {
      return this;
    }
    byte[] start = range.start();
    byte[] end = range.end();
    SortedTree.Entry before = ends.floor(start);
    if (before != null && reaches(before.value(), start)) {
      start = before.key();
      end = later(end, before.value());
    }
    SortedTree.Entry last = end == null ? null : ends.floor(end);
    if (last != null && Arrays.compareUnsigned(last.key(), start) >= 0) {
      end = later(end, last.value());
    }
    KeyRange merged = new KeyRange(start, end);
    long newest = Math.max(stamp, ends.newest(merged));
    return new Ranges(ends.removeRange(merged).put(start, end, newest));
  }

  /** These ranges without one key. */
  Ranges without(byte[] key) {
    SortedTree.Entry entry = entryAround(key);
    if (entry == null) {
      return this;
    }
    SortedTree rest = ends.remove(entry.key());
    if (!Arrays.equals(entry.key(), key)) {
      rest = rest.put(entry.key(), key, entry.stamp());
    }
    KeyRange past = new KeyRange(Arrays.copyOf(key, key.length + 1), entry.value());
    return new Ranges(past.isEmpty() ? rest : rest.put(past.start(), past.end(), entry.stamp()));
  }

  /** The range that {@code key} is in. */
  @Nullable KeyRange around(byte[] key) {
    SortedTree.Entry entry = entryAround(key);
    return entry == null ? null : range(entry);
  }

  /**
   * The first range that has a key at or past {@code key}, of those stamped until {@code stamp}.
   */
  @Nullable KeyRange next(byte[] key, long stamp) {
    SortedTree.Entry entry = entryAround(key);
    if (entry != null && entry.stamp() <= stamp) {
      return range(entry);
    }
    SortedTree.Cursor later = ends.ascending(new KeyRange(key, null));
    for (entry = later.next(); entry != null; entry = later.next()) {
      if (entry.stamp() <= stamp) {
        return range(entry);
      }
    }
    return null;
  }

  /** Walks the ranges in order. */
  Cursor all() {
    return new Cursor(ends.all());
  }

  record Cursor(SortedTree.Cursor entries) {
    @Nullable KeyRange next() {
      SortedTree.Entry entry = entries.next();
      return entry == null ? null : range(entry);
    }
  }

  private SortedTree.@Nullable Entry entryAround(byte[] key) {
    SortedTree.Entry before = ends.floor(key);
    return before != null && range(before).contains(key) ? before : null;
  }

  private static KeyRange range(SortedTree.Entry entry) {
    return new KeyRange(entry.key(), entry.value());
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

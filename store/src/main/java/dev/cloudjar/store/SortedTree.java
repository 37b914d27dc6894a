package dev.cloudjar.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map ordered by unsigned bytes. A change takes O(log n) and makes a new tree that
 * shares all but a path with the old one, so that keeping an old state costs nothing. Each entry
 * carries a stamp, and the newest stamp in a range is found in O(log n) as well.
 *
 * <p>An AVL tree on the operation "join" (Blelloch, Ferizovic, Sun: Just Join for Parallel Ordered
 * Sets, 2016), whose heights may differ by two.
 */
final class SortedTree {
  static final SortedTree EMPTY = new SortedTree(null);

  private static final int TOLERANCE = 2;

  private final @Nullable Entry root;

  private SortedTree(@Nullable Entry root) {
    this.root = root;
  }

  /** A pair. It is a node of the tree too, which saves an object for each. */
  static final class Entry {
    private final byte[] key;
    private final byte @Nullable [] value;
    private final long stamp;
    private final long newest;
    private final int height;
    private final @Nullable Entry left;
    private final @Nullable Entry right;

    private Entry(
        byte[] key,
        byte @Nullable [] value,
        long stamp,
        @Nullable Entry left,
        @Nullable Entry right) {
      this.key = key;
      this.value = value;
      this.stamp = stamp;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(heightOf(left), heightOf(right));
      this.newest = Math.max(stamp, Math.max(newestOf(left), newestOf(right)));
    }

    byte[] key() {
      return key;
    }

    byte @Nullable [] value() {
      return value;
    }

    long stamp() {
      return stamp;
    }
  }

  boolean isEmpty() {
    return root == null;
  }

  int height() {
    return heightOf(root);
  }

  SortedTree put(byte[] key, byte @Nullable [] value, long stamp) {
    return new SortedTree(put(root, key, value, stamp));
  }

  SortedTree remove(byte[] key) {
    Entry found = find(key);
    return found == null ? this : new SortedTree(remove(root, key));
  }

  SortedTree removeRange(KeyRange range) {
    if (range.isEmpty() || root == null) {
      return this;
    }
    byte[] end = range.end();
    return new SortedTree(
        concat(before(root, range.start()), end == null ? null : from(root, end)));
  }

  @Nullable Entry find(byte[] key) {
    Entry at = root;
    while (at != null) {
      int order = Arrays.compareUnsigned(key, at.key);
      if (order == 0) {
        return at;
      }
      at = order < 0 ? at.left : at.right;
    }
    return null;
  }

  /** The entry with the greatest key that is not past {@code key}. */
  @Nullable Entry floor(byte[] key) {
    Entry at = root;
    Entry best = null;
    while (at != null) {
      if (Arrays.compareUnsigned(at.key, key) <= 0) {
        best = at;
        at = at.right;
      } else {
        at = at.left;
      }
    }
    return best;
  }

  /** The newest stamp in {@code range}; 0 where there is nothing. */
  long newest(KeyRange range) {
    byte[] end = range.end();
    Entry at = root;
    while (at != null) {
      if (Arrays.compareUnsigned(at.key, range.start()) < 0) {
        at = at.right;
      } else if (end != null && Arrays.compareUnsigned(at.key, end) >= 0) {
        at = at.left;
      } else {
        return Math.max(
            at.stamp, Math.max(newestFrom(at.left, range.start()), newestBefore(at.right, end)));
      }
    }
    return 0;
  }

  Cursor ascending(KeyRange range) {
    return new Cursor(root, range, true);
  }

  Cursor descending(KeyRange range) {
    return new Cursor(root, range, false);
  }

  Cursor all() {
    return ascending(KeyRange.prefix(new byte[0]));
  }

  private static long newestFrom(@Nullable Entry top, byte[] start) {
    long newest = 0;
    Entry at = top;
    while (at != null) {
      if (Arrays.compareUnsigned(at.key, start) < 0) {
        at = at.right;
      } else {
        newest = Math.max(newest, Math.max(at.stamp, newestOf(at.right)));
        at = at.left;
      }
    }
    return newest;
  }

  private static long newestBefore(@Nullable Entry top, byte @Nullable [] end) {
    if (end == null) {
      return newestOf(top);
    }
    long newest = 0;
    Entry at = top;
    while (at != null) {
      if (Arrays.compareUnsigned(at.key, end) >= 0) {
        at = at.left;
      } else {
        newest = Math.max(newest, Math.max(at.stamp, newestOf(at.left)));
        at = at.right;
      }
    }
    return newest;
  }

  private static int heightOf(@Nullable Entry entry) {
    return entry == null ? 0 : entry.height;
  }

  private static long newestOf(@Nullable Entry entry) {
    return entry == null ? 0 : entry.newest;
  }

  private static Entry put(@Nullable Entry at, byte[] key, byte @Nullable [] value, long stamp) {
    if (at == null) {
      return new Entry(key, value, stamp, null, null);
    }
    int order = Arrays.compareUnsigned(key, at.key);
    if (order == 0) {
      return new Entry(key, value, stamp, at.left, at.right);
    }
    return order < 0
        ? balance(put(at.left, key, value, stamp), at, at.right)
        : balance(at.left, at, put(at.right, key, value, stamp));
  }

  private static @Nullable Entry remove(@Nullable Entry at, byte[] key) {
    if (at == null) {
      return null;
    }
    int order = Arrays.compareUnsigned(key, at.key);
    if (order == 0) {
      return concat(at.left, at.right);
    }
    return order < 0
        ? balance(remove(at.left, key), at, at.right)
        : balance(at.left, at, remove(at.right, key));
  }

  /** The entries before {@code key}. */
  private static @Nullable Entry before(@Nullable Entry at, byte[] key) {
    if (at == null) {
      return null;
    }
    return Arrays.compareUnsigned(at.key, key) < 0
        ? join(at.left, at, before(at.right, key))
        : before(at.left, key);
  }

  /** The entries at {@code key} and after it. */
  private static @Nullable Entry from(@Nullable Entry at, byte[] key) {
    if (at == null) {
      return null;
    }
    return Arrays.compareUnsigned(at.key, key) < 0
        ? from(at.right, key)
        : join(from(at.left, key), at, at.right);
  }

  private static @Nullable Entry concat(@Nullable Entry left, @Nullable Entry right) {
    if (left == null) {
      return right;
    }
    if (right == null) {
      return left;
    }
    Entry first = right;
    while (first.left != null) {
      first = first.left;
    }
    return join(left, first, withoutFirst(right));
  }

  private static @Nullable Entry withoutFirst(Entry at) {
    return at.left == null ? at.right : balance(withoutFirst(at.left), at, at.right);
  }

  /**
   * All of {@code left}, then {@code middle}, then all of {@code right}, whatever their heights.
   */
  private static Entry join(@Nullable Entry left, Entry middle, @Nullable Entry right) {
    if (left != null && left.height > heightOf(right) + TOLERANCE) {
      return balance(left.left, left, join(left.right, middle, right));
    }
    if (right != null && right.height > heightOf(left) + TOLERANCE) {
      return balance(join(left, middle, right.left), right, right.right);
    }
    return node(left, middle, right);
  }

  /** A join of two trees of which one has become a little too high. */
  private static Entry balance(@Nullable Entry left, Entry middle, @Nullable Entry right) {
    if (left != null && left.height > heightOf(right) + TOLERANCE) {
      Entry inner = left.right;
      if (inner == null || heightOf(left.left) >= inner.height) {
        return node(left.left, left, node(inner, middle, right));
      }
      return node(node(left.left, left, inner.left), inner, node(inner.right, middle, right));
    }
    if (right != null && right.height > heightOf(left) + TOLERANCE) {
      Entry inner = right.left;
      if (inner == null || heightOf(right.right) >= inner.height) {
        return node(node(left, middle, inner), right, right.right);
      }
      return node(node(left, middle, inner.left), inner, node(inner.right, right, right.right));
    }
    return node(left, middle, right);
  }

  private static Entry node(@Nullable Entry left, Entry middle, @Nullable Entry right) {
    return new Entry(middle.key, middle.value, middle.stamp, left, right);
  }

  /** Walks the entries of a range. */
  static final class Cursor {
    private final KeyRange range;
    private final boolean ascending;
    private final Entry[] path;
    private int depth;

    private Cursor(@Nullable Entry root, KeyRange range, boolean ascending) {
      this.range = range;
      this.ascending = ascending;
      this.path = new Entry[heightOf(root)];
      push(root);
    }

    /** The next entry, or null at the end. */
    @Nullable Entry next() {
      if (depth == 0) {
        return null;
      }
      Entry entry = path[--depth];
      if (isPastEnd(entry)) {
        depth = 0;
        return null;
      }
      push(ascending ? entry.right : entry.left);
      return entry;
    }

    private void push(@Nullable Entry top) {
      Entry at = top;
      while (at != null) {
        if (isBeforeStart(at)) {
          at = ascending ? at.right : at.left;
        } else {
          path[depth++] = at;
          at = ascending ? at.left : at.right;
        }
      }
    }

    private boolean isBeforeStart(Entry entry) {
      return ascending ? isBelow(entry) : isAbove(entry);
    }

    private boolean isPastEnd(Entry entry) {
      return ascending ? isAbove(entry) : isBelow(entry);
    }

    private boolean isBelow(Entry entry) {
      return Arrays.compareUnsigned(entry.key, range.start()) < 0;
    }

    private boolean isAbove(Entry entry) {
      byte[] end = range.end();
      return end != null && Arrays.compareUnsigned(entry.key, end) >= 0;
    }
  }
}

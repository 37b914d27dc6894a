package dev.cloudjar.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transaction read and relies on. */
final class ReadSet {
  private final List<byte[]> keys = new ArrayList<>();
  private final List<Walk> walks = new ArrayList<>();

  void add(byte[] key) {
    keys.add(key);
  }

  Walk walk(KeyRange range, boolean ascending) {
    Walk walk = new Walk(range, ascending);
    walks.add(walk);
    return walk;
  }

  boolean isEmpty() {
    return keys.isEmpty() && walks.isEmpty();
  }

  List<byte[]> keys() {
    return keys;
  }

  List<Walk> walks() {
    return walks;
  }

  /** How far a scan has come: what is past that, nobody has seen. */
  static final class Walk {
    private final KeyRange range;
    private final boolean ascending;
    private byte @Nullable [] last;
    private boolean all;

    private Walk(KeyRange range, boolean ascending) {
      this.range = range;
      this.ascending = ascending;
    }

    void saw(byte[] key) {
      last = key;
    }

    void sawAll() {
      all = true;
    }

    KeyRange seen() {
      if (all) {
        return range;
      }
      byte[] key = last;
      if (key == null) {
        return new KeyRange(range.start(), range.start());
      }
      return ascending
          ? new KeyRange(range.start(), Arrays.copyOf(key, key.length + 1))
          : new KeyRange(key, range.end());
    }
  }
}

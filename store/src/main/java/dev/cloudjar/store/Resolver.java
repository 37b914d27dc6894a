package dev.cloudjar.store;

/**
 * Tells whether what a transaction read has changed since. Remembers the newest version of each
 * changed key and range, but only for a window: what is older than every running transaction is
 * forgotten, and so is the older half when there is too much of it; transactions from before are
 * then held to conflict. Not safe for several threads.
 */
final class Resolver {
  private static final int HALF_CHANGES = 50_000;

  private Half recent = new Half();
  private Half previous = new Half();

  /** Of changes up to this version nothing is known. */
  private long forgotten;

  /** Whether anything in {@code reads} changed after {@code version}. */
  boolean changedSince(ReadSet reads, long version) {
    if (reads.isEmpty()) {
      return false;
    }
    if (version < forgotten) {
      return true;
    }
    for (byte[] key : reads.keys()) {
      if (recent.newest(key) > version || previous.newest(key) > version) {
        return true;
      }
    }
    for (ReadSet.Walk walk : reads.walks()) {
      KeyRange seen = walk.seen();
      if (!seen.isEmpty() && (recent.newest(seen) > version || previous.newest(seen) > version)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Remembers what was changed.
   *
   * @param version greater than any before
   * @param oldest no transaction that began before this version will be asked about
   */
  void remember(WriteSet writes, long version, long oldest) {
    if (previous.newest <= oldest) {
      previous = recent;
      recent = new Half();
    } else if (recent.changes >= HALF_CHANGES) {
      forgotten = previous.newest;
      previous = recent;
      recent = new Half();
    }
    recent.add(writes, version);
  }

  private static final class Half {
    private SortedTree keys = SortedTree.EMPTY;

    /** The version of each entry holds from its key to the next entry's. */
    private SortedTree ranges = SortedTree.EMPTY;

    private long newest;
    private int changes;

    void add(WriteSet writes, long version) {
      Ranges.Cursor ownRanges = writes.cleared().all();
      for (KeyRange each = ownRanges.next(); each != null; each = ownRanges.next()) {
        addRange(each, version);
        changes += 2;
      }
      SortedTree.Cursor ownKeys = writes.keys().all();
      for (SortedTree.Entry each = ownKeys.next(); each != null; each = ownKeys.next()) {
        keys = keys.put(each.key(), null, version);
        changes++;
      }
      newest = version;
    }

    private void addRange(KeyRange range, long version) {
      byte[] end = range.end();
      long pastEnd = end == null ? 0 : rangeAt(end);
      ranges = ranges.removeRange(range).put(range.start(), null, version);
      if (end != null) {
        ranges = ranges.put(end, null, pastEnd);
      }
    }

    long newest(byte[] key) {
      SortedTree.Entry entry = keys.find(key);
      long own = entry == null ? 0 : entry.stamp();
      return ranges.isEmpty() ? own : Math.max(own, rangeAt(key));
    }

    long newest(KeyRange range) {
      long own = keys.newest(range);
      return ranges.isEmpty()
          ? own
          : Math.max(own, Math.max(rangeAt(range.start()), ranges.newest(range)));
    }

    private long rangeAt(byte[] key) {
      SortedTree.Entry entry = ranges.floor(key);
      return entry == null ? 0 : entry.stamp();
    }
  }
}

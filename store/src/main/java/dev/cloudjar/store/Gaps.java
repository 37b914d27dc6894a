package dev.cloudjar.store;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ranges that are known to be empty though the engine would take long to see it. A log-structured
 * engine keeps marks of what was deleted, and a scan walks over all of them; where a queue is
 * consumed, that is all that was ever in it. So a scan that took long to find the next pair has it
 * remembered that there is nothing in between, and later ones go past that at once. A pair that is
 * put there ends the gap at its key.
 */
final class Gaps {
  private static final int MOST = 500;
  private static final int COUNTED_EVERY = 200;

  private final long slowNanos;
  private final ReentrantLock commits;
  private final Resolver resolver;

  /** Each is stamped with the version since which it is empty. */
  private volatile Ranges gaps = Ranges.NONE;

  private int changes;

  /**
   * @param slowNanos what a scan may take to find the next pair without having it remembered
   * @param commits held while anything is committed
   * @param resolver guarded by {@code commits}
   */
  Gaps(long slowNanos, ReentrantLock commits, Resolver resolver) {
    this.slowNanos = slowNanos;
    this.commits = commits;
    this.resolver = resolver;
  }

  long slowNanos() {
    return slowNanos;
  }

  /** The first gap that has a key at or past {@code key} and is one for all since a version. */
  @Nullable KeyRange next(byte[] key, long version) {
    Ranges current = gaps;
    return current.isEmpty() ? null : current.next(key, version);
  }

  /**
   * Remembers that a view shows nothing in {@code range}, unless that has changed since.
   *
   * @param version what the view shows at the least; the view is still in use
   */
  void remember(KeyRange range, long version) {
    if (!commits.tryLock()) {
      return;
    }
    try {
      ReadSet reads = new ReadSet();
      reads.walk(range, true).sawAll();
      if (!resolver.changedSince(reads, version)) {
        change(gaps.with(range, version));
      }
    } finally {
      commits.unlock();
    }
  }

  /** Takes note of changes before anybody can see them. Called with {@code commits} held. */
  void fill(WriteSet writes) {
    Ranges before = gaps;
    if (before.isEmpty()) {
      return;
    }
    Ranges after = before;
    SortedTree.Cursor keys = writes.keys().all();
    for (SortedTree.Entry each = keys.next(); each != null; each = keys.next()) {
      if (each.value() != null) {
        after = after.without(each.key());
      }
    }
    if (after != before) {
      change(after);
    }
  }

  private void change(Ranges changed) {
    boolean tooMany = ++changes % COUNTED_EVERY == 0 && changed.size() > MOST;
    // Those that matter are found again.
    gaps = tooMany ? Ranges.NONE : changed;
  }
}

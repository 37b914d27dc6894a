package dev.cloudjar.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A walk over what is committed, with a transaction's own changes laid over it. */
final class MergedScan implements Scan {
  private final EngineSnapshot committed;
  private final Ranges cleared;
  private final SortedTree.Cursor own;
  private final boolean ascending;
  private final ReadSet.@Nullable Walk walk;
  private KeyRange rest;
  private @Nullable Scan base;
  private byte @Nullable [] baseAhead;
  private SortedTree.@Nullable Entry ownAhead;
  private SortedTree.@Nullable Entry ownCurrent;
  private byte @Nullable [] currentKey;
  private boolean ended;

  MergedScan(
      EngineSnapshot committed,
      WriteSet writes,
      KeyRange range,
      boolean ascending,
      ReadSet.@Nullable Walk walk) {
    this.committed = committed;
    this.cleared = writes.cleared();
    this.own = ascending ? writes.keys().ascending(range) : writes.keys().descending(range);
    this.ascending = ascending;
    this.walk = walk;
    this.rest = range;
    this.ownAhead = own.next();
    reopen();
  }

  @Override
  public boolean next() {
    committed.checkOpen();
    if (ended) {
      return false;
    }
    currentKey = findNext();
    if (currentKey == null) {
      ended = true;
      closeBase();
    }
    if (walk != null) {
      if (currentKey == null) {
        walk.sawAll();
      } else {
        walk.saw(currentKey);
      }
    }
    return currentKey != null;
  }

  @Override
  public byte[] key() {
    committed.checkOpen();
    if (currentKey == null) {
      throw new IllegalStateException("there is no current pair");
    }
    return currentKey;
  }

  @Override
  public byte[] value() {
    key();
    Scan current = base;
    byte[] value = ownCurrent != null ? ownCurrent.value() : null;
    if (value != null) {
      return value.clone();
    }
    if (current == null) {
      throw new IllegalStateException("the scan has ended");
    }
    return current.value();
  }

  @Override
  public void close() {
    ended = true;
    currentKey = null;
    closeBase();
  }

  private byte @Nullable [] findNext() {
    if (currentKey != null && ownCurrent == null) {
      advanceBase();
    }
    ownCurrent = null;
    while (true) {
      byte[] baseKey = baseAhead;
      SortedTree.Entry ownNext = ownAhead;
      if (ownNext == null || (baseKey != null && comesBefore(baseKey, ownNext.key()))) {
        if (baseKey == null) {
          return null;
        }
        KeyRange gone = cleared.around(baseKey);
        if (gone == null) {
          return baseKey;
        }
        skip(gone);
      } else {
        if (baseKey != null && Arrays.equals(baseKey, ownNext.key())) {
          advanceBase();
        }
        ownAhead = own.next();
        if (ownNext.value() != null) {
          ownCurrent = ownNext;
          return ownNext.key();
        }
      }
    }
  }

  private boolean comesBefore(byte[] key, byte[] other) {
    int order = Arrays.compareUnsigned(key, other);
    return ascending ? order < 0 : order > 0;
  }

  private void advanceBase() {
    Scan current = base;
    baseAhead = current != null && current.next() ? current.key() : null;
  }

  private void reopen() {
    closeBase();
    if (rest.isEmpty()) {
      return;
    }
    base = ascending ? committed.scan(rest) : committed.scanReverse(rest);
    advanceBase();
  }

  /** Goes on behind a cleared range at once, however much is in it. */
  private void skip(KeyRange gone) {
    byte[] end = gone.end();
    if (!ascending) {
      rest = rest.until(gone.start());
    } else if (end == null) {
      rest = new KeyRange(rest.start(), rest.start());
    } else {
      rest = rest.from(end);
    }
    reopen();
  }

  private void closeBase() {
    if (base != null) {
      base.close();
      base = null;
    }
    baseAhead = null;
  }
}

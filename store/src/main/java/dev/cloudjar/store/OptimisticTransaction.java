package dev.cloudjar.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One try at a transaction: gathers what it reads and writes. */
final class OptimisticTransaction implements Transaction {
  private final EngineSnapshot committed;
  private final WriteSet writes = new WriteSet();
  private final ReadSet reads = new ReadSet();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private boolean sawUnchecked;

  OptimisticTransaction(EngineSnapshot committed) {
    this.committed = committed;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return read(key, reads);
  }

  @Override
  public Scan scan(KeyRange range) {
    return scan(range, true, reads);
  }

  @Override
  public Scan scanReverse(KeyRange range) {
    return scan(range, false, reads);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    committed.checkOpen();
    writes.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    committed.checkOpen();
    writes.delete(key);
  }

  @Override
  public void deleteRange(KeyRange range) {
    committed.checkOpen();
    writes.deleteRange(range);
  }

  @Override
  public Snapshot unchecked() {
    sawUnchecked = true;
    return new Unchecked();
  }

  @Override
  public void afterCommit(Runnable action) {
    committed.checkOpen();
    afterCommit.add(action);
  }

  WriteSet writes() {
    return writes;
  }

  ReadSet reads() {
    return reads;
  }

  /** Whether it may have seen more than {@link #reads} tells. */
  boolean sawUnchecked() {
    return sawUnchecked;
  }

  /** Runs every action, even where one before it failed. */
  void runAfterCommit() {
    RuntimeException failure = null;
    for (Runnable each : afterCommit) {
      try {
        each.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private byte @Nullable [] read(byte[] key, @Nullable ReadSet recorder) {
    committed.checkOpen();
    SortedTree.Entry own = writes.keys().find(key);
    if (own != null) {
      byte[] value = own.value();
      return value == null ? null : value.clone();
    }
    if (writes.cleared().around(key) != null) {
      return null;
    }
    byte[] value = committed.get(key);
    if (recorder != null) {
      recorder.add(key);
    }
    return value;
  }

  private Scan scan(KeyRange range, boolean ascending, @Nullable ReadSet recorder) {
    committed.checkOpen();
    ReadSet.Walk walk = recorder == null ? null : recorder.walk(range, ascending);
    return new MergedScan(committed, writes, range, ascending, walk);
  }

  private final class Unchecked implements Snapshot {
    @Override
    public byte @Nullable [] get(byte[] key) {
      return read(key, null);
    }

    @Override
    public Scan scan(KeyRange range) {
      return OptimisticTransaction.this.scan(range, true, null);
    }

    @Override
    public Scan scanReverse(KeyRange range) {
      return OptimisticTransaction.this.scan(range, false, null);
    }
  }
}

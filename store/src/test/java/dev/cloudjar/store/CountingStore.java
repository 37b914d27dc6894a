package dev.cloudjar.store;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts the rows that are read and the transactions that are made. */
public final class CountingStore implements KeyValueStore {
  private final KeyValueStore store;
  private final LongAdder rows = new LongAdder();
  private final LongAdder transactions = new LongAdder();

  public CountingStore(KeyValueStore store) {
    this.store = store;
  }

  /** Looked for by key, or steps of a scan. */
  public long rowsRead() {
    return rows.sum();
  }

  public long transactions() {
    return transactions.sum();
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    return store.read(snapshot -> body.apply(new CountingSnapshot(snapshot)));
  }

  @Override
  public <T> T transact(Function<Transaction, T> body) {
    transactions.increment();
    return store.transact(transaction -> body.apply(new CountingTransaction(transaction)));
  }

  @Override
  public void close() {
    store.close();
  }

  private class CountingSnapshot implements Snapshot {
    private final Snapshot snapshot;

    CountingSnapshot(Snapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      rows.increment();
      return snapshot.get(key);
    }

    @Override
    public Scan scan(KeyRange range) {
      return counting(snapshot.scan(range));
    }

    @Override
    public Scan scanReverse(KeyRange range) {
      return counting(snapshot.scanReverse(range));
    }

    private Scan counting(Scan scan) {
      return new Scan() {
        @Override
        public boolean next() {
          rows.increment();
          return scan.next();
        }

        @Override
        public byte[] key() {
          return scan.key();
        }

        @Override
        public byte[] value() {
          return scan.value();
        }

        @Override
        public void close() {
          scan.close();
        }
      };
    }
  }

  private final class CountingTransaction extends CountingSnapshot implements Transaction {
    private final Transaction transaction;

    private CountingTransaction(Transaction transaction) {
      super(transaction);
      this.transaction = transaction;
    }

    @Override
    public void put(byte[] key, byte[] value) {
      transaction.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
      transaction.delete(key);
    }

    @Override
    public void deleteRange(KeyRange range) {
      transaction.deleteRange(range);
    }

    @Override
    public Snapshot unchecked() {
      return new CountingSnapshot(transaction.unchecked());
    }

    @Override
    public void afterCommit(Runnable action) {
      transaction.afterCommit(action);
    }
  }
}

package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Work whose items are rows of the store. What is due is run by {@link WorkDispatcher}. */
public final class DurableWork implements Work {

  /** Who waits for the earliest item, and wants to know when there is an earlier one. */
  @FunctionalInterface
  interface Sleeper {
    void wake();
  }

  private final KeyValueStore store;
  private final VirtualClock clock;
  private final WorkRows rows;
  private final ConcurrentMap<String, Worker> workers = new ConcurrentHashMap<>();

  /** No row has an earlier time than this. */
  private long earliestNanos = Long.MIN_VALUE;

  /** What is earlier than this is news. At or after the earliest; written seldom, read often. */
  private volatile long newsBeforeNanos = Long.MAX_VALUE;

  private volatile Sleeper sleeper = () -> {};

  DurableWork(KeyValueStore store, VirtualClock clock) {
    this.store = store;
    this.clock = clock;
    this.rows = new WorkRows(store, EpochNanos.of(clock.wallTime()));
  }

  @Override
  public void handle(String kind, Worker worker) {
    if (workers.putIfAbsent(kind, worker) != null) {
      throw new IllegalArgumentException("two workers for " + kind);
    }
  }

  @Override
  public void schedule(
      Transaction transaction, String kind, String id, Instant due, byte[] payload) {
    long nanos = EpochNanos.of(due);
    rows.put(transaction, new WorkRows.Name(kind, id), nanos, new WorkRows.Load(nanos, 0, payload));
    transaction.afterCommit(() -> noticed(nanos));
  }

  @Override
  public void cancel(Transaction transaction, String kind, String id) {
    rows.remove(transaction, new WorkRows.Name(kind, id));
  }

  /** What has failed too often, at most {@code limit} of it. */
  public List<ParkedWork> parked(int limit) {
    return rows.parked(limit);
  }

  /**
   * Has a parked item tried again now.
   *
   * @return false where there is no such item, or where another has taken its name since, which
   *     then stays
   */
  public boolean retry(String kind, String id) {
    WorkRows.Name name = new WorkRows.Name(kind, id);
    long now = clock.nowNanos();
    return store.transact(
        transaction -> {
          WorkRows.Parked parked = rows.unpark(transaction, name);
          if (parked == null || rows.contains(transaction, name)) {
            return false;
          }
          rows.put(
              transaction, name, now, new WorkRows.Load(parked.dueNanos(), 0, parked.payload()));
          transaction.afterCommit(() -> noticed(now));
          return true;
        });
  }

  WorkRows rows() {
    return rows;
  }

  @Nullable Worker worker(String kind) {
    return workers.get(kind);
  }

  void setSleeper(Sleeper newSleeper) {
    sleeper = newSleeper;
  }

  /**
   * Begins a look at the rows: no row has an earlier time than what this returns, and whatever is
   * scheduled until {@link #looked} counts as news.
   */
  synchronized long beginLook() {
    long earliest = earliestNanos;
    earliestNanos = Long.MAX_VALUE;
    newsBeforeNanos = Long.MAX_VALUE;
    return earliest;
  }

  /**
   * Ends a look at the rows.
   *
   * @param earliest the earliest row that was seen
   * @param newsBefore what the dispatcher is to be woken for, if it is scheduled before this
   */
  synchronized void looked(long earliest, long newsBefore) {
    earliestNanos = Math.min(earliestNanos, earliest);
    // What came meanwhile and is earlier than that has woken the dispatcher already.
    newsBeforeNanos = newsBefore;
  }

  /** No row has an earlier time than this. */
  synchronized long earliestNanos() {
    return earliestNanos;
  }

  /** When the dispatcher is to look again at the latest. */
  long lookAgainNanos() {
    return newsBeforeNanos;
  }

  void noticed(long nanos) {
    if (nanos < newsBeforeNanos) {
      synchronized (this) {
        earliestNanos = Math.min(earliestNanos, nanos);
      }
      sleeper.wake();
    }
  }
}

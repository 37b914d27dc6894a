package dev.cloudjar.cloud;

import dev.cloudjar.cloud.WorkRows.Turn;
import dev.cloudjar.cloud.WorkRows.Waiting;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes off the list what has been run, some of it at a time, and puts back what has failed. For
 * the dispatcher's thread only.
 */
final class WorkOutcomes {
  private static final Logger LOG = System.getLogger(WorkOutcomes.class.getName());

  /** How many items are taken off the list at once, and may run again after a crash. */
  static final int BATCH = 32;

  private final KeyValueStore store;
  private final VirtualClock clock;
  private final DurableWork work;
  private final WorkRows rows;

  /** Run, but still on the list. */
  private final Set<Turn> done = new LinkedHashSet<>();

  WorkOutcomes(KeyValueStore store, VirtualClock clock, DurableWork work) {
    this.store = store;
    this.clock = clock;
    this.work = work;
    this.rows = work.rows();
  }

  boolean isDone(Turn turn) {
    return done.contains(turn);
  }

  /** How many items are done but still on the list. */
  int doneCount() {
    return done.size();
  }

  void succeeded(Waiting item) {
    done.add(item.turn());
    if (done.size() >= BATCH) {
      flush();
    }
  }

  /** Takes off the list what is done. */
  void flush() {
    if (!done.isEmpty()) {
      flush(transaction -> {});
    }
  }

  /** Takes off the list what is done, and does more in the same transaction. */
  void flush(Consumer<Transaction> more) {
    store.transact(
        transaction -> {
          done.forEach(turn -> rows.removeIfStill(transaction, turn));
          more.accept(transaction);
          return done.size();
        });
    done.clear();
  }

  /**
   * Puts an item that failed back on the list, to be tried again later, or parks it if it has
   * failed too often. What its worker has put in its place stays.
   *
   * @return whether it is parked
   */
  boolean failed(Waiting item, Throwable failure) {
    int failures = item.load().failures() + 1;
    boolean last = failures >= Retries.MOST_FAILURES;
    LOG.log(
        last ? Level.ERROR : Level.DEBUG,
        () -> "Failure " + failures + " of " + item.name() + (last ? ", which is parked" : ""),
        failure);
    long now = clock.nowNanos();
    long again = EpochNanos.plus(now, Retries.pauseNanos(failures));
    return store.transact(
        transaction -> {
          if (!rows.isStill(transaction, item.turn())) {
            return false;
          }
          long due = item.load().dueNanos();
          byte[] payload = item.load().payload();
          if (last) {
            rows.park(
                transaction,
                item.name(),
                new WorkRows.Parked(due, now, failures, Retries.shown(failure), payload));
          } else {
            rows.put(transaction, item.name(), again, new WorkRows.Load(due, failures, payload));
            transaction.afterCommit(() -> work.noticed(again));
          }
          return last;
        });
  }
}

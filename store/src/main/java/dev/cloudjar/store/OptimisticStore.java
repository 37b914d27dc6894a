package dev.cloudjar.store;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a serialisable store of an {@link Engine}. A transaction reads from a view and gathers its
 * changes; to commit, it is checked under one lock whether anything it read has changed since, and
 * if not, its changes are applied. That takes microseconds and waits for no disk. Only then, and
 * outside of the lock, it waits for its changes to become durable, together with all others that
 * wait. Others can build on changes that are not durable yet, for theirs become durable later; but
 * nobody is told of such changes: {@link #read} looks at the last durable state, and whoever saw
 * more without changing anything waits.
 */
final class OptimisticStore implements KeyValueStore {
  private static final int TRIES = 100;
  private static final int TRIES_WITHOUT_TURN = 3;

  /** Long for a transaction and short for a caller: nobody waits for a turn for good. */
  private static final long TURN_MILLIS = 20;

  private static final long CLOSE_SECONDS = 10;

  private final Engine engine;
  private final Views views;
  private final @Nullable Syncer syncer;
  private final @Nullable Gaps gaps;
  private final ReentrantLock commits = new ReentrantLock();

  /**
   * Held by one at a time of those who have lost often. While it runs, the others wait with their
   * commits, so that it wins, unless it takes too long.
   */
  private final ReentrantLock turn = new ReentrantLock();

  // Guarded by commits.
  private final Resolver resolver = new Resolver();
  private boolean closed;

  /** Set where a commit ended halfway: nobody knows then what is applied. */
  private boolean broken;

  OptimisticStore(Engine engine, Durability durability) {
    this.engine = engine;
    this.views = new Views(engine);
    OptionalLong slowNanos = engine.slowScanNanos();
    this.gaps = slowNanos.isPresent() ? new Gaps(slowNanos.getAsLong(), commits, resolver) : null;
    this.syncer =
        switch (durability) {
          case OS -> null;
          case SYNC -> {
            views.setDurable(views.acquire());
            yield new Syncer("store-sync", this::sync);
          }
        };
  }

  @Override
  public <T> T read(Function<Snapshot, T> body) {
    EngineSnapshot snapshot = new EngineSnapshot(views::acquireDurable, gaps);
    try {
      return body.apply(snapshot);
    } finally {
      snapshot.end();
      views.release(snapshot.shared());
    }
  }

  @Override
  public <T> T transact(Function<Transaction, T> body) {
    for (int tries = 0; tries < TRIES; tries++) {
      EngineSnapshot committed = new EngineSnapshot(views::acquire, gaps);
      OptimisticTransaction transaction = new OptimisticTransaction(committed);
      T result;
      boolean won;
      boolean hasTurn = tries >= TRIES_WITHOUT_TURN && takeTurn();
      try {
        result = body.apply(transaction);
        won = transaction.writes().isEmpty() || commit(transaction, committed.shared());
      } catch (Throwable e) {
        awaitWhatItSaw(transaction, committed.shared(), e);
        throw e;
      } finally {
        committed.end();
        views.release(committed.shared());
        if (hasTurn) {
          turn.unlock();
        }
      }
      if (won) {
        if (transaction.writes().isEmpty()) {
          awaitWhatItSaw(transaction, committed.shared());
        } else if (syncer != null) {
          syncer.await();
        }
        transaction.runAfterCommit();
        return result;
      }
    }
    throw new ContentionException("the transaction lost against others " + TRIES + " times");
  }

  @Override
  public void close() {
    commits.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      commits.unlock();
    }
    if (syncer != null) {
      syncer.close();
      views.setDurable(null);
    }
    // An engine that is still read from is left open: closing it would bring down the process.
    if (views.close(CLOSE_SECONDS)) {
      engine.close();
    }
  }

  private void sync() {
    Views.Shared next = views.acquire();
    try {
      engine.sync();
      views.setDurable(next);
    } catch (RuntimeException e) {
      views.release(next);
      throw e;
    }
  }

  /** True if the changes were applied, false if what was read has changed. */
  private boolean commit(OptimisticTransaction transaction, Views.@Nullable Shared seen) {
    if (turn.isLocked() && !turn.isHeldByCurrentThread() && takeTurn()) {
      turn.unlock();
    }
    commits.lock();
    try {
      checkUsable();
      if (seen != null && resolver.changedSince(transaction.reads(), seen.version())) {
        return false;
      }
      long version = views.applied() + 1;
      views.beginApplying(version);
      broken = true;
      if (gaps != null) {
        gaps.fill(transaction.writes());
      }
      engine.apply(transaction.writes());
      resolver.remember(transaction.writes(), version, views.oldest());
      broken = false;
      views.endApplying(version);
      return true;
    } finally {
      commits.unlock();
    }
  }

  private void checkUsable() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    RuntimeException cause = syncer == null ? null : syncer.failure();
    if (broken || cause != null) {
      throw new IllegalStateException("the store has failed and takes no changes", cause);
    }
  }

  /** What a transaction saw may be told to others only once it is durable. */
  private void awaitWhatItSaw(OptimisticTransaction transaction, Views.@Nullable Shared seen) {
    if (syncer == null || seen == null) {
      return;
    }
    long durable = views.durableVersion();
    if (seen.latestVersion() > durable && sawChangesSince(transaction, durable)) {
      syncer.await();
    }
  }

  private void awaitWhatItSaw(
      OptimisticTransaction transaction, Views.@Nullable Shared seen, Throwable thrown) {
    try {
      awaitWhatItSaw(transaction, seen);
    } catch (RuntimeException e) {
      thrown.addSuppressed(e);
    }
  }

  private boolean sawChangesSince(OptimisticTransaction transaction, long version) {
    if (transaction.sawUnchecked()) {
      return true;
    }
    commits.lock();
    try {
      return resolver.changedSince(transaction.reads(), version);
    } finally {
      commits.unlock();
    }
  }

  private boolean takeTurn() {
    try {
      return turn.tryLock(TURN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

package dev.cloudjar.cloud;

import dev.cloudjar.cloud.WorkRows.Found;
import dev.cloudjar.cloud.WorkRows.Waiting;
import dev.cloudjar.store.KeyValueStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is due, one item after the other in order of due time, and moves the clock when it is
 * told to. There is one thread that decides, and it sleeps until the next item is due.
 *
 * <p>An item that takes long does not hold up the others, unless the clock is being moved: only
 * items of its own kind wait for it.
 */
final class WorkDispatcher implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WorkDispatcher.class.getName());

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long FOREVER_NANOS = Long.MAX_VALUE;

  private final VirtualClock clock;
  private final DurableWork work;
  private final WorkRows rows;
  private final WorkOutcomes outcomes;
  private final RoomOpener rooms;
  private final Runnable awaitNews;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final Queue<Task> tasks = new ArrayDeque<>();
  private boolean woken;

  /** Written with the lock held. */
  private volatile boolean closing;

  private volatile boolean abandoned;
  private volatile @Nullable Thread thread;

  // Touched by the dispatcher's thread only.
  private final Map<String, WorkRun> busy = new HashMap<>();

  /** Something that the dispatcher's thread is asked to do. */
  private record Task(@Nullable LongUnaryOperator target, CompletableFuture<Passage> result) {}

  /**
   * A dispatcher, not yet started.
   *
   * @param awaitNews waits until every event has been heard, so that what it causes has been
   *     scheduled
   */
  WorkDispatcher(
      KeyValueStore store,
      VirtualClock clock,
      DurableWork work,
      RoomOpener rooms,
      Runnable awaitNews) {
    this.clock = clock;
    this.work = work;
    this.rows = work.rows();
    this.outcomes = new WorkOutcomes(store, clock, work);
    this.rooms = rooms;
    this.awaitNews = awaitNews;
  }

  /** Begins to run what is due, and first goes on with what the end of the process broke off. */
  void start() {
    work.setSleeper(this::wake);
    clock.addListener(paceChanged -> wake());
    thread = Thread.ofVirtual().name("work-dispatcher").start(this::loop);
  }

  /**
   * Moves the clock, runs everything that falls due on the way while the clock stands at its due
   * time, and waits until all of it has been done and heard of.
   *
   * @param target where to move the clock, given where it stands
   */
  CompletableFuture<Passage> move(LongUnaryOperator target) {
    return ask(target);
  }

  /** Waits until everything that is due by now has been done and heard of. */
  CompletableFuture<Passage> settle() {
    return ask(null);
  }

  private CompletableFuture<Passage> ask(@Nullable LongUnaryOperator target) {
    Task task = new Task(target, new CompletableFuture<>());
    lock.lock();
    try {
      if (closing) {
        task.result.completeExceptionally(closed());
      } else {
        tasks.add(task);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
    return task.result;
  }

  /** Ends after the item that is being run. What is left is done after the next start. */
  @Override
  public void close() {
    end();
    awaitEnd();
  }

  /** Ends as a crash would: without waiting, and without writing anything down. For tests. */
  void abandon() {
    abandoned = true;
    end();
  }

  private void end() {
    lock.lock();
    try {
      closing = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void awaitEnd() {
    Thread dispatcher = thread;
    if (dispatcher != null) {
      try {
        dispatcher.join(Duration.ofNanos(CLOSING_NANOS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    resumeAdvance();
    while (!closing) {
      try {
        Task task = nextTask();
        if (task != null) {
          perform(task);
          continue;
        }
        takeBackFinished();
        if (!runFirst(clock.nowNanos(), PATIENCE_NANOS, new PassageLog())) {
          outcomes.flush();
          sleep();
        }
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "Background work is held up and will be tried again.", e);
        pause();
      }
    }
    finish();
  }

  private void finish() {
    Task left;
    while ((left = nextTask()) != null) {
      left.result.completeExceptionally(closed());
    }
    if (abandoned) {
      return;
    }
    try {
      for (WorkRun run : busy.values()) {
        run.await(CLOSING_NANOS / 2);
      }
      takeBackFinished();
      outcomes.flush();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Some work may be done again after the next start.", e);
    }
  }

  private @Nullable Task nextTask() {
    lock.lock();
    try {
      return tasks.poll();
    } finally {
      lock.unlock();
    }
  }

  private void perform(Task task) {
    try {
      task.result.complete(task.target == null ? runDue() : advance(task.target));
    } catch (RuntimeException e) {
      task.result.completeExceptionally(e);
    }
  }

  /** Runs what is due by now. */
  private Passage runDue() {
    awaitBusy();
    long now = clock.nowNanos();
    PassageLog log = new PassageLog();
    awaitNews.run();
    while (runFirst(now, FOREVER_NANOS, log)) {
      awaitNews.run();
      refuseIfClosing();
    }
    outcomes.flush();
    return log.passage(now, now);
  }

  private void resumeAdvance() {
    clock
        .unfinishedAdvance()
        .ifPresent(
            target -> {
              try {
                advance(from -> target);
              } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "The clock could not be moved to where it was going.", e);
              }
            });
  }

  private Passage advance(LongUnaryOperator choose) {
    awaitBusy();
    long from = clock.hold();
    PassageLog log = new PassageLog();
    try {
      long target = choose.applyAsLong(from);
      long horizon;
      awaitNews.run();
      do {
        horizon =
            rows.timeOf(WorkOutcomes.BATCH + outcomes.doneCount(), work.earliestNanos(), target);
        long promised = horizon;
        outcomes.flush(transaction -> clock.promise(transaction, promised, target));
        while (runFirst(horizon, FOREVER_NANOS, log)) {
          awaitNews.run();
          refuseIfClosing();
        }
      } while (horizon < target);
      outcomes.flush();
      clock.release(target);
      return log.passage(from, target);
    } catch (RuntimeException e) {
      if (!closing) {
        clock.release(from);
      }
      throw e;
    }
  }

  /**
   * Runs the first item that is due at {@code latest}, with a clock that is held moved to its time.
   *
   * @param patienceNanos how long others wait for it
   * @return false where nothing is due
   */
  private boolean runFirst(long latest, long patienceNanos, PassageLog log) {
    long earliest = work.beginLook();
    long newsBefore = earliest;
    Found found;
    try {
      found =
          rows.first(
              earliest, latest, outcomes::isDone, turn -> busy.containsKey(turn.name().kind()));
      earliest = found.earliestNanos();
      newsBefore = found.first() == null ? found.laterNanos() : earliest;
    } finally {
      work.looked(earliest, newsBefore);
    }
    Waiting first = found.first();
    if (first == null) {
      return false;
    }
    clock.moveTo(first.nanos());
    WorkRun run = WorkRun.start(first, () -> work(first), clock.nowNanos(), log, this::wake);
    if (run.await(patienceNanos)) {
      settle(run);
    } else {
      busy.put(first.name().kind(), run);
      run.wakeWhenDone();
    }
    return true;
  }

  private void work(Waiting waiting) throws Exception {
    String kind = waiting.name().kind();
    Work.Worker worker = work.worker(kind);
    if (worker == null && rooms.open(waiting.name().service())) {
      worker = work.worker(kind);
    }
    if (worker == null) {
      throw new IllegalStateException("nobody here does " + kind);
    }
    worker.run(waiting.item());
  }

  private void settle(WorkRun run) {
    if (abandoned) {
      return;
    }
    Throwable failure = run.failure();
    if (failure == null) {
      run.log().ran(run);
      outcomes.succeeded(run.item());
    } else {
      boolean parked = outcomes.failed(run.item(), failure);
      run.log().failed(run, failure, parked);
    }
  }

  private void takeBackFinished() {
    List<WorkRun> finished = new ArrayList<>(busy.values());
    finished.removeIf(run -> !run.isDone());
    for (WorkRun run : finished) {
      settle(run);
      busy.remove(run.item().name().kind());
    }
  }

  private void awaitBusy() {
    busy.values().forEach(run -> run.await(FOREVER_NANOS));
    takeBackFinished();
  }

  private void sleep() {
    lock.lock();
    try {
      while (!woken && !closing && tasks.isEmpty()) {
        long again = work.lookAgainNanos();
        long left = again == Long.MAX_VALUE ? Long.MAX_VALUE : clock.realNanosUntil(again);
        if (left == 0) {
          break;
        }
        if (left == Long.MAX_VALUE) {
          changed.await();
        } else {
          changed.awaitNanos(left);
        }
      }
      woken = false;
    } catch (InterruptedException e) {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    lock.lock();
    try {
      long left = PAUSE_NANOS;
      while (left > 0 && !closing) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  private void refuseIfClosing() {
    if (closing) {
      throw closed();
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("the cloud is closing");
  }
}

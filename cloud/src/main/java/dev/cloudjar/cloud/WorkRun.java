package dev.cloudjar.cloud;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One item that is being run, or has been. */
final class WorkRun {

  /** What is done for an item. */
  @FunctionalInterface
  interface Deed {
    void run() throws Exception;
  }

  private final WorkRows.Waiting item;
  private final long startedNanos;
  private final PassageLog log;
  private final Runnable wake;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;
  private volatile boolean wakeWhenDone;

  private WorkRun(WorkRows.Waiting item, long startedNanos, PassageLog log, Runnable wake) {
    this.item = item;
    this.startedNanos = startedNanos;
    this.log = log;
    this.wake = wake;
  }

  /** Runs {@code deed} on a thread of its own, which nobody interrupts. */
  static WorkRun start(
      WorkRows.Waiting item, Deed deed, long startedNanos, PassageLog log, Runnable wake) {
    WorkRun run = new WorkRun(item, startedNanos, log, wake);
    Thread.ofVirtual().name("work-" + item.name().kind()).start(() -> run.perform(deed));
    return run;
  }

  WorkRows.Waiting item() {
    return item;
  }

  /** When it was started, on the virtual clock. */
  long startedNanos() {
    return startedNanos;
  }

  PassageLog log() {
    return log;
  }

  boolean isDone() {
    return done.getCount() == 0;
  }

  /** What it failed with, once it is done; null if it did not. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Waits until it is done; false if it takes longer. */
  boolean await(long nanos) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + nanos;
    try {
      while (true) {
        try {
          if (nanos == Long.MAX_VALUE) {
            done.await();
            return true;
          }
          return done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Wakes the dispatcher once it is done, and at once if it is. */
  void wakeWhenDone() {
    wakeWhenDone = true;
    if (isDone()) {
      wake.run();
    }
  }

  private void perform(Deed deed) {
    try {
      deed.run();
    } catch (Throwable e) {
      // Whatever it is, it must not end the dispatcher, and it shows in the list of failures.
      failure = e;
    } finally {
      done.countDown();
      if (wakeWhenDone) {
        wake.run();
      }
    }
  }
}

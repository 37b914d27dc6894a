package dev.cloudjar.cloud;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what is going on, so that others can wait for calm. */
final class Activity {
  private final AtomicInteger going = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition calm = lock.newCondition();

  void begin() {
    going.incrementAndGet();
  }

  void end() {
    if (going.decrementAndGet() == 0) {
      lock.lock();
      try {
        calm.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Waits until nothing is going on, but not longer than that; false if something still is. */
  boolean awaitCalm(long seconds) {
    long left = TimeUnit.SECONDS.toNanos(seconds);
    lock.lock();
    try {
      while (going.get() != 0 && left > 0) {
        left = calm.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return going.get() == 0;
  }
}

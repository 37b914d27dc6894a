package dev.cloudjar.cloud;

import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers for what is to be done, in order, so that somebody can wait for what was there when the
 * wait began, whatever comes after.
 */
final class Tickets {

  /**
   * How often a wait begins anew for what has come meanwhile, such as what the first has caused.
   */
  private static final int MOST_ROUNDS = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final TreeSet<Long> outstanding = new TreeSet<>();
  private long last;
  private boolean closed;

  /** Something is to be done. */
  long take() {
    lock.lock();
    try {
      last++;
      outstanding.add(last);
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** It has been done, or is to be done much later. */
  void giveBack(long ticket) {
    lock.lock();
    try {
      outstanding.remove(ticket);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is nothing to do. Where something else comes all the time, waits for what was
   * there when the wait began and for what came of it, but not forever.
   */
  void awaitCalm() {
    lock.lock();
    try {
      for (int round = 0; round < MOST_ROUNDS && !outstanding.isEmpty(); round++) {
        long latest = last;
        while (!closed && !outstanding.isEmpty() && outstanding.first() <= latest) {
          changed.awaitUninterruptibly();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets everybody go who waits, now and later. */
  void close() {
    lock.lock();
    try {
      closed = true;
      outstanding.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

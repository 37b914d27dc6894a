package dev.cloudjar.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What calls leave behind to be written down a moment later, many at a time, so that none of them
 * waits for it. A crash loses what has not been written yet: what was added in the last {@value
 * #GATHERED_MILLIS} milliseconds, and what the writer had in hand. Whoever adds to one that is full
 * waits until there is room again, so nothing else is lost.
 */
public final class Backlog<T> {
  /** How long the first of a batch waits for others. */
  private static final long GATHERED_MILLIS = 20;

  private static final System.Logger LOG = System.getLogger(Backlog.class.getName());

  private final int capacity;
  private final Consumer<List<T>> writer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final Condition written = lock.newCondition();
  private List<T> waiting = new ArrayList<>();
  private long added;
  private long done;
  private boolean hurry;
  private boolean closed;
  private boolean ended;

  Backlog(int capacity, Consumer<List<T>> writer) {
    this.capacity = capacity;
    this.writer = writer;
  }

  /** Adds something; waits only while there is no room. What is added after the end is lost. */
  public void add(T item) {
    lock.lock();
    try {
      while (waiting.size() >= capacity && !closed) {
        room.awaitUninterruptibly();
      }
      if (!closed) {
        waiting.add(item);
        added++;
        if (waiting.size() == 1 || waiting.size() == capacity) {
          changed.signal();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything that was added before has been written. */
  public void flush() {
    lock.lock();
    try {
      long goal = added;
      while (done < goal && !ended) {
        hurry = true;
        changed.signal();
        written.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes until it is closed and everything has been written. */
  void run() {
    try {
      List<T> batch = next();
      while (!batch.isEmpty()) {
        write(batch);
        batch = next();
      }
    } finally {
      lock.lock();
      try {
        ended = true;
        written.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Takes no more.
   *
   * @param writeRest whether what waits is written first
   */
  void close(boolean writeRest) {
    lock.lock();
    try {
      closed = true;
      if (!writeRest) {
        waiting = new ArrayList<>();
      }
      changed.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes what waits, once there is some; nothing at the end. */
  private List<T> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      long nanos = TimeUnit.MILLISECONDS.toNanos(GATHERED_MILLIS);
      while (nanos > 0 && waiting.size() < capacity && !hurry && !closed) {
        nanos = changed.awaitNanos(nanos);
      }
      List<T> batch = waiting;
      waiting = new ArrayList<>();
      hurry = false;
      room.signalAll();
      return batch;
    } catch (InterruptedException e) {
      closed = true;
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void write(List<T> batch) {
    try {
      writer.accept(batch);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.log(System.Logger.Level.ERROR, batch.size() + " items of a backlog are lost", e);
    }
    lock.lock();
    try {
      done += batch.size();
      written.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

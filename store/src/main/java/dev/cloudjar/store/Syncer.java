package dev.cloudjar.store;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes what was done durable: one thread, so that however many wait, one {@code fdatasync} serves
 * them all, and none of the few threads that carry virtual ones is held up by the disk.
 */
final class Syncer implements AutoCloseable {
  private final Runnable sync;
  private final AtomicReference<@Nullable Waiter> waiting = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean finished;
  private volatile @Nullable RuntimeException failure;

  /**
   * @param threadName of the one thread that calls {@code sync}
   * @param sync makes all durable that was done before it is called; not called again after it has
   *     thrown
   */
  Syncer(String threadName, Runnable sync) {
    this.sync = sync;
    this.thread = Thread.ofPlatform().name(threadName).daemon().start(this::run);
  }

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private @Nullable Waiter next;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean done;
  }

  /**
   * Returns once all that was done before the call is durable.
   *
   * @throws IllegalStateException when the disk fails; nobody knows then what will be found on it
   */
  void await() {
    Waiter waiter = new Waiter();
    Waiter head;
    do {
      head = waiting.get();
      waiter.next = head;
    } while (!waiting.compareAndSet(head, waiter));
    if (head == null) {
      LockSupport.unpark(thread);
    }
    boolean interrupted = false;
    while (!waiter.done && !finished) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    RuntimeException cause = waiter.done ? waiter.failure : failure;
    if (cause != null) {
      throw new IllegalStateException("the store's disk failed", cause);
    }
  }

  /** Why the disk failed, if it did. */
  @Nullable RuntimeException failure() {
    return failure;
  }

  /** Called once nothing more is done. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      Waiter batch = waiting.getAndSet(null);
      if (batch == null) {
        LockSupport.park(this);
      } else {
        sync();
        release(batch);
      }
    }
    sync();
    finished = true;
    release(waiting.getAndSet(null));
  }

  private void sync() {
    if (failure == null) {
      try {
        sync.run();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
  }

  private void release(@Nullable Waiter batch) {
    for (Waiter each = batch; each != null; ) {
      Waiter next = each.next;
      each.failure = failure;
      each.done = true;
      LockSupport.unpark(each.thread);
      each = next;
    }
  }
}

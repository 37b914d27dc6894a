package dev.cloudjar.fabric.kernel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread that is in a network namespace: sockets that it opens and commands that it runs are in
 * there, whoever uses them afterwards. It ends when nobody has wanted it for a while, and comes
 * back.
 */
public final class Space implements AutoCloseable {
  private static final int IDLE_SECONDS = 30;

  private final Namespace namespace;
  private final ThreadLocal<Boolean> entered = ThreadLocal.withInitial(() -> false);
  private final ThreadPoolExecutor thread;

  public Space(Namespace namespace) {
    this.namespace = namespace;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(namespace.name()).factory());
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * Does something within, and waits for it; what blocks is better done with what this returns.
   *
   * @throws IOException where that fails, or the namespace is gone
   */
  public <T> T call(Callable<T> task) throws IOException {
    Future<T> result;
    try {
      result = thread.submit(() -> within(task));
    } catch (RejectedExecutionException e) {
      throw new IOException(namespace.name() + " is closed", e);
    }
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException(namespace.name()).initCause(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    }
  }

  /** Runs a command within. */
  public String run(Command command) throws IOException {
    return call(command::run);
  }

  private <T> T within(Callable<T> task) throws Exception {
    if (!entered.get()) {
      namespace.enter();
      entered.set(true);
    }
    return task.call();
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}

package dev.cloudjar.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Removes the files of released blobs and then the rows that tell of them, many at a time, on a
 * thread that is there only while there is something to remove.
 */
final class BlobRemover implements AutoCloseable {
  private static final int BATCH = 500;
  private static final long IDLE_SECONDS = 5;
  private static final long CLOSE_SECONDS = 30;

  /** Removes the bytes of one blob, if there still are any. */
  interface Removal {
    void remove(BlobId id) throws IOException;
  }

  private final BlobRows rows;
  private final Removal removal;
  private final ConcurrentLinkedQueue<BlobId> released = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ExecutorService thread;

  BlobRemover(BlobRows rows, Removal removal) {
    this.rows = rows;
    this.removal = removal;
    ThreadPoolExecutor single =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("store-remove-blobs").daemon().factory());
    single.allowCoreThreadTimeOut(true);
    this.thread = single;
  }

  void add(BlobId id) {
    released.add(id);
    if (scheduled.compareAndSet(false, true)) {
      try {
        thread.execute(this::run);
      } catch (RejectedExecutionException closed) {
        // The row stays, and the file goes when the store is opened again.
        return;
      }
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    scheduled.set(false);
    List<BlobId> removed = new ArrayList<>();
    for (BlobId id = released.poll(); id != null; id = released.poll()) {
      try {
        removal.remove(id);
        removed.add(id);
      } catch (IOException e) {
        // The row stays, and it is tried again when the store is opened again.
        continue;
      }
      if (removed.size() == BATCH) {
        rows.forgetReleased(List.copyOf(removed));
        removed.clear();
      }
    }
    if (!removed.isEmpty()) {
      rows.forgetReleased(removed);
    }
  }
}

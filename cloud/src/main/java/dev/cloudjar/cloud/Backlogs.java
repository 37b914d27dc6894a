package dev.cloudjar.cloud;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** The backlogs of a cloud, each with a thread of its own that writes it down. */
public final class Backlogs {
  private final ConcurrentMap<Backlog<?>, Thread> writers = new ConcurrentHashMap<>();

  Backlogs() {}

  /**
   * Opens a backlog.
   *
   * @param name of its thread
   * @param capacity how much may wait
   * @param writer writes a batch; what it throws is logged, and the batch is lost
   */
  public <T> Backlog<T> open(String name, int capacity, Consumer<List<T>> writer) {
    Backlog<T> backlog = new Backlog<>(capacity, writer);
    writers.put(backlog, Thread.ofPlatform().daemon().name("cloudjar-" + name).start(backlog::run));
    return backlog;
  }

  /** Waits until everything that was added to any of them has been written. */
  void flush() {
    writers.keySet().forEach(Backlog::flush);
  }

  /** Writes everything down and ends. */
  void close() {
    end(true);
  }

  /** Ends as a crash would. */
  void abandon() {
    end(false);
  }

  private void end(boolean writeRest) {
    writers.keySet().forEach(backlog -> backlog.close(writeRest));
    boolean interrupted = false;
    for (Thread writer : writers.values()) {
      while (writer.isAlive()) {
        try {
          writer.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

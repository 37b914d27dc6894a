package dev.cloudjar.fabric.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time, among the threads of this process and among processes. */
final class FileLock implements AutoCloseable {
  // A file is locked for a whole process, so its threads take turns by themselves first.
  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock thread;
  private final FileChannel file;

  private FileLock(ReentrantLock thread, FileChannel file) {
    this.thread = thread;
    this.file = file;
  }

  static FileLock take(Path path) throws IOException {
    ReentrantLock thread =
        THREADS.computeIfAbsent(path.toAbsolutePath().normalize(), p -> new ReentrantLock());
    thread.lock();
    try {
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        file.lock();
        return new FileLock(thread, file);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      thread.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      thread.unlock();
    }
  }
}

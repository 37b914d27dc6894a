package dev.cloudjar.fabric.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells of the end of processes that this one hasn't started, when it happens. The JDK would ask
 * for each of them every few seconds; the kernel tells of all of them to one thread.
 */
final class ProcessWatch implements AutoCloseable {
  private static final long PIDFD_OPEN = 434;
  private static final int CLOSED_ON_EXECUTION_AND_NOT_BLOCKING = 0x80800;
  private static final int POLL_ENTRY_BYTES = 8;
  private static final short READABLE = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle PIDFD =
      function(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle EVENTFD =
      function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle READ =
      function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Map<Integer, Runnable> watched = new LinkedHashMap<>();
  private final int bell;
  private boolean closed;

  ProcessWatch() throws IOException {
    bell = (int) call(() -> (int) EVENTFD.invokeExact(0, CLOSED_ON_EXECUTION_AND_NOT_BLOCKING));
    if (bell < 0) {
      throw new IOException("this machine refuses event descriptors");
    }
    Thread.ofPlatform().daemon().name("machine-watch").start(this::watch);
  }

  /**
   * Has something done, by a thread of its own, when a process has ended, or at once if it has.
   *
   * @throws IOException where this machine can't tell
   */
  void add(long process, Runnable ended) throws IOException {
    long file = call(() -> (long) PIDFD.invokeExact(PIDFD_OPEN, (int) process, 0));
    if (file < 0) {
      if (ProcessHandle.of(process).isPresent()) {
        throw new IOException("this machine can't tell of the end of process " + process);
      }
      Thread.startVirtualThread(ended);
      return;
    }
    synchronized (this) {
      watched.put((int) file, ended);
    }
    ring();
  }

  private void ring() {
    call(
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            return (long) WRITE.invokeExact(bell, arena.allocateFrom(JAVA_LONG, 1), 8L);
          }
        });
  }

  private void watch() {
    while (true) {
      List<Integer> files = new ArrayList<>(List.of(bell));
      synchronized (this) {
        if (closed) {
          watched.keySet().forEach(ProcessWatch::close);
          close(bell);
          return;
        }
        files.addAll(watched.keySet());
      }
      for (int file : ready(files)) {
        Runnable ended;
        synchronized (this) {
          ended = watched.remove(file);
        }
        if (ended != null) {
          close(file);
          Thread.startVirtualThread(ended);
        }
      }
    }
  }

  private List<Integer> ready(List<Integer> files) {
    var ready = new ArrayList<Integer>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate((long) POLL_ENTRY_BYTES * files.size(), 4);
      for (int i = 0; i < files.size(); i++) {
        entries.set(JAVA_INT, (long) i * POLL_ENTRY_BYTES, files.get(i));
        entries.set(JAVA_SHORT, (long) i * POLL_ENTRY_BYTES + 4, READABLE);
      }
      call(() -> (int) POLL.invokeExact(entries, (long) files.size(), -1));
      for (int i = 0; i < files.size(); i++) {
        if (entries.get(JAVA_SHORT, (long) i * POLL_ENTRY_BYTES + 6) != 0) {
          ready.add(files.get(i));
        }
      }
      MemorySegment count = arena.allocate(JAVA_LONG);
      call(() -> (long) READ.invokeExact(bell, count, 8L));
    }
    return ready;
  }

  private static void close(int file) {
    call(() -> (int) CLOSE.invokeExact(file));
  }

  private interface NativeCall {
    long run() throws Throwable;
  }

  private static long call(NativeCall call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted") // The launcher allows native access.
  private static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    ring();
  }
}

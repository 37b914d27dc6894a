package dev.cloudjar.fabric.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The system calls that the JDK has no methods for. */
final class NativeCalls {
  private static final int READ_ONLY_CLOSED_ON_EXECUTION = 0x80000;
  private static final int NETWORK = 0x40000000;
  private static final int NO_SUCH_FILE = 2;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS =
      function(
          "setns",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private NativeCalls() {}

  static void enter(Path namespace) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread has no namespace of its own");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      MemorySegment path = arena.allocateFrom(namespace.toString());
      int file = (int) OPEN.invokeExact(state, path, READ_ONLY_CLOSED_ON_EXECUTION);
      if (file < 0) {
        int error = (int) ERROR.get(state, 0L);
        throw error == NO_SUCH_FILE
            ? new NoSuchFileException(namespace.toString())
            : new IOException("can't open %s: error %d".formatted(namespace, error));
      }
      int entered = (int) SETNS.invokeExact(state, file, NETWORK);
      int error = (int) ERROR.get(state, 0L);
      int closed = (int) CLOSE.invokeExact(file);
      if (entered < 0 || closed < 0) {
        throw new IOException("can't enter %s: error %d".formatted(namespace, error));
      }
    } catch (IOException | RuntimeException | Error e) {
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
}

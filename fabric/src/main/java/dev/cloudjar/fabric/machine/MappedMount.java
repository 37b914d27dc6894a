package dev.cloudjar.fabric.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * Mounts in which files belong to a machine's users that belong to this machine's users of the same
 * numbers: what root has written to a disk inside is root's wherever the disk is mounted.
 */
final class MappedMount {
  private static final long OPEN_TREE = 428;
  private static final long MOVE_MOUNT = 429;
  private static final long MOUNT_SETATTR = 442;
  private static final int HERE = -100;
  private static final int CLONE_AND_CLOSE_ON_EXECUTION = 0x80001;
  private static final int CLOSE_ON_EXECUTION = 0x80000;
  private static final int FROM_EMPTY_PATH = 4;
  private static final int EMPTY_PATH = 0x1000;
  private static final long MAPPED_WITHOUT_DEVICES = 0x100000 | 4;
  private static final long ATTRIBUTES_BYTES = 32;
  private static final long USER_NAMESPACE_AT = 24;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle CALL =
      function(
          "syscall",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private MappedMount() {}

  /** Has what is mounted at a place be at another as well, with the users of a namespace. */
  static void put(Path from, Path to, Path userNamespace) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment empty = arena.allocateFrom("");
      long tree =
          call(
              arena,
              "open_tree",
              OPEN_TREE,
              HERE,
              arena.allocateFrom(from.toString()),
              CLONE_AND_CLOSE_ON_EXECUTION,
              MemorySegment.NULL,
              0);
      int users = open(arena, userNamespace);
      try {
        MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, 8);
        attributes.set(JAVA_LONG, 0, MAPPED_WITHOUT_DEVICES);
        attributes.set(JAVA_LONG, USER_NAMESPACE_AT, users);
        call(
            arena,
            "mount_setattr",
            MOUNT_SETATTR,
            tree,
            empty,
            EMPTY_PATH,
            attributes,
            ATTRIBUTES_BYTES);
        move(arena, tree, empty, to);
      } finally {
        close(users);
        close((int) tree);
      }
    }
  }

  private static int open(Arena arena, Path path) throws IOException {
    try {
      int file = (int) OPEN.invokeExact(arena.allocateFrom(path.toString()), CLOSE_ON_EXECUTION);
      if (file < 0) {
        throw new IOException("can't open " + path);
      }
      return file;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void move(Arena arena, long tree, MemorySegment empty, Path to)
      throws IOException {
    call(
        arena,
        "move_mount",
        MOVE_MOUNT,
        tree,
        empty,
        HERE,
        arena.allocateFrom(to.toString()),
        FROM_EMPTY_PATH);
  }

  private static long call(
      Arena arena,
      String name,
      long number,
      long first,
      MemorySegment second,
      long third,
      MemorySegment fourth,
      long fifth)
      throws IOException {
    MemorySegment state = arena.allocate(CAPTURED);
    long result;
    try {
      result = (long) CALL.invokeExact(state, number, first, second, third, fourth, fifth);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (result < 0) {
      throw new IOException(
          "%s fails with error %d; it takes Linux 5.12 and a file system that maps its users"
              .formatted(name, (int) ERROR.get(state, 0L)));
    }
    return result;
  }

  private static void close(int file) {
    try {
      int _ = (int) CLOSE.invokeExact(file);
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
}

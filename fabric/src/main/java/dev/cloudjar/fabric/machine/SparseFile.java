package dev.cloudjar.fabric.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cloudjar.fabric.SparseBlocks;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file with holes, of which Linux knows where they are and the JDK has no method to ask. */
final class SparseFile implements SparseBlocks {
  private static final int READ_ONLY_CLOSED_ON_EXECUTION = 0x80000;
  private static final int SEEK_DATA = 3;
  private static final int NO_DATA = 6;

  /** Loaded where there is something to call. */
  private static final class Calls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR =
        CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN =
        function(
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SEEK =
        function(
            "lseek",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE =
        function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    @SuppressWarnings("restricted") // The launcher allows native access.
    private static MethodHandle function(
        String name, FunctionDescriptor descriptor, Linker.Option... options) {
      return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final int descriptor;

  private SparseFile(Path file, FileChannel channel, int descriptor) {
    this.file = file;
    this.channel = channel;
    this.descriptor = descriptor;
  }

  static SparseFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SparseFile(file, channel, descriptor(file));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The channel has one, too, but doesn't tell. */
  private static int descriptor(Path file) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return -1;
    }
    try (Arena arena = Arena.ofConfined()) {
      int opened =
          (int)
              Calls.OPEN.invokeExact(
                  arena.allocateFrom(file.toString()), READ_ONLY_CLOSED_ON_EXECUTION);
      if (opened < 0) {
        throw new IOException("can't open " + file);
      }
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  @Override
  public long sizeBytes() throws IOException {
    return channel.size();
  }

  @Override
  public long nextWritten(long position) throws IOException {
    if (descriptor < 0) {
      return position < channel.size() ? position : -1;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Calls.CAPTURED);
      long next = (long) Calls.SEEK.invokeExact(state, descriptor, position, SEEK_DATA);
      int error = (int) Calls.ERROR.get(state, 0L);
      if (next < 0 && error != NO_DATA) {
        throw new IOException("can't look for data in %s: error %d".formatted(file, error));
      }
      return next;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  @Override
  public void read(ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int read = channel.read(target, at);
      if (read < 0) {
        throw new EOFException("%s ends before %d".formatted(file, at));
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (descriptor >= 0) {
      try {
        int _ = (int) Calls.CLOSE.invokeExact(descriptor);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IOException(e);
      }
    }
  }
}

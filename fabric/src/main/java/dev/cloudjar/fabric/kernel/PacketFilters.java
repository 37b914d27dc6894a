package dev.cloudjar.fabric.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Changes packet filters in the network namespace of the thread that asks, by the library that
 * {@code nft} itself is made of: starting the program for each change takes several times as long
 * as the change. Where the library isn't to be had, the program does.
 */
public final class PacketFilters {
  private static final String LIBRARY = "libnftables.so.1";

  /** The library doesn't say whether two threads may be in it. */
  private static final ReentrantLock ALONE = new ReentrantLock();

  private static final @Nullable Functions FUNCTIONS = load();

  private PacketFilters() {}

  private record Functions(
      MethodHandle open,
      MethodHandle keepErrors,
      MethodHandle errors,
      MethodHandle run,
      MethodHandle close) {}

  @SuppressWarnings("restricted") // The launcher allows native access.
  private static @Nullable Functions load() {
    try {
      SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
      return new Functions(
          function(library, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT)),
          function(library, "nft_ctx_buffer_error", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
          function(library, "nft_ctx_get_error_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS)),
          function(
              library,
              "nft_run_cmd_from_buffer",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS)),
          function(library, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS)));
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      return null;
    }
  }

  @SuppressWarnings("restricted") // The launcher allows native access.
  private static MethodHandle function(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  /**
   * Runs a script of {@code nft} as one transaction.
   *
   * @throws IOException where it is refused, with why; then nothing has changed
   */
  public static void change(String script) throws IOException {
    Functions functions = FUNCTIONS;
    if (functions == null) {
      Command.of("nft", "-f", "-").reading(script).run();
      return;
    }
    ALONE.lock();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = (MemorySegment) functions.open().invokeExact(0);
      if (context.equals(MemorySegment.NULL)) {
        throw new IOException("packet filters can't be changed here");
      }
      try {
        int kept = (int) functions.keepErrors().invokeExact(context);
        int status = (int) functions.run().invokeExact(context, arena.allocateFrom(script));
        if (status != 0 || kept != 0) {
          throw new IOException("nft: " + errors(functions, context));
        }
      } finally {
        functions.close().invokeExact(context);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    } finally {
      ALONE.unlock();
    }
  }

  @SuppressWarnings("restricted") // The launcher allows native access.
  private static String errors(Functions functions, MemorySegment context) throws Throwable {
    MemorySegment text = (MemorySegment) functions.errors().invokeExact(context);
    return text.equals(MemorySegment.NULL)
        ? "refused"
        : text.reinterpret(Long.MAX_VALUE).getString(0).strip();
  }
}

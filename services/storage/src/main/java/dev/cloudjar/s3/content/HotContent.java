package dev.cloudjar.s3.content;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What was opened of a blob, by its segments, outside the heap. Its memory stays for as long as
 * anybody uses it.
 */
final class HotContent {
  /** For those of clouds that have ended in this process. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final List<SecretKeySpec> keys;
  private final MemorySegment memory;
  private final Cleaner.Cleanable freeing;
  private final AtomicInteger users = new AtomicInteger();

  /** One for each segment that is there, and its bytes are there for whoever has read the one. */
  private final AtomicIntegerArray present;

  /**
   * @param keys that the blob is sealed under
   * @param sealedBytes how long the blob is
   */
  @SuppressWarnings("MustBeClosedChecker") // by the cleaner
  HotContent(List<SecretKeySpec> keys, long sealedBytes) {
    Arena arena = Arena.ofShared();
    this.keys = keys;
    this.freeing = CLEANER.register(this, arena::close);
    this.memory = arena.allocate(sealedBytes);
    this.present =
        new AtomicIntegerArray((int) Math.ceilDiv(sealedBytes, ContentCipher.SEALED_SEGMENT_BYTES));
  }

  /** Whether the blob would open under the same keys. */
  boolean opensUnder(List<SecretKeySpec> others) {
    return keys.equals(others);
  }

  long sizeBytes() {
    return memory.byteSize();
  }

  /** Uses it once more. Whoever doesn't use it already may do so while nobody can close it. */
  void use() {
    users.incrementAndGet();
  }

  /** Uses it once less. */
  void release() {
    users.decrementAndGet();
  }

  boolean isUsed() {
    return users.get() > 0;
  }

  /** Bytes of a segment, not to be changed, or null where they are not there. For who uses it. */
  @Nullable ByteBuffer bytes(long segment, int offset, int count) {
    return present.get((int) segment) == 0
        ? null
        : memory.asSlice(start(segment) + offset, count).asByteBuffer();
  }

  /** Keeps a segment. Those who do at the same time have opened the same bytes. */
  void keep(long segment, byte[] plain, int count) {
    MemorySegment.copy(MemorySegment.ofArray(plain), 0, memory, start(segment), count);
    present.set((int) segment, 1);
  }

  private static long start(long segment) {
    return segment * ContentCipher.SEGMENT_BYTES;
  }

  /** Gives the memory back, which nobody uses any more. */
  void close() {
    freeing.clean();
  }
}

package dev.cloudjar.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps small blobs in slots of files that many share, so that those that come at the same time
 * share one {@code fdatasync}, and none makes or removes a file.
 *
 * <p>A slot is taken when a row says so, which the transaction that adopts the blob writes; the one
 * that releases it removes the row. So a crash leaves nothing to clear away. A slot is written over
 * only once its release is durable; who reads asks the rows afterwards whether the blob was still
 * there.
 */
final class SlabBlobs implements Blobs {
  private static final int MOST_SPARE = 32;

  private final SlabFiles files;
  private final SlabRows rows;
  private final Map<Integer, SlabAllocator> allocators = new ConcurrentHashMap<>();
  private final Set<Slot> unadopted = ConcurrentHashMap.newKeySet();

  private final Queue<byte[]> spare = new ArrayBlockingQueue<>(MOST_SPARE);

  private SlabBlobs(SlabFiles files, SlabRows rows) {
    this.files = files;
    this.rows = rows;
  }

  /**
   * Opens the blobs in a directory.
   *
   * @param store where is recorded which slots are taken; transactions must be of this store
   */
  static SlabBlobs open(Path directory, KeyValueStore store, Durability durability) {
    return new SlabBlobs(new SlabFiles(directory, durability), new SlabRows(store));
  }

  /** A blob of at most {@link Slot#LARGEST_BYTES}. */
  @Override
  public BlobWriter create() {
    return new SlabBlobWriter(take(), this::write, this::give);
  }

  @Override
  public void adopt(Transaction transaction, BlobId id) {
    Slot slot = slot(id);
    if (slot == null || !unadopted.contains(slot)) {
      throw new IllegalStateException("there is no blob " + id.value() + " to be adopted");
    }
    rows.take(transaction, slot);
    transaction.afterCommit(
        () -> {
          unadopted.remove(slot);
          allocator(slot).settled(slot);
        });
  }

  @Override
  public void release(Transaction transaction, BlobId id) {
    Slot slot = slot(id);
    if (slot == null) {
      throw new IllegalStateException("there is no blob " + id.value());
    }
    rows.give(transaction, slot);
    transaction.afterCommit(() -> allocator(slot).freed(slot));
  }

  @Override
  public void discard(BlobId id) {
    Slot slot = slot(id);
    if (slot != null && unadopted.contains(slot) && !rows.isTaken(slot) && unadopted.remove(slot)) {
      allocator(slot).settled(slot);
      allocator(slot).freed(slot);
    }
  }

  @Override
  public Blob open(BlobId id) throws IOException {
    Slot slot = slot(id);
    if (slot != null) {
      byte[] array = take();
      files.read(slot, array);
      if (unadopted.contains(slot) || rows.isTaken(slot)) {
        return new BytesBlob(array, slot.sizeBytes(), this::give);
      }
      give(array);
    }
    throw new NoSuchFileException(id.value());
  }

  @Override
  public void close() {
    files.close();
  }

  private static @Nullable Slot slot(BlobId id) {
    Optional<Slot> slot = Slot.of(id);
    return slot.orElse(null);
  }

  private BlobId write(ByteBuffer bytes) throws IOException {
    int sizeBytes = bytes.remaining();
    SlabAllocator.Free free = allocator(Slot.slotBytes(sizeBytes)).take();
    Slot slot =
        new Slot(free.slab(), free.index(), sizeBytes, ThreadLocalRandom.current().nextLong());
    files.write(slot, bytes);
    unadopted.add(slot);
    return slot.id();
  }

  /** An array for a blob of any size. Making one takes as long as reading or writing a blob. */
  private byte[] take() {
    byte[] array = spare.poll();
    return array == null ? new byte[Slot.LARGEST_BYTES] : array;
  }

  private void give(byte[] array) {
    spare.offer(array);
  }

  private SlabAllocator allocator(Slot slot) {
    return allocator(slot.slotBytes());
  }

  private SlabAllocator allocator(int slotBytes) {
    return allocators.computeIfAbsent(
        slotBytes, size -> new SlabAllocator(size, rows, files::create));
  }
}

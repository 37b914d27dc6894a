package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Path;

/** Keeps small blobs together and gives each large one a file of its own. */
final class BlobsBySize implements Blobs {
  private final SlabBlobs small;
  private final FileBlobs large;

  private BlobsBySize(SlabBlobs small, FileBlobs large) {
    this.small = small;
    this.large = large;
  }

  /**
   * Opens the blobs in a directory and clears away what the last process left behind.
   *
   * @param store where is recorded which blobs are adopted; transactions must be of this store
   */
  static BlobsBySize open(Path directory, KeyValueStore store, Durability durability)
      throws IOException {
    return new BlobsBySize(
        SlabBlobs.open(directory.resolve("slabs"), store, durability),
        FileBlobs.open(directory, store, durability));
  }

  @Override
  public BlobWriter create() throws IOException {
    return large.create();
  }

  @Override
  public BlobWriter create(long sizeBytes) throws IOException {
    return sizeBytes <= Slot.LARGEST_BYTES ? small.create() : large.create(sizeBytes);
  }

  @Override
  public void adopt(Transaction transaction, BlobId id) {
    keeping(id).adopt(transaction, id);
  }

  @Override
  public void release(Transaction transaction, BlobId id) {
    keeping(id).release(transaction, id);
  }

  @Override
  public void discard(BlobId id) {
    keeping(id).discard(id);
  }

  @Override
  public Blob open(BlobId id) throws IOException {
    return keeping(id).open(id);
  }

  @Override
  public void close() {
    try {
      large.close();
    } finally {
      small.close();
    }
  }

  private Blobs keeping(BlobId id) {
    return Slot.of(id).isPresent() ? small : large;
  }
}

package dev.cloudjar.cloud;

import dev.cloudjar.store.Blob;
import dev.cloudjar.store.BlobId;
import dev.cloudjar.store.BlobWriter;
import dev.cloudjar.store.Blobs;
import dev.cloudjar.store.Transaction;

/** For tests that have no content. */
final class NoBlobs implements Blobs {
  @Override
  public BlobWriter create() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void adopt(Transaction transaction, BlobId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(Transaction transaction, BlobId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Blob open(BlobId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}

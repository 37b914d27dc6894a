package dev.cloudjar.s3;

import dev.cloudjar.store.Blob;
import dev.cloudjar.store.BlobId;
import dev.cloudjar.store.BlobWriter;
import dev.cloudjar.store.Blobs;
import dev.cloudjar.store.Transaction;

/** For tests of what needs no blobs. */
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
  public void discard(BlobId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Blob open(BlobId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}

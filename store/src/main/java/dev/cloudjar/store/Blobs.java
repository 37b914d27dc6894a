package dev.cloudjar.store;

import java.io.IOException;

/**
 * Content too large for a row. A blob is written once and never changed; whether it exists is
 * decided by the transaction that adopts or releases it, so that a crash between the two leaves no
 * orphan and no dangling name.
 *
 * <p>Every engine passes {@code BlobsKit}.
 */
public interface Blobs extends AutoCloseable {

  /**
   * A new blob, to be written front to back. It is nobody's until {@link #adopt}ed, and is removed
   * if never adopted, when the store is opened again at the latest.
   */
  BlobWriter create() throws IOException;

  /**
   * A new blob as by {@link #create()}.
   *
   * @param sizeBytes how large it will be: small ones are kept together, which is quicker
   */
  default BlobWriter create(long sizeBytes) throws IOException {
    return create();
  }

  /**
   * A new blob as by {@link #create(long)}.
   *
   * @param spread over how many zones, where there are any
   */
  default BlobWriter create(long sizeBytes, Spread spread) throws IOException {
    return create(sizeBytes);
  }

  /**
   * Spreads an adopted blob as it is to be from the commit of {@code transaction} on. Copies that
   * are too many go with the commit; those that are wanting are made soon after.
   *
   * @throws IllegalStateException where the blob is not adopted
   */
  default void spread(Transaction transaction, BlobId id, Spread spread) {}

  /** Whether blobs are kept in zones, any of which may be lost. */
  default boolean zoned() {
    return false;
  }

  /**
   * Makes a committed blob part of {@code transaction}: it is kept if, and only if, the transaction
   * commits.
   *
   * @throws IllegalStateException where there is no such blob that nobody has adopted
   */
  void adopt(Transaction transaction, BlobId id);

  /**
   * Gives a blob up in {@code transaction}: its bytes are removed after the transaction commits.
   * Those who have it open read on to its end.
   *
   * @throws IllegalStateException where the blob is not adopted
   */
  void release(Transaction transaction, BlobId id);

  /**
   * Removes a committed blob at once that turned out not to be wanted. One that is adopted stays.
   * Not to be called while a transaction is adopting it.
   */
  void discard(BlobId id);

  /**
   * Opens a blob for reading.
   *
   * @throws java.nio.file.NoSuchFileException where there is none
   */
  Blob open(BlobId id) throws IOException;

  @Override
  void close();
}

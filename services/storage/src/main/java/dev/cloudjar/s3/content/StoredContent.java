package dev.cloudjar.s3.content;

import dev.cloudjar.store.BlobId;

/** Where content is kept. Part of the row of the object or part whose content it is. */
public sealed interface StoredContent {

  long sizeBytes();

  /** In the row itself. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Inline(byte[] bytes) implements StoredContent {
    @Override
    public long sizeBytes() {
      return bytes.length;
    }
  }

  /** In a row of its own, so that walks over objects don't read it. */
  record Row(ContentId id, long sizeBytes) implements StoredContent {}

  /**
   * In a part of a blob, which other content may lie in as well.
   *
   * @param offset where in the blob it begins, in bytes
   */
  record File(BlobId blob, long offset, long sizeBytes) implements StoredContent {}

  /**
   * In pieces, one after the other, each in a row that tells where it is.
   *
   * @param id names the rows
   * @param count how many pieces
   */
  record Pieces(ContentId id, int count, long sizeBytes) implements StoredContent {}
}

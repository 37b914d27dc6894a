package dev.cloudjar.s3.content;

import dev.cloudjar.store.BlobId;
import java.nio.ByteBuffer;

/** Where content is kept. Part of the row of the object or part whose content it is. */
public sealed interface StoredContent {

  long sizeBytes();

  /**
   * In the row itself.
   *
   * @param sealed the salt, then the sealed content; nothing of empty content
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Inline(byte[] sealed) implements StoredContent {
    private static final int EXTRA_BYTES = ContentCipher.SALT_BYTES + ContentCipher.TAG_BYTES;

    @Override
    public long sizeBytes() {
      return Math.max(0, sealed.length - EXTRA_BYTES);
    }
  }

  /**
   * In a part of a blob, which other content may lie in as well.
   *
   * @param salt of the blob's key
   * @param offset where in what is sealed in the blob it begins, in bytes
   */
  record File(BlobId blob, Salt salt, long offset, long sizeBytes) implements StoredContent {}

  /**
   * In pieces, one after the other, each in a row that tells where it is.
   *
   * @param id names the rows
   * @param count how many pieces
   */
  record Pieces(ContentId id, int count, long sizeBytes) implements StoredContent {}

  /** What tells the key of one content from those of others: 16 bytes. */
  record Salt(long high, long low) {
    static Salt of(byte[] bytes) {
      ByteBuffer numbers = ByteBuffer.wrap(bytes);
      return new Salt(numbers.getLong(), numbers.getLong());
    }

    byte[] bytes() {
      return ByteBuffer.allocate(ContentCipher.SALT_BYTES).putLong(high).putLong(low).array();
    }
  }
}

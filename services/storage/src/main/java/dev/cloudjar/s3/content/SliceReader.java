package dev.cloudjar.s3.content;

import dev.cloudjar.s3.content.StoredContent.File;
import dev.cloudjar.s3.content.StoredContent.Inline;
import dev.cloudjar.store.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads a part of a sealed blob from front to back, segment by segment. Not for use by several
 * threads.
 */
final class SliceReader implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];

  private final Blob blob;
  private final ContentCipher cipher;
  private final long end;
  private byte[] sealed = NOTHING;
  private byte[] plain = NOTHING;

  /** Of what is sealed in the blob. */
  private long position;

  /** How many of the bytes in {@code plain} are still to be given. */
  private int left;

  private int next;

  SliceReader(File file, Blob blob, ContentKey key) {
    this.blob = blob;
    this.cipher = new ContentCipher(key, file.salt().bytes());
    this.position = file.offset();
    this.end = file.offset() + file.sizeBytes();
  }

  /** The bytes of a part of content that is in a row. */
  static byte[] read(Inline inline, ByteRange range, ContentKey key) throws IOException {
    byte[] sealed = inline.sealed();
    byte[] plain = new byte[(int) inline.sizeBytes()];
    int salt = ContentCipher.SALT_BYTES;
    new ContentCipher(key, Arrays.copyOf(sealed, salt))
        .open(0, sealed, salt, sealed.length - salt, plain, 0);
    return range.sizeBytes() == plain.length
        ? plain
        : Arrays.copyOfRange(plain, (int) range.first(), (int) range.last() + 1);
  }

  boolean atEnd() {
    return left == 0 && position == end;
  }

  /** Whether no disk need be waited for. */
  boolean inMemory() {
    return blob.bytes().isPresent();
  }

  /** All bytes that follow, which must be fewer than an array holds. */
  ByteBuffer rest() throws IOException {
    openNext();
    if (position == end) {
      return ByteBuffer.wrap(plain, next, left);
    }
    ByteBuffer all = ByteBuffer.allocate((int) (left + end - position));
    while (all.hasRemaining()) {
      read(all);
    }
    return all.flip();
  }

  /** Puts at least one byte into {@code target}, which has room, unless it is at its end. */
  void read(ByteBuffer target) throws IOException {
    if (left == 0 && position < end) {
      openNext();
    }
    int count = Math.min(left, target.remaining());
    target.put(plain, next, count);
    next += count;
    left -= count;
  }

  private void openNext() throws IOException {
    long segment = position / ContentCipher.SEGMENT_BYTES;
    long start = segment * ContentCipher.SEALED_SEGMENT_BYTES;
    int length = (int) Math.min(ContentCipher.SEALED_SEGMENT_BYTES, blob.sizeBytes() - start);
    if (length <= ContentCipher.TAG_BYTES) {
      throw new EOFException("the blob ends before its content");
    }
    if (plain.length < length - ContentCipher.TAG_BYTES) {
      plain = new byte[length - ContentCipher.TAG_BYTES];
    }
    int opened = open(segment, start, length);
    next = (int) (position - segment * ContentCipher.SEGMENT_BYTES);
    left = (int) Math.min(opened - next, end - position);
    position += left;
  }

  private int open(long segment, long start, int length) throws IOException {
    ByteBuffer there = blob.bytes().orElse(null);
    if (there != null) {
      return cipher.open(
          segment, there.array(), there.arrayOffset() + (int) start, length, plain, 0);
    }
    if (sealed.length < length) {
      sealed = new byte[length];
    }
    ByteBuffer target = ByteBuffer.wrap(sealed, 0, length);
    while (target.hasRemaining()) {
      if (blob.read(target, start + target.position()) <= 0) {
        throw new EOFException("the blob ends before its content");
      }
    }
    return cipher.open(segment, sealed, 0, length, plain, 0);
  }

  @Override
  public void close() {
    blob.close();
  }
}

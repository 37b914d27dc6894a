package dev.cloudjar.s3.content;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.s3.content.StoredContent.File;
import dev.cloudjar.s3.content.StoredContent.Inline;
import dev.cloudjar.store.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of a sealed blob from front to back, segment by segment. Not for use by several
 * threads.
 */
final class SliceReader implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];

  private final Blob blob;
  private final ContentCipher cipher;
  private final @Nullable HotContent hot;
  private final long end;
  private byte[] sealed = NOTHING;
  private byte[] plain = NOTHING;

  /** Of what is sealed in the blob. */
  private long position;

  /** The one that is read now, its length when sealed, and whether it is in {@code plain}. */
  private long segment;

  private int sealedLength;
  private boolean opened;

  /** How many of its bytes are still to be given. */
  private int left;

  private int next;

  SliceReader(File file, Blob blob, ContentKey key, HotContents hotContents) {
    this.blob = blob;
    this.cipher = new ContentCipher(key, file.salt().bytes());
    this.hot = inMemory() ? null : hotContents.visit(file.blob(), blob.sizeBytes(), cipher.keys());
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
    begin();
    if (position == end) {
      open();
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
      begin();
    }
    int count = Math.min(left, target.remaining());
    ByteBuffer there = hot == null || opened ? null : hot.bytes(segment, next, count);
    if (there == null) {
      open();
      target.put(plain, next, count);
    } else {
      target.put(there);
    }
    next += count;
    left -= count;
  }

  /** The bytes that follow, at most so many and at least one, where they are in memory already. */
  Content.@Nullable Lent lend(int mostBytes) throws IOException {
    if (hot == null) {
      return null;
    }
    if (left == 0 && position < end) {
      begin();
    }
    int count = Math.min(left, mostBytes);
    ByteBuffer there = hot.bytes(segment, next, count);
    if (there == null) {
      return null;
    }
    next += count;
    left -= count;
    hot.use();
    return new Content.Lent(there, hot::release);
  }

  /** Goes on to the segment that follows. */
  private void begin() throws IOException {
    segment = position / ContentCipher.SEGMENT_BYTES;
    long start = segment * ContentCipher.SEALED_SEGMENT_BYTES;
    sealedLength = (int) Math.min(ContentCipher.SEALED_SEGMENT_BYTES, blob.sizeBytes() - start);
    if (sealedLength <= ContentCipher.TAG_BYTES) {
      throw new EOFException("the blob ends before its content");
    }
    opened = false;
    next = (int) (position - segment * ContentCipher.SEGMENT_BYTES);
    left = (int) Math.min(sealedLength - ContentCipher.TAG_BYTES - next, end - position);
    position += left;
  }

  private void open() throws IOException {
    if (opened) {
      return;
    }
    int length = sealedLength - ContentCipher.TAG_BYTES;
    if (plain.length < length) {
      plain = new byte[length];
    }
    long start = segment * ContentCipher.SEALED_SEGMENT_BYTES;
    ByteBuffer there = blob.bytes().orElse(null);
    if (there != null) {
      int _ =
          cipher.open(
              segment, there.array(), there.arrayOffset() + (int) start, sealedLength, plain, 0);
    } else {
      readSealed(start);
      int _ = cipher.open(segment, sealed, 0, sealedLength, plain, 0);
    }
    opened = true;
    if (hot != null) {
      hot.keep(segment, plain, length);
    }
  }

  private void readSealed(long start) throws IOException {
    if (sealed.length < sealedLength) {
      sealed = new byte[sealedLength];
    }
    ByteBuffer target = ByteBuffer.wrap(sealed, 0, sealedLength);
    while (target.hasRemaining()) {
      if (blob.read(target, start + target.position()) <= 0) {
        throw new EOFException("the blob ends before its content");
      }
    }
  }

  @Override
  public void close() {
    blob.close();
    if (hot != null) {
      hot.release();
    }
  }
}

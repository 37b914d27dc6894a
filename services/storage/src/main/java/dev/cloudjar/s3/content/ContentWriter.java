package dev.cloudjar.s3.content;

import dev.cloudjar.s3.content.StoredContent.File;
import dev.cloudjar.s3.content.StoredContent.Inline;
import dev.cloudjar.s3.content.StoredContent.Salt;
import dev.cloudjar.store.BlobWriter;
import dev.cloudjar.store.Blobs;
import dev.cloudjar.store.Spread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes content of a size that was announced, and digests and seals it on the way: portion by
 * portion, of which one is digested while it is sealed and written, and the next gathered.
 */
public final class ContentWriter implements WritableByteChannel {
  /** Up to this size content stays in the row that names it. */
  private static final int INLINE_BYTES = 2 * 1024;

  private static final int PORTION_SEGMENTS = 2;
  private static final int PORTION_BYTES = PORTION_SEGMENTS * ContentCipher.SEGMENT_BYTES;

  /** Until so much has come, what was announced may well never come. */
  private static final int UNSURE_BYTES = 16 * 1024;

  private static final SpareArrays ARRAYS =
      new SpareArrays(PORTION_BYTES + ContentCipher.TAG_BYTES);

  /** Behind so many bytes it pays to digest on another thread. */
  private static final long LEAST_IN_BACKGROUND_BYTES = 1024 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private final long sizeBytes;
  private final ContentDigest digest;
  private final ContentCipher cipher;
  private final Salt salt;
  private final Blobs blobs;
  private final Spread spread;

  /** Where the content goes once a portion is full, or all of it has come; null before. */
  private @Nullable BlobWriter blob;

  /** What came of the portion so far. */
  private byte[] portion = NOTHING;

  private int gathered;
  private byte[] before = NOTHING;
  private byte[] sealed = NOTHING;
  private long segments;
  private @Nullable PortionDigest background;
  private long written;
  private boolean open = true;

  ContentWriter(
      long sizeBytes, ContentDigest digest, ContentKey key, Salt salt, Blobs blobs, Spread spread) {
    this.sizeBytes = sizeBytes;
    this.digest = digest;
    this.cipher = new ContentCipher(key, salt.bytes());
    this.salt = salt;
    this.blobs = blobs;
    this.spread = spread;
  }

  /**
   * Takes all remaining bytes of {@code source}.
   *
   * @throws SizeMismatchException where that is more than was announced
   */
  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    if (count > sizeBytes - written) {
      throw new SizeMismatchException(sizeBytes, written + count);
    }
    while (source.hasRemaining()) {
      int next = Math.min(source.remaining(), PORTION_BYTES - gathered);
      ensure(gathered + next);
      source.get(portion, gathered, next);
      gathered += next;
      written += next;
      if (gathered == PORTION_BYTES && written < sizeBytes) {
        pass();
      }
    }
    return count;
  }

  private void ensure(int size) {
    if (size <= portion.length) {
      return;
    }
    if (size > UNSURE_BYTES) {
      byte[] larger = ARRAYS.take();
      System.arraycopy(portion, 0, larger, 0, gathered);
      portion = larger;
    } else {
      long most = Math.min(sizeBytes, UNSURE_BYTES);
      portion = Arrays.copyOf(portion, (int) Math.min(most, Math.max(size, 2L * portion.length)));
    }
  }

  /** A portion that is not the last. */
  private void pass() throws IOException {
    digestPortion();
    sealPortion(target(sizeBytes));
    byte[] passed = portion;
    portion = before;
    before = passed;
    gathered = 0;
  }

  private void digestPortion() {
    if (background == null && written > LEAST_IN_BACKGROUND_BYTES) {
      background = new PortionDigest(digest);
    }
    if (background == null) {
      digest.update(ByteBuffer.wrap(portion, 0, gathered));
    } else {
      background.update(portion, gathered);
    }
  }

  /**
   * Where the content goes.
   *
   * @param plainBytes how large it will be, as far as is known
   */
  private BlobWriter target(long plainBytes) throws IOException {
    if (blob == null) {
      blob = blobs.create(ContentCipher.sealedBytes(plainBytes), spread);
    }
    return blob;
  }

  private void sealPortion(BlobWriter target) throws IOException {
    for (int start = 0; start < gathered; start += ContentCipher.SEGMENT_BYTES) {
      int length = Math.min(gathered - start, ContentCipher.SEGMENT_BYTES);
      if (sealed.length < length + ContentCipher.TAG_BYTES) {
        sealed = length > UNSURE_BYTES ? ARRAYS.take() : new byte[length + ContentCipher.TAG_BYTES];
      }
      int count = cipher.seal(segments++, portion, start, length, sealed, 0);
      target.write(ByteBuffer.wrap(sealed, 0, count));
    }
  }

  /**
   * Ends the content.
   *
   * @param check refuses it by throwing; it is asked before anything is kept
   * @throws SizeMismatchException where less came than was announced
   */
  public ReceivedContent finish(Consumer<ContentDigest.Result> check) throws IOException {
    if (written < sizeBytes) {
      throw new SizeMismatchException(sizeBytes, written);
    }
    return finishEarly(check);
  }

  /** Ends the content, even where less came than was announced. */
  ReceivedContent finishEarly(Consumer<ContentDigest.Result> check) throws IOException {
    digestPortion();
    if (background != null) {
      background.finish();
    }
    ContentDigest.Result result = digest.finish();
    check.accept(result);
    if (isInline()) {
      return new ReceivedContent(inline(), result);
    }
    BlobWriter target = target(written);
    sealPortion(target);
    return new ReceivedContent(new File(target.commit(), salt, 0, written), result);
  }

  /** Rows are in no zone: what is in one zone alone must not outlive it there. */
  private boolean isInline() {
    return written == 0
        || (written <= INLINE_BYTES && !(spread == Spread.ONE_ZONE && blobs.zoned()));
  }

  private Inline inline() {
    if (gathered == 0) {
      return new Inline(NOTHING);
    }
    byte[] row = new byte[ContentCipher.SALT_BYTES + gathered + ContentCipher.TAG_BYTES];
    System.arraycopy(salt.bytes(), 0, row, 0, ContentCipher.SALT_BYTES);
    cipher.seal(0, portion, 0, gathered, row, ContentCipher.SALT_BYTES);
    return new Inline(row);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Removes what was written unless it was finished. */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    if (background != null) {
      background.close();
    }
    if (blob != null) {
      blob.close();
    }
    // One that is still being digested may change meanwhile: nobody asks what came of it.
    ARRAYS.give(portion);
    ARRAYS.give(before);
    ARRAYS.give(sealed);
  }
}

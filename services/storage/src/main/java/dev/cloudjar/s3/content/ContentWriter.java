package dev.cloudjar.s3.content;

import dev.cloudjar.s3.content.StoredContent.File;
import dev.cloudjar.s3.content.StoredContent.Inline;
import dev.cloudjar.s3.content.StoredContent.Row;
import dev.cloudjar.store.BlobWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes content of a size that was announced, and digests it on the way. */
public final class ContentWriter implements WritableByteChannel {
  private static final byte[] NOTHING = new byte[0];

  private final long sizeBytes;
  private final ContentDigest digest;
  private final @Nullable BlobWriter blob;
  private final @Nullable ContentId row;

  /** What came so far of small content; as large as that, and not as what was announced. */
  private byte[] bytes = NOTHING;

  /** Digests while the content is written, once so much has come that it pays. */
  private @Nullable BackgroundDigest background;

  private long written;
  private boolean open = true;

  /**
   * @param blob where large content goes; null for small content
   * @param row names small content that has a row of its own; null for tiny content
   */
  ContentWriter(
      long sizeBytes, ContentDigest digest, @Nullable BlobWriter blob, @Nullable ContentId row) {
    this.sizeBytes = sizeBytes;
    this.digest = digest;
    this.blob = blob;
    this.row = row;
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
    if (blob == null) {
      ensure((int) written + count);
      source.get(bytes, (int) written, count);
    } else {
      digest(source);
      blob.write(source);
    }
    written += count;
    return count;
  }

  private void ensure(int size) {
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(sizeBytes, Math.max(size, 2L * bytes.length)));
    }
  }

  private void digest(ByteBuffer source) {
    if (background == null && written >= BackgroundDigest.LEAST_BYTES) {
      background = new BackgroundDigest(digest);
    }
    if (background == null) {
      digest.update(source);
    } else {
      background.update(source);
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
    if (blob == null) {
      digest.update(ByteBuffer.wrap(bytes, 0, (int) written));
    } else if (background != null) {
      background.finish();
    }
    ContentDigest.Result result = digest.finish();
    check.accept(result);
    if (blob != null && written > 0) {
      return new ReceivedContent(new File(blob.commit(), 0, written), null, result);
    }
    byte[] kept = bytes.length == written ? bytes : Arrays.copyOf(bytes, (int) written);
    return row == null || written == 0
        ? new ReceivedContent(new Inline(kept), null, result)
        : new ReceivedContent(new Row(row, written), kept, result);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Removes what was written unless it was finished. */
  @Override
  public void close() {
    open = false;
    if (background != null) {
      background.close();
    }
    if (blob != null) {
      blob.close();
    }
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Ids;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The id of a multipart upload: opaque to callers, while the bytes that it stands for order by the
 * time of initiation.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its text
record UploadId(byte[] bytes) {
  private static final int RANDOM_BYTES = 40;
  private static final int BYTES = Long.BYTES + RANDOM_BYTES;

  static UploadId create(Ids ids, Instant now) {
    return new UploadId(
        ByteBuffer.allocate(BYTES)
            .putLong(now.toEpochMilli())
            .put(ids.bytes(RANDOM_BYTES))
            .array());
  }

  /** The id that {@code text} tells; null where it can be none. */
  static @Nullable UploadId parse(String text) {
    byte[] bytes = SafeText.decode(text);
    return bytes == null || bytes.length != BYTES ? null : new UploadId(bytes);
  }

  String text() {
    return SafeText.encode(bytes);
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Ids;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Version ids: opaque to callers, while the version's place among those of its key can be read off
 * them, so that no index from ids to versions is needed.
 */
final class VersionId {
  /** The id of versions that were written without versioning. */
  static final String NULL = "null";

  private static final int RANDOM_BYTES = 16;
  private static final int BYTES = RANDOM_BYTES + Long.BYTES;

  private VersionId() {}

  /** A new id for the version at {@code sequence}. */
  static String create(Ids ids, long sequence) {
    byte[] bytes = Arrays.copyOf(ids.bytes(RANDOM_BYTES), BYTES);
    ByteBuffer id = ByteBuffer.wrap(bytes);
    return SafeText.encode(id.putLong(RANDOM_BYTES, sequence ^ veil(id)).array());
  }

  /** The place of the version among those of its key; empty for what cannot be an id. */
  static OptionalLong sequence(String id) {
    byte[] bytes = SafeText.decode(id);
    if (bytes == null || bytes.length != BYTES) {
      return OptionalLong.empty();
    }
    ByteBuffer read = ByteBuffer.wrap(bytes);
    return OptionalLong.of(read.getLong(RANDOM_BYTES) ^ veil(read));
  }

  /** What hides the sequence: the random part, stirred so that it isn't seen twice. */
  private static long veil(ByteBuffer id) {
    long stirred = id.getLong(0) * 0x9E3779B97F4A7C15L;
    return (stirred ^ stirred >>> 32) + id.getLong(Long.BYTES);
  }
}

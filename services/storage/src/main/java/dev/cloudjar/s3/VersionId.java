package dev.cloudjar.s3;

import dev.cloudjar.cloud.Ids;
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
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[RANDOM_BYTES + i] = (byte) ((sequence >>> (56 - 8 * i)) ^ bytes[i]);
    }
    return SafeText.encode(bytes);
  }

  /** The place of the version among those of its key; empty for what cannot be an id. */
  static OptionalLong sequence(String id) {
    byte[] bytes = SafeText.decode(id);
    if (bytes == null || bytes.length != BYTES) {
      return OptionalLong.empty();
    }
    long sequence = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      sequence = sequence << 8 | ((bytes[RANDOM_BYTES + i] ^ bytes[i]) & 0xFF);
    }
    return OptionalLong.of(sequence);
  }
}

package dev.cloudjar.sqs;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One attribute of a message. Exactly one of {@code text} and {@code binary} is there.
 *
 * @param dataType {@code String}, {@code Number} or {@code Binary}, perhaps with a dot and a label
 */
@SuppressWarnings("ArrayRecordComponent") // attributes are compared nowhere
record MessageAttribute(
    String name, String dataType, @Nullable String text, byte @Nullable [] binary) {

  /** What it counts for against the limits of a message. */
  long sizeBytes() {
    return (long) utf8(name).length + utf8(dataType).length + valueBytes().length;
  }

  byte[] valueBytes() {
    byte[] bytes = binary;
    if (bytes != null) {
      return bytes;
    }
    return utf8(text == null ? "" : text);
  }

  private static byte[] utf8(String part) {
    return part.getBytes(StandardCharsets.UTF_8);
  }
}

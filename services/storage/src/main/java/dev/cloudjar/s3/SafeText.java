package dev.cloudjar.s3;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as text that needs no escaping in URLs and XML, and that no command line takes for an
 * option.
 */
final class SafeText {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private SafeText() {}

  static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes).replace('-', '.');
  }

  /** The bytes of {@code text}; null where it was not written by {@link #encode}. */
  static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = DECODER.decode(text.replace('.', '-'));
      return text.indexOf('-') < 0 && encode(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}

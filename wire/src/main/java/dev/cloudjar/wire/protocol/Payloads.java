package dev.cloudjar.wire.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What the REST protocols share about bodies. */
final class Payloads {
  private Payloads() {}

  /** A body that is text. */
  static String text(ByteBuffer body, Refusal refusal) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(body.duplicate()).toString();
    } catch (CharacterCodingException notUtf8) {
      throw refusal.because("The body is not UTF-8.");
    }
  }

  /** Names the body's type unless a member did. */
  static void contentType(List<Map.Entry<String, String>> headers, String contentType) {
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase("Content-Type")) {
        return;
      }
    }
    headers.add(Map.entry("Content-Type", contentType));
  }
}

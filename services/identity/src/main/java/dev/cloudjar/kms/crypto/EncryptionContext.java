package dev.cloudjar.kms.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What a ciphertext is bound to besides its key. */
public final class EncryptionContext {
  private EncryptionContext() {}

  /** The same bytes for the same pairs, whatever their order; and others for others. */
  public static byte[] bytes(Map<String, String> pairs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TreeMap<>(pairs)
        .forEach(
            (key, value) -> {
              write(out, key);
              write(out, value);
            });
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }
}

package dev.cloudjar.fabric;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hardware addresses that nobody has bought, so that they are ours. */
final class HardwareAddress {
  private static final int OWN_BYTES = 5;

  private HardwareAddress() {}

  /** That of what has a name. */
  static String of(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return "02:" + HexFormat.ofDelimiter(":").formatHex(digest, 0, OWN_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.cloudjar.ec2.boot;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Texts in shell scripts. */
final class Shell {
  private Shell() {}

  /** A text as one word. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** A command that writes a text, whatever is in it. */
  static String print(String text) {
    return print(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A command that writes bytes. */
  static String print(byte[] bytes) {
    return "base64 -d <<'CLOUDJAR'\n"
        + Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes)
        + "\nCLOUDJAR\n";
  }
}

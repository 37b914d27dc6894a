package dev.cloudjar.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Damages texts and bytes, the same way for the same seed. */
public final class Mutations {
  private static final List<String> TOKENS =
      List.of(
          "",
          "\0",
          "%",
          "%zz",
          "%00",
          "%ff%fe",
          "<",
          ">",
          "&",
          "\"",
          "'",
          "\\",
          "\n",
          "\r\n",
          "=",
          ",",
          ";",
          "-",
          "--",
          "-1",
          "0",
          "1e999",
          "9223372036854775808",
          "2147483648",
          "99999999999999999999",
          "NaN",
          "null",
          "{",
          "[",
          "((((",
          "))))",
          "/",
          "//",
          "..",
          "*",
          "\u00e4",
          "\ud83d\ude00",
          "\ufffe",
          "arn:aws:s3:::",
          "<!DOCTYPE a>",
          "]]>",
          "&lt;",
          "&#0;",
          "x".repeat(300));

  private final Random random;

  public Mutations(long seed) {
    random = new Random(seed);
  }

  /** One of several, damaged in one to four places. */
  public String ofText(String... originals) {
    String text = originals[random.nextInt(originals.length)];
    for (int i = random.nextInt(4); i >= 0; i--) {
      text = once(text);
    }
    return text;
  }

  private String once(String text) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(12));
    return switch (random.nextInt(6)) {
      case 0 -> text.substring(0, at) + text.substring(to);
      case 1 -> text.substring(0, at) + token() + text.substring(at);
      case 2 -> text.substring(0, at) + token() + text.substring(to);
      case 3 -> text.substring(0, to) + text.substring(at);
      case 4 -> text.substring(0, at);
      default -> text.substring(0, at) + (char) random.nextInt(0x180) + text.substring(to);
    };
  }

  private String token() {
    return TOKENS.get(random.nextInt(TOKENS.size()));
  }

  /** Bytes, damaged in one to four places. */
  public byte[] ofBytes(byte[] original) {
    byte[] bytes = original;
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + random.nextInt(12));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> out.write(bytes, to, bytes.length - to);
      case 1 -> {
        out.writeBytes(token().getBytes(StandardCharsets.UTF_8));
        out.write(bytes, to, bytes.length - to);
      }
      case 2 -> {
        // What was left out is the end.
      }
      case 3 -> {
        byte[] noise = new byte[to - at];
        random.nextBytes(noise);
        out.writeBytes(noise);
        out.write(bytes, to, bytes.length - to);
      }
      default -> {
        out.write(random.nextBoolean() ? 0xFF : 0x7F);
        out.write(bytes, Math.min(at + 1, bytes.length), Math.max(0, bytes.length - at - 1));
      }
    }
    return out.toByteArray();
  }
}

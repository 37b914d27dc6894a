package dev.cloudjar.wire.sigv4;

import java.nio.charset.StandardCharsets;

/**
 * The URI encoding of signatures: everything but {@code A-Z a-z 0-9 - . _ ~} becomes {@code %XY} in
 * upper case.
 */
final class UriEncoding {
  private static final String HEX = "0123456789ABCDEF";
  private static final boolean[] UNRESERVED = new boolean[128];

  static {
    String unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    unreserved.chars().forEach(c -> UNRESERVED[c] = true);
  }

  private UriEncoding() {}

  /** Encodes every byte of a path but its slashes, percent signs included. */
  static String encodePath(String path) {
    String bytes = oneCharPerByte(path);
    int clean = 0;
    while (clean < bytes.length() && keeps(bytes.charAt(clean), true)) {
      clean++;
    }
    if (clean == bytes.length()) {
      return bytes;
    }
    StringBuilder encoded = new StringBuilder(bytes.length() + 32).append(bytes, 0, clean);
    for (int i = clean; i < bytes.length(); i++) {
      encode(bytes.charAt(i), true, encoded);
    }
    return encoded.toString();
  }

  /** Encodes every byte of a value of a query, slashes and percent signs included. */
  static String encodeValue(String value) {
    StringBuilder encoded = new StringBuilder(value.length() + 32);
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      encode((char) (octet & 0xff), false, encoded);
    }
    return encoded.toString();
  }

  /**
   * Brings what a client has encoded into the canonical form: whatever it left bare that should be
   * encoded, encoded what should be bare, or wrote in lower case.
   */
  static String recodePath(String path) {
    if (isCanonical(path, 0, path.length(), true)) {
      return path;
    }
    StringBuilder encoded = new StringBuilder(path.length() + 32);
    recode(oneCharPerByte(path), true, encoded);
    return encoded.toString();
  }

  /** The same for a name or a value of a query, where a plus sign stands for a space. */
  static void recodeQuery(String query, int start, int end, StringBuilder target) {
    if (isCanonical(query, start, end, false)) {
      target.append(query, start, end);
    } else {
      recode(oneCharPerByte(query.substring(start, end)), false, target);
    }
  }

  private static void recode(String bytes, boolean path, StringBuilder target) {
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      int decoded = c == '%' ? decoded(bytes, i) : -1;
      if (decoded >= 0) {
        encode((char) decoded, path, target);
        i += 2;
      } else {
        encode(c == '+' && !path ? ' ' : c, path, target);
      }
    }
  }

  private static void encode(char octet, boolean path, StringBuilder target) {
    if (keeps(octet, path)) {
      target.append(octet);
    } else {
      target.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xf));
    }
  }

  private static boolean keeps(char octet, boolean path) {
    return octet < 128 && (UNRESERVED[octet] || (path && octet == '/'));
  }

  private static boolean isCanonical(String text, int start, int end, boolean path) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int decoded = i + 2 < end ? decoded(text, i) : -1;
        if (decoded < 0
            || keeps((char) decoded, path)
            || isLowerCase(text.charAt(i + 1))
            || isLowerCase(text.charAt(i + 2))) {
          return false;
        }
        i += 2;
      } else if (!keeps(c, path)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLowerCase(char hexDigit) {
    return hexDigit >= 'a';
  }

  /** The octet of the escape at a position; -1 where there is none. */
  private static int decoded(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = digit(text.charAt(at + 1));
    int low = digit(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : (high << 4) | low;
  }

  private static int digit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static String oneCharPerByte(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }
}

package dev.cloudjar.wire.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at their end. */
final class ByteText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int length;

  ByteText(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  void append(char ascii) {
    grow(1);
    bytes[length++] = (byte) ascii;
  }

  /** Appends one byte for each char, or UTF-8 where a char is none. */
  void append(String text) {
    int size = text.length();
    grow(size);
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c > 0xff) {
        append(text.substring(i).getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[length++] = (byte) c;
    }
  }

  void append(byte[] more) {
    grow(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  void appendHex(byte[] more) {
    grow(2 * more.length);
    for (byte b : more) {
      bytes[length++] = HEX[(b >> 4) & 0xf];
      bytes[length++] = HEX[b & 0xf];
    }
  }

  private void grow(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** As text to show. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}

package dev.cloudjar.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a row in the order in which {@link RowWriter} wrote them. */
final class RowReader {
  private final byte[] bytes;
  private int position;

  RowReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = bytes[position++];
      number |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return number;
      }
    }
  }

  int integer() {
    return Math.toIntExact(number());
  }

  String text() {
    return text(integer());
  }

  byte[] bytes() {
    return bytes(integer());
  }

  @Nullable String optionalText() {
    int length = integer();
    return length == 0 ? null : text(length - 1);
  }

  byte @Nullable [] optionalBytes() {
    int length = integer();
    return length == 0 ? null : bytes(length - 1);
  }

  private String text(int length) {
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  private byte[] bytes(int length) {
    byte[] part = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return part;
  }
}

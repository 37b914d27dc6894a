package dev.cloudjar.sqs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a row one after the other, small numbers in few bytes. */
final class RowWriter {
  private byte[] bytes;
  private int length;

  RowWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  /** A number, 0 or greater. */
  RowWriter number(long part) {
    ensure(10);
    long rest = part;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  RowWriter text(String part) {
    return bytes(part.getBytes(StandardCharsets.UTF_8));
  }

  RowWriter bytes(byte[] part) {
    number(part.length);
    return raw(part);
  }

  /** Text that may not be there. */
  RowWriter optionalText(@Nullable String part) {
    return optionalBytes(part == null ? null : part.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that may not be there. */
  RowWriter optionalBytes(byte @Nullable [] part) {
    if (part == null) {
      return number(0);
    }
    number(part.length + 1L);
    return raw(part);
  }

  byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private RowWriter raw(byte[] part) {
    ensure(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
    return this;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}

package dev.cloudjar.s3.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a row one after the other; {@link RowReader} reads them in the same order.
 * Object rows are written and read on every request, which is why they don't go by reflection.
 */
public final class RowWriter {
  private byte[] bytes;
  private int length;

  public RowWriter(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  /** A number of any size; small ones that are not negative take little room. */
  public RowWriter number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  public RowWriter text(@Nullable String value) {
    if (value == null) {
      return number(0);
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length + 1L);
    return raw(utf8);
  }

  public RowWriter bytes(byte[] value) {
    number(value.length);
    return raw(value);
  }

  public RowWriter texts(Map<String, String> values) {
    number(values.size());
    values.forEach(
        (name, value) -> {
          text(name);
          text(value);
        });
    return this;
  }

  public byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private RowWriter raw(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}

package dev.cloudjar.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts of a row one after the other, small numbers in few bytes; {@link RowReader}
 * reads them in the same order. For rows that are written and read so often that {@link
 * RecordCodec} would take too long: nothing in such a row says what it is, so its layout can only
 * change together with a number at its beginning.
 */
public final class RowWriter {
  private static final int MOST_BYTES_OF_A_NUMBER = 10;

  private byte[] bytes;
  private int length;

  /**
   * @param expectedBytes about how long the row will be; it may become longer
   */
  public RowWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  /** A number of any size; small ones that are not negative take little room. */
  public RowWriter number(long part) {
    ensure(MOST_BYTES_OF_A_NUMBER);
    long rest = part;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  public RowWriter text(String part) {
    return bytes(part.getBytes(StandardCharsets.UTF_8));
  }

  public RowWriter bytes(byte[] part) {
    number(part.length);
    return raw(part);
  }

  /** Text that may not be there; to be read as such even where it always is. */
  public RowWriter optionalText(@Nullable String part) {
    return optionalBytes(part == null ? null : part.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that may not be there. */
  public RowWriter optionalBytes(byte @Nullable [] part) {
    if (part == null) {
      return number(0);
    }
    number(part.length + 1L);
    return raw(part);
  }

  /** Texts by their names, in the order of the map. */
  public RowWriter texts(Map<String, String> parts) {
    number(parts.size());
    parts.forEach((name, text) -> optionalText(name).optionalText(text));
    return this;
  }

  public byte[] toBytes() {
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

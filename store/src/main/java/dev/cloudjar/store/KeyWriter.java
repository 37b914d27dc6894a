package dev.cloudjar.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Builds keys whose byte order is the order of their parts, each part compared before the next:
 * text by its UTF-8 bytes, numbers by value, times by time. What was written is read back by {@link
 * KeyReader} in the same order.
 */
public final class KeyWriter {
  private byte[] bytes = new byte[64];
  private int length;

  /**
   * Text of any content; a zero byte is escaped so that a shorter text orders before its
   * extensions.
   */
  public KeyWriter text(String part) {
    return bytes(part.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The first bytes of a text part, without its end: for the range of all texts that begin with
   * {@code prefix}.
   */
  public KeyWriter textPrefix(String prefix) {
    escape(prefix.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Bytes of any content and length. */
  public KeyWriter bytes(byte[] part) {
    escape(part);
    return append(0).append(0);
  }

  /** A signed number. */
  public KeyWriter number(long part) {
    ensure(8);
    long shifted = part ^ Long.MIN_VALUE;
    for (int i = 0; i < 8; i++) {
      bytes[length++] = (byte) (shifted >>> (56 - 8 * i));
    }
    return this;
  }

  /** A signed number, larger ones first. */
  public KeyWriter numberDescending(long part) {
    return number(~part);
  }

  /** A point in time, to the nanosecond. */
  public KeyWriter time(Instant part) {
    number(part.getEpochSecond());
    int nanos = part.getNano();
    return append(nanos >>> 24).append(nanos >>> 16).append(nanos >>> 8).append(nanos);
  }

  /** The key so far, as a copy. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void escape(byte[] part) {
    ensure(part.length + 8);
    for (byte b : part) {
      append(b);
      if (b == 0) {
        append(0xFF);
      }
    }
  }

  private KeyWriter append(int b) {
    ensure(1);
    bytes[length++] = (byte) b;
    return this;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}

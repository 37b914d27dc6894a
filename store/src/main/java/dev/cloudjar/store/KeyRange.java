package dev.cloudjar.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys from {@code start} (inclusive) to {@code end} (exclusive; null for no end).
 *
 * @param start the first key that may be in the range
 * @param end the first key past the range, or null
 */
@SuppressWarnings("ArrayRecordComponent") // ranges are compared nowhere
public record KeyRange(byte[] start, byte @Nullable [] end) {

  /** Every key that begins with {@code prefix}. */
  public static KeyRange prefix(byte[] prefix) {
    return new KeyRange(prefix, after(prefix));
  }

  /** This range without the keys before {@code start}. */
  public KeyRange from(byte[] newStart) {
    return Arrays.compareUnsigned(newStart, start) > 0 ? new KeyRange(newStart, end) : this;
  }

  /** This range without the keys at or past {@code end}. */
  public KeyRange until(byte[] newEnd) {
    byte[] currentEnd = end;
    return currentEnd == null || Arrays.compareUnsigned(newEnd, currentEnd) < 0
        ? new KeyRange(start, newEnd)
        : this;
  }

  public boolean contains(byte[] key) {
    byte[] currentEnd = end;
    return Arrays.compareUnsigned(key, start) >= 0
        && (currentEnd == null || Arrays.compareUnsigned(key, currentEnd) < 0);
  }

  /** True where no key can be in the range. */
  public boolean isEmpty() {
    byte[] currentEnd = end;
    return currentEnd != null && Arrays.compareUnsigned(start, currentEnd) >= 0;
  }

  /** The first key past all keys that begin with {@code prefix}; null where there is none. */
  public static byte @Nullable [] after(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] next = Arrays.copyOf(prefix, i + 1);
        next[i]++;
        return next;
      }
    }
    return null;
  }
}

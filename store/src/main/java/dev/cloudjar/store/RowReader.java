package dev.cloudjar.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a row in the order in which {@link RowWriter} wrote them. */
public final class RowReader {
  private final byte[] bytes;
  private int position;

  public RowReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether anything follows, for fields that rows have only where they need them. */
  public boolean hasMore() {
    return position < bytes.length;
  }

  public long number() {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = bytes[position++];
      number |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return number;
      }
    }
  }

  /** A number that was written as any other and is known to be an {@code int}. */
  public int integer() {
    return Math.toIntExact(number());
  }

  public String text() {
    return text(integer());
  }

  public byte[] bytes() {
    return bytes(integer());
  }

  public @Nullable String optionalText() {
    int length = integer();
    return length == 0 ? null : text(length - 1);
  }

  /** Text that was written as optional, but is always there. */
  public String presentText() {
    return Objects.requireNonNull(optionalText());
  }

  public byte @Nullable [] optionalBytes() {
    int length = integer();
    return length == 0 ? null : bytes(length - 1);
  }

  /** Texts by their names, in the order in which they were written. */
  public Map<String, String> texts() {
    int count = integer();
    if (count == 0) {
      return Map.of();
    }
    Map<String, String> texts = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      String name = presentText();
      texts.put(name, presentText());
    }
    return texts;
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

package dev.cloudjar.s3.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a row in the order in which {@link RowWriter} wrote them. */
public final class RowReader {
  private final byte[] bytes;
  private int position;

  public RowReader(byte[] bytes) {
    this.bytes = bytes;
  }

  public long number() {
    long value = 0;
    int shift = 0;
    while (true) {
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
      shift += 7;
    }
  }

  public @Nullable String optionalText() {
    int size = (int) number() - 1;
    if (size < 0) {
      return null;
    }
    String text = new String(bytes, position, size, StandardCharsets.UTF_8);
    position += size;
    return text;
  }

  public String text() {
    return Objects.requireNonNull(optionalText());
  }

  public byte[] bytes() {
    int size = (int) number();
    position += size;
    return Arrays.copyOfRange(bytes, position - size, position);
  }

  /** The texts in the order in which they were written. */
  public Map<String, String> texts() {
    int count = (int) number();
    if (count == 0) {
      return Map.of();
    }
    Map<String, String> texts = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      String name = text();
      texts.put(name, text());
    }
    return texts;
  }
}

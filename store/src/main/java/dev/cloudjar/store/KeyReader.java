package dev.cloudjar.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Reads the parts of a key in the order in which {@link KeyWriter} wrote them. */
public final class KeyReader {
  private final byte[] bytes;
  private int position;

  public KeyReader(byte[] key, int start) {
    this.bytes = key;
    this.position = start;
  }

  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  public byte[] bytes() {
    byte[] part = new byte[bytes.length - position];
    int length = 0;
    while (true) {
      byte b = bytes[position++];
      if (b == 0 && bytes[position++] == 0) {
        return Arrays.copyOf(part, length);
      }
      part[length++] = b;
    }
  }

  public long number() {
    long shifted = 0;
    for (int i = 0; i < 8; i++) {
      shifted = shifted << 8 | (bytes[position++] & 0xFF);
    }
    return shifted ^ Long.MIN_VALUE;
  }

  public long numberDescending() {
    return ~number();
  }

  public Instant time() {
    long seconds = number();
    int nanos = 0;
    for (int i = 0; i < 4; i++) {
      nanos = nanos << 8 | (bytes[position++] & 0xFF);
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }
}

package dev.cloudjar.s3.select;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Bytes that can be looked at before they are taken. */
final class ByteInput {
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  private long takenBytes;

  ByteInput(InputStream in) {
    this.in = in;
  }

  /** How many bytes have been taken. */
  long takenBytes() {
    return takenBytes;
  }

  /** The next byte, taken; -1 at the end. */
  int take() throws IOException {
    if (from == to && !fill(1)) {
      return -1;
    }
    takenBytes++;
    return buffer[from++] & 0xFF;
  }

  /** The next byte, left where it is; -1 at the end. */
  int peek() throws IOException {
    return from == to && !fill(1) ? -1 : buffer[from] & 0xFF;
  }

  /** Takes some bytes if they come next. */
  boolean takeIf(byte[] expected) throws IOException {
    if (to - from < expected.length && !fill(expected.length)) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (buffer[from + i] != expected[i]) {
        return false;
      }
    }
    from += expected.length;
    takenBytes += expected.length;
    return true;
  }

  /** Has at least so many bytes at hand; false where there are not as many. */
  private boolean fill(int count) throws IOException {
    byte[] kept = Arrays.copyOfRange(buffer, from, to);
    System.arraycopy(kept, 0, buffer, 0, kept.length);
    from = 0;
    to = kept.length;
    while (to < count) {
      int read = in.read(buffer, to, buffer.length - to);
      if (read < 0) {
        return false;
      }
      to += read;
    }
    return true;
  }
}

package dev.cloudjar.fabric.machine;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads tar archives: ustar's, with the long names of GNU and of POSIX. */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int MOST_BYTES_OF_A_NAME = 1 << 20;

  private final InputStream input;
  private long leftOfEntry;
  private long padding;

  /** One entry; {@code kind} is tar's letter. */
  record Entry(String name, char kind, String link, long size, int user, int group, int mode) {}

  TarReader(InputStream input) {
    this.input = input;
  }

  /** The next entry, or null at the end. Its content may be read until this is called again. */
  @Nullable Entry next() throws IOException {
    Map<String, String> extended = new HashMap<>();
    while (true) {
      skip(leftOfEntry + padding);
      byte[] header = input.readNBytes(BLOCK);
      if (header.length == 0 || zero(header)) {
        return null;
      }
      if (header.length < BLOCK) {
        throw new EOFException("the archive ends within a header");
      }
      check(header);
      char kind = (char) header[156];
      long size = number(header, 124, 12);
      begin(size);
      switch (kind) {
        case 'L' -> extended.put("path", name());
        case 'K' -> extended.put("linkpath", name());
        case 'x' -> records(extended);
        case 'g' -> records(new HashMap<>());
        default -> {
          return entry(header, kind, extended);
        }
      }
    }
  }

  private Entry entry(byte[] header, char kind, Map<String, String> extended) throws IOException {
    String prefix = text(header, 345, 155);
    boolean posix = text(header, 257, 6).equals("ustar");
    String name = text(header, 0, 100);
    String whole = posix && !prefix.isEmpty() ? prefix + "/" + name : name;
    String told = extended.get("size");
    if (told != null) {
      begin(decimal(told));
    }
    return new Entry(
        extended.getOrDefault("path", whole),
        kind == 0 ? '0' : kind,
        extended.getOrDefault("linkpath", text(header, 157, 100)),
        leftOfEntry,
        identity(extended.get("uid"), number(header, 108, 8)),
        identity(extended.get("gid"), number(header, 116, 8)),
        (int) number(header, 100, 8));
  }

  private static int identity(@Nullable String extended, long plain) throws IOException {
    long number = extended == null ? plain : decimal(extended);
    if (number < 0 || number >= Ownership.COUNT) {
      throw new IOException("the archive has files of user or group %d".formatted(number));
    }
    return (int) number;
  }

  private static long decimal(String text) throws IOException {
    if (!text.matches("\\d{1,18}")) {
      throw new IOException("the archive has no number where one belongs: " + text);
    }
    return Long.parseLong(text);
  }

  private void begin(long size) throws IOException {
    if (size < 0) {
      throw new IOException("the archive has an entry of negative size");
    }
    leftOfEntry = size;
    padding = (BLOCK - size % BLOCK) % BLOCK;
  }

  /** Reads from the entry; -1 at its end. */
  int read(byte[] buffer) throws IOException {
    if (leftOfEntry == 0) {
      return -1;
    }
    int count = input.read(buffer, 0, (int) Math.min(buffer.length, leftOfEntry));
    if (count < 0) {
      throw new EOFException("the archive ends within an entry");
    }
    leftOfEntry -= count;
    return count;
  }

  private void skip(long count) throws IOException {
    input.skipNBytes(count);
    leftOfEntry = 0;
    padding = 0;
  }

  private byte[] small() throws IOException {
    if (leftOfEntry > MOST_BYTES_OF_A_NAME) {
      throw new IOException("the archive has a name of %d bytes".formatted(leftOfEntry));
    }
    byte[] bytes = input.readNBytes((int) leftOfEntry);
    if (bytes.length < leftOfEntry) {
      throw new EOFException("the archive ends within a name");
    }
    leftOfEntry = 0;
    return bytes;
  }

  private String name() throws IOException {
    byte[] bytes = small();
    return text(bytes, 0, bytes.length);
  }

  /** POSIX's: each is a length, a space, a key, an equals sign, a value and a new line. */
  private void records(Map<String, String> into) throws IOException {
    byte[] bytes = small();
    int at = 0;
    while (at < bytes.length) {
      int space = at;
      while (space < bytes.length && bytes[space] != ' ') {
        space++;
      }
      long length = decimal(new String(bytes, at, space - at, StandardCharsets.UTF_8));
      if (length > bytes.length - at || at + length - 1 <= space) {
        throw new IOException("the archive has an extended header that is none");
      }
      int end = (int) (at + length);
      String pair = new String(bytes, space + 1, end - space - 2, StandardCharsets.UTF_8);
      int equals = pair.indexOf('=');
      if (equals > 0) {
        into.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
      at = end;
    }
  }

  private static boolean zero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static void check(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, 148, 8)) {
      throw new IOException("this is no tar archive, or it is damaged");
    }
  }

  private static long number(byte[] header, int at, int length) throws IOException {
    if ((header[at] & 0x80) != 0) {
      long value = header[at] & 0x3f;
      for (int i = 1; i < length; i++) {
        value = (value << 8) | (header[at + i] & 0xff);
      }
      return value;
    }
    String digits = text(header, at, length).strip();
    if (digits.isEmpty()) {
      return 0;
    }
    if (!digits.matches("[0-7]{1,20}")) {
      throw new IOException("the archive has no number where one belongs: " + digits);
    }
    return Long.parseLong(digits, 8);
  }

  private static String text(byte[] bytes, int at, int length) {
    int end = at;
    while (end < at + length && bytes[end] != 0) {
      end++;
    }
    return new String(Arrays.copyOfRange(bytes, at, end), StandardCharsets.UTF_8);
  }
}

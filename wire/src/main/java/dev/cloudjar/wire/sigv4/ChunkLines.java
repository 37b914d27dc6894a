package dev.cloudjar.wire.sigv4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lines between the data of an {@code aws-chunked} body, each ended by CR and LF. */
final class ChunkLines {
  private static final int LONGEST_LINE_BYTES = 1024;
  private static final int MOST_SIZE_DIGITS = 15;

  private final byte[] line = new byte[LONGEST_LINE_BYTES];
  private int length;

  /**
   * The next line without its end; null where more input is needed.
   *
   * @throws BodyRefusedException for a line that is too long or ends otherwise
   */
  @Nullable String next(ByteBuffer input) {
    while (input.hasRemaining()) {
      byte b = input.get();
      if (b == '\n') {
        if (length == 0 || line[length - 1] != '\r') {
          throw unreadable();
        }
        String text = new String(line, 0, length - 1, StandardCharsets.ISO_8859_1);
        length = 0;
        return text;
      }
      if (length == LONGEST_LINE_BYTES || (length > 0 && line[length - 1] == '\r')) {
        throw unreadable();
      }
      line[length++] = b;
    }
    return null;
  }

  /** The name of a trailing header. */
  static String name(String line, int colon) {
    return line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The line before the data of a chunk.
   *
   * @param signature empty where chunks are not signed
   */
  record ChunkHeader(long sizeBytes, String signature) {
    private static final String SIGNATURE = "chunk-signature=";

    static ChunkHeader parse(String line, boolean signed) {
      int semicolon = line.indexOf(';');
      String digits = semicolon < 0 ? line : line.substring(0, semicolon);
      if (!signed) {
        return new ChunkHeader(size(digits), "");
      }
      if (semicolon < 0 || !line.startsWith(SIGNATURE, semicolon + 1)) {
        throw unreadable();
      }
      return new ChunkHeader(
          size(digits), line.substring(semicolon + 1 + SIGNATURE.length()).strip());
    }

    private static long size(String digits) {
      if (digits.isEmpty() || digits.length() > MOST_SIZE_DIGITS) {
        throw unreadable();
      }
      long size = 0;
      for (int i = 0; i < digits.length(); i++) {
        char c = digits.charAt(i);
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
          throw unreadable();
        }
        size = (size << 4) | digit;
      }
      return size;
    }
  }

  private static BodyRefusedException unreadable() {
    return new BodyRefusedException(new SignatureFailure.IncompleteBody());
  }
}

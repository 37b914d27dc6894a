package dev.cloudjar.gateway.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What every answer's head has, whatever the version of HTTP. */
final class ResponseHeaders {
  static final String SERVER = "Cloudjar";

  private static final DateTimeFormatter DATE_FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static volatile @Nullable Second second;

  private ResponseHeaders() {}

  /**
   * The time outside, never that of the virtual clock: clients set the time of their signatures by
   * it.
   */
  static byte[] date() {
    long epochSecond = System.currentTimeMillis() / 1000;
    Second current = second;
    if (current == null || current.epochSecond != epochSecond) {
      String text = DATE_FORMAT.format(Instant.ofEpochSecond(epochSecond));
      current = new Second(epochSecond, text.getBytes(StandardCharsets.US_ASCII));
      second = current;
    }
    return current.text;
  }

  /** Whether a header is the door's to write. */
  static boolean isDoorsOwn(String name) {
    return switch (name.length()) {
      case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
      case 14 -> name.equalsIgnoreCase("content-length");
      case 17 -> name.equalsIgnoreCase("transfer-encoding");
      default -> false;
    };
  }

  static boolean breaksLines(char c) {
    return c == '\r' || c == '\n' || c == '\0';
  }

  static String inOneLine(String value) {
    return value.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Second(long epochSecond, byte[] text) {}
}

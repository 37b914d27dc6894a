package dev.cloudjar.wire.sigv4;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times as signatures write them: ISO 8601's basic format in UTC, {@code 20130524T000000Z}. */
final class BasicTime {
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private BasicTime() {}

  static String format(Instant time) {
    return BASIC.format(time);
  }

  /** The time; null for anything that is none. */
  static @Nullable Instant parse(String text) {
    if (text.length() != 16
        || text.charAt(8) != 'T'
        || text.charAt(15) != 'Z'
        || !isDigits(text, 0, 8)
        || !isDigits(text, 9, 15)) {
      return null;
    }
    try {
      return LocalDateTime.of(
              number(text, 0, 4),
              number(text, 4, 6),
              number(text, 6, 8),
              number(text, 9, 11),
              number(text, 11, 13),
              number(text, 13, 15))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The time of a {@code Date} header; null for anything that is none. */
  static @Nullable Instant parseHttpDate(String text) {
    Instant basic = parse(text);
    if (basic != null) {
      return basic;
    }
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  static boolean isDate(String text) {
    return text.length() == 8 && isDigits(text, 0, 8);
  }

  private static boolean isDigits(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int start, int end) {
    int number = 0;
    for (int i = start; i < end; i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}

package dev.cloudjar.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Points in time as policies write them: ISO 8601 as far as the W3C uses it, or epoch seconds. */
final class DateValue {
  private static final Pattern ISO =
      Pattern.compile(
          "(-?\\d{1,9})(?:-(\\d{1,2})(?:-(\\d{1,2}))?)?"
              + "(?:[Tt](?:(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,9}))?)?)?"
              + "([Zz]|[+-]\\d{2}(?::?\\d{2})?)?)?)?");
  private static final int MOST_CHARACTERS = 64;

  private DateValue() {}

  /** The point in time; null for what is none. */
  static @Nullable Instant parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      return null;
    }
    if (text.indexOf('-') < 0 && text.indexOf('T') < 0 && text.indexOf('t') < 0) {
      return epoch(text);
    }
    Matcher matcher = ISO.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    int month = number(matcher.group(2), 1);
    int day = number(matcher.group(3), 1);
    int hour = number(matcher.group(4), 0);
    int minute = number(matcher.group(5), 0);
    int second = number(matcher.group(6), 0);
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) {
      return null;
    }
    try {
      return LocalDate.of(Integer.parseInt(matcher.group(1)), month, 1)
          .plusDays(day - 1L)
          .atTime(hour, minute, second)
          .toInstant(ZoneOffset.UTC)
          .plusNanos(nanos(matcher.group(7)))
          .minusSeconds(offsetSeconds(matcher.group(8)));
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Instant epoch(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    try {
      long seconds = Long.parseLong(text);
      return seconds > Instant.MAX.getEpochSecond() ? Instant.MAX : Instant.ofEpochSecond(seconds);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  private static long nanos(@Nullable String fraction) {
    return fraction == null ? 0 : Long.parseLong((fraction + "00000000").substring(0, 9));
  }

  private static long offsetSeconds(@Nullable String zone) {
    if (zone == null || zone.equalsIgnoreCase("z")) {
      return 0;
    }
    String digits = zone.substring(1).replace(":", "");
    long minutes = digits.length() > 2 ? Integer.parseInt(digits.substring(2)) : 0;
    long seconds = Integer.parseInt(digits.substring(0, 2)) * 3_600L + minutes * 60;
    return zone.startsWith("-") ? -seconds : seconds;
  }
}

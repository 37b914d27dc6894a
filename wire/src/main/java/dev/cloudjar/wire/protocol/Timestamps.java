package dev.cloudjar.wire.protocol;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** Instants as text. AWS keeps milliseconds where the format has them, and so does this. */
final class Timestamps {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int LONGEST_TEXT = 40;
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(Instant.MAX.getEpochSecond());
  private static final BigDecimal LEAST_SECONDS = BigDecimal.valueOf(Instant.MIN.getEpochSecond());

  private Timestamps() {}

  /**
   * Reads an instant.
   *
   * @throws DateTimeException for anything else
   */
  static Instant read(String text, TimestampFormatTrait.Format format) {
    if (text.length() > LONGEST_TEXT) {
      throw new DateTimeException("Too long for a timestamp");
    }
    return switch (format) {
      case ISO_8601 -> readIso(text);
      case RFC_822 ->
          !text.isEmpty() && Character.isDigit(text.charAt(0))
              ? readIso(text)
              : DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      case UNIX_TIMESTAMP -> ofSeconds(decimal(text));
      case UNIX_TIMESTAMP_MILLIS -> ofSeconds(decimal(text).movePointLeft(3));
    };
  }

  /** Seconds since the epoch as an instant. */
  static Instant ofSeconds(BigDecimal seconds) {
    // Before any arithmetic: 1e999999999 would fill the memory with its zeros.
    if (Math.abs((long) seconds.scale()) > LONGEST_TEXT
        || seconds.compareTo(MOST_SECONDS) > 0
        || seconds.compareTo(LEAST_SECONDS) < 0) {
      throw new DateTimeException("Out of range");
    }
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos = seconds.subtract(whole).movePointRight(9).longValue();
    return Instant.ofEpochSecond(whole.longValue(), nanos);
  }

  /**
   * Seconds since the epoch as an instant, to the millisecond, as a binary fraction is no finer.
   */
  static Instant ofSeconds(double seconds) {
    if (!(Math.abs(seconds) < 1e12)) {
      throw new DateTimeException("Out of range");
    }
    return Instant.ofEpochMilli(Math.round(seconds * 1000));
  }

  private static BigDecimal decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException notOne) {
      throw new DateTimeException("Not a number", notOne);
    }
  }

  private static Instant readIso(String text) {
    if (text.length() == 10) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    int zone = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    boolean zoned = zone > 10 || text.endsWith("Z");
    return zoned ? Instant.parse(text) : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }

  /** The text of an instant. */
  static String write(Instant instant, TimestampFormatTrait.Format format) {
    return switch (format) {
      case ISO_8601 -> iso(instant, false);
      case RFC_822 -> HTTP_DATE.format(instant);
      case UNIX_TIMESTAMP -> unixSeconds(instant);
      case UNIX_TIMESTAMP_MILLIS -> Long.toString(instant.toEpochMilli());
    };
  }

  /** Such as {@code 1700000000} or {@code 1700000000.123}. */
  static String unixSeconds(Instant instant) {
    long seconds = instant.getEpochSecond();
    int millis = instant.getNano() / 1_000_000;
    if (millis == 0) {
      return Long.toString(seconds);
    }
    return BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(millis, 3)).toPlainString();
  }

  /**
   * Such as {@code 2026-01-31T12:00:00Z}.
   *
   * @param alwaysMillis whether {@code .000} is written too, as S3 and EC2 do
   */
  static String iso(Instant instant, boolean alwaysMillis) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(24);
    int year = time.getYear();
    if (year < 0 || year > 9999) {
      return Instant.ofEpochMilli(instant.toEpochMilli()).toString();
    }
    digits(text, year, 4).append('-');
    digits(text, time.getMonthValue(), 2).append('-');
    digits(text, time.getDayOfMonth(), 2).append('T');
    digits(text, time.getHour(), 2).append(':');
    digits(text, time.getMinute(), 2).append(':');
    digits(text, time.getSecond(), 2);
    int millis = instant.getNano() / 1_000_000;
    if (alwaysMillis || millis != 0) {
      digits(text.append('.'), millis, 3);
    }
    return text.append('Z').toString();
  }

  private static StringBuilder digits(StringBuilder text, int number, int width) {
    for (int place = width, unit = (int) Math.pow(10, width - 1); place > 0; place--, unit /= 10) {
      text.append((char) ('0' + number / unit % 10));
    }
    return text;
  }
}

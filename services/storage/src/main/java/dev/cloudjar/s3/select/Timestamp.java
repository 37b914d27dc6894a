package dev.cloudjar.s3.select;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A point in time, as exactly as it was written.
 *
 * @param precision the smallest unit that was written: years, months, days, minutes, seconds or
 *     less
 */
record Timestamp(OffsetDateTime time, ChronoUnit precision) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d))?)?"
              + "(?:T(?:(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?"
              + "(Z|[+-]\\d\\d:?\\d\\d)?)?)?");

  private static final int MILLIS_DIGITS = 3;

  /** The parts of a time that functions name. */
  enum Part {
    YEAR(ChronoUnit.YEARS),
    MONTH(ChronoUnit.MONTHS),
    DAY(ChronoUnit.DAYS),
    HOUR(ChronoUnit.HOURS),
    MINUTE(ChronoUnit.MINUTES),
    SECOND(ChronoUnit.SECONDS),
    TIMEZONE_HOUR(ChronoUnit.FOREVER),
    TIMEZONE_MINUTE(ChronoUnit.FOREVER);

    private final ChronoUnit unit;

    Part(ChronoUnit unit) {
      this.unit = unit;
    }

    static @Nullable Part named(String name) {
      for (Part part : values()) {
        if (part.name().equalsIgnoreCase(name)) {
          return part;
        }
      }
      return null;
    }

    boolean isZone() {
      return unit == ChronoUnit.FOREVER;
    }
  }

  Instant instant() {
    return time.toInstant();
  }

  static Timestamp of(Instant instant) {
    return new Timestamp(instant.atOffset(ZoneOffset.UTC), ChronoUnit.NANOS);
  }

  /** A time as ISO 8601 writes it, any of whose smaller parts may be left out; null for none. */
  static @Nullable Timestamp parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    try {
      String fraction = form.group(7);
      String zone = form.group(8);
      OffsetDateTime time =
          OffsetDateTime.of(
              number(form.group(1), 1),
              number(form.group(2), 1),
              number(form.group(3), 1),
              number(form.group(4), 0),
              number(form.group(5), 0),
              number(form.group(6), 0),
              fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9)),
              zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone));
      return new Timestamp(time, precision(form));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }

  private static ChronoUnit precision(Matcher form) {
    if (form.group(2) == null && form.group(4) == null) {
      return ChronoUnit.YEARS;
    }
    if (form.group(3) == null && form.group(4) == null) {
      return ChronoUnit.MONTHS;
    }
    if (form.group(4) == null) {
      return ChronoUnit.DAYS;
    }
    if (form.group(6) == null) {
      return ChronoUnit.MINUTES;
    }
    return form.group(7) == null ? ChronoUnit.SECONDS : ChronoUnit.NANOS;
  }

  /** This moved by so many of a part, which it is then exact to. */
  Timestamp plus(Part part, long count) {
    try {
      ChronoUnit exact =
          part.unit.compareTo(precision) < 0
              ? (part.unit == ChronoUnit.HOURS ? ChronoUnit.MINUTES : part.unit)
              : precision;
      return new Timestamp(time.plus(count, part.unit), exact);
    } catch (DateTimeException | ArithmeticException e) {
      throw SelectException.invalidArguments("DATE_ADD leads out of time");
    }
  }

  /** How many whole parts lie between this and another time. */
  long until(Timestamp other, Part part) {
    return part.unit.between(time, other.time);
  }

  long extract(Part part) {
    return switch (part) {
      case YEAR -> time.getYear();
      case MONTH -> time.getMonthValue();
      case DAY -> time.getDayOfMonth();
      case HOUR -> time.getHour();
      case MINUTE -> time.getMinute();
      case SECOND -> time.getSecond();
      case TIMEZONE_HOUR -> time.getOffset().getTotalSeconds() / 3_600;
      case TIMEZONE_MINUTE -> time.getOffset().getTotalSeconds() / 60 % 60;
    };
  }

  String shown() {
    return switch (precision) {
      case YEARS -> String.format(Locale.ROOT, "%04dT", time.getYear());
      case MONTHS -> String.format(Locale.ROOT, "%04d-%02dT", time.getYear(), time.getMonthValue());
      case DAYS -> time.toLocalDate() + "T";
      case MINUTES ->
          time.toLocalDate()
              + String.format(Locale.ROOT, "T%02d:%02d", time.getHour(), time.getMinute())
              + time.getOffset();
      default -> seconds();
    };
  }

  private String seconds() {
    String second =
        String.format(
            Locale.ROOT, "T%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond());
    String fraction = String.format(Locale.ROOT, "%09d", time.getNano());
    int end = fraction.length();
    while (end > MILLIS_DIGITS && fraction.charAt(end - 1) == '0') {
      end--;
    }
    boolean none = precision == ChronoUnit.SECONDS || time.getNano() == 0;
    return time.toLocalDate()
        + second
        + (none ? "" : "." + fraction.substring(0, end))
        + time.getOffset();
  }
}

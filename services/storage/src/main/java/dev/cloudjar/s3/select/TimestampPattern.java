package dev.cloudjar.s3.select;

import java.time.OffsetDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/** The patterns by which {@code TO_STRING} writes times. */
final class TimestampPattern {
  private static final String CODE = "EvaluatorInvalidTimestampFormatPattern";

  private TimestampPattern() {}

  static String format(String pattern, OffsetDateTime time) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == '\'') {
        int end = pattern.indexOf('\'', at + 1);
        if (end < 0) {
          throw invalid(pattern);
        }
        out.append(end == at + 1 ? "'" : pattern.substring(at + 1, end));
        at = end + 1;
      } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        int end = at;
        while (end < pattern.length() && pattern.charAt(end) == c) {
          end++;
        }
        out.append(symbol(c, end - at, time, pattern));
        at = end;
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static String symbol(char letter, int count, OffsetDateTime time, String pattern) {
    return switch (letter) {
      case 'y' -> year(count, time.getYear(), pattern);
      case 'M' -> month(count, time, pattern);
      case 'd' -> padded(time.getDayOfMonth(), count, pattern);
      case 'a' -> time.getHour() < 12 ? "AM" : "PM";
      case 'h' -> padded((time.getHour() + 11) % 12 + 1, count, pattern);
      case 'H' -> padded(time.getHour(), count, pattern);
      case 'm' -> padded(time.getMinute(), count, pattern);
      case 's' -> padded(time.getSecond(), count, pattern);
      case 'S' -> fraction(count, time, pattern);
      case 'n' -> Integer.toString(time.getNano());
      case 'X' -> zone(count, time, true, pattern);
      case 'x' -> zone(count, time, false, pattern);
      default -> throw invalid(pattern);
    };
  }

  private static String year(int count, int year, String pattern) {
    return switch (count) {
      case 1 -> Integer.toString(year);
      case 2 -> String.format(Locale.ROOT, "%02d", year % 100);
      case 3, 4 -> String.format(Locale.ROOT, "%04d", year);
      default -> throw invalid(pattern);
    };
  }

  private static String month(int count, OffsetDateTime time, String pattern) {
    return switch (count) {
      case 1, 2 -> padded(time.getMonthValue(), count, pattern);
      case 3 -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 4 -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 5 -> time.getMonth().getDisplayName(TextStyle.NARROW, Locale.ENGLISH);
      default -> throw invalid(pattern);
    };
  }

  private static String padded(int number, int count, String pattern) {
    return switch (count) {
      case 1 -> Integer.toString(number);
      case 2 -> String.format(Locale.ROOT, "%02d", number);
      default -> throw invalid(pattern);
    };
  }

  private static String fraction(int count, OffsetDateTime time, String pattern) {
    if (count > 9) {
      throw invalid(pattern);
    }
    return String.format(Locale.ROOT, "%09d", time.getNano()).substring(0, count);
  }

  private static String zone(int count, OffsetDateTime time, boolean letter, String pattern) {
    int seconds = time.getOffset().getTotalSeconds();
    if (letter && seconds == 0) {
      return "Z";
    }
    int minutes = Math.abs(seconds) / 60;
    String sign = seconds < 0 ? "-" : "+";
    String hours = String.format(Locale.ROOT, "%s%02d", sign, minutes / 60);
    String rest = String.format(Locale.ROOT, "%02d", minutes % 60);
    return switch (count) {
      case 1 -> minutes % 60 == 0 ? hours : hours + rest;
      case 2, 4 -> hours + rest;
      case 3, 5 -> hours + ":" + rest;
      default -> throw invalid(pattern);
    };
  }

  private static SelectException invalid(String pattern) {
    return new SelectException(
        CODE, "Time stamp format pattern contains unsupported symbols: " + pattern);
  }
}

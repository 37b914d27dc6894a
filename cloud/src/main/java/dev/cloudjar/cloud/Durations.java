package dev.cloudjar.cloud;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads lengths of time as people write them. */
public final class Durations {
  private static final int LONGEST_TEXT = 100;
  private static final Pattern PART = Pattern.compile("(\\d{1,18})(ms|[wdhms])");
  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,18}(?:ms|[wdhms]))+");

  /** ISO-8601 with weeks and days, of which {@link Duration} reads only the latter. */
  private static final Pattern ISO =
      Pattern.compile("P(?:(\\d{1,9})W)?(?:(\\d{1,9})D)?(?:(T)(?=\\d)(.+))?");

  private Durations() {}

  /**
   * Reads {@code 90d}, {@code 36h}, {@code 15m}, {@code 10s}, {@code 500ms}, {@code 2w}, several of
   * them in a row such as {@code 1d12h}, or ISO-8601 such as {@code P90D}, {@code P1W} or {@code
   * PT1H30M}. A day has 24 hours.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  public static Duration parse(String text) {
    String trimmed = text.strip();
    try {
      if (trimmed.length() <= LONGEST_TEXT) {
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (WHOLE.matcher(lower).matches()) {
          return sum(lower);
        }
        Duration iso = iso(trimmed.toUpperCase(Locale.ROOT));
        if (!iso.isNegative()) {
          return iso;
        }
      }
    } catch (ArithmeticException | DateTimeParseException e) {
      throw new IllegalArgumentException(complaint(trimmed), e);
    }
    throw new IllegalArgumentException(complaint(trimmed));
  }

  private static Duration sum(String text) {
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      long count = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2)) {
                case "w" -> Duration.ofDays(Math.multiplyExact(count, 7));
                case "d" -> Duration.ofDays(count);
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMillis(count);
              });
    }
    return sum;
  }

  private static Duration iso(String text) {
    Matcher iso = ISO.matcher(text);
    if (text.equals("P") || !iso.matches()) {
      throw new DateTimeParseException("not ISO-8601", text, 0);
    }
    Duration time = iso.group(3) == null ? Duration.ZERO : Duration.parse("PT" + iso.group(4));
    return time.plusDays(7 * number(iso.group(1)) + number(iso.group(2)));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static String complaint(String text) {
    String shown = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
    return "\"" + shown + "\" is no length of time: write 90d, 36h, 15m, 10s, 1d12h or PT36H";
  }
}

package dev.cloudjar.s3.accesslog;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How the objects that carry a bucket's log are named.
 *
 * @param prefix of all of them; may be empty
 * @param form what comes after it
 */
public record LogObjectName(String prefix, Form form) {

  /** What comes after the prefix. */
  public enum Form {
    /** The time alone. */
    SIMPLE,
    /** Account, Region, bucket and the day of delivery, then the time. */
    BY_DELIVERY,
    /** Account, Region, bucket and the day of the requests, whose time of day is left out. */
    BY_EVENT
  }

  /** Whose log it is. */
  public record Source(String accountId, String region, String bucket) {}

  private static final DateTimeFormatter SECOND = format("yyyy-MM-dd-HH-mm-ss");
  private static final DateTimeFormatter FOLDER = format("yyyy/MM/dd/");

  /** Whether each object has the requests of one day only. */
  public boolean splitsDays() {
    return form == Form.BY_EVENT;
  }

  /**
   * The name of one object.
   *
   * @param day of the requests in it
   * @param delivery when it is put
   * @param unique makes it the only one of that name
   */
  public String of(Source source, LocalDate day, Instant delivery, String unique) {
    Instant time = form == Form.BY_EVENT ? day.atStartOfDay(ZoneOffset.UTC).toInstant() : delivery;
    String folder =
        form == Form.SIMPLE
            ? ""
            : source.accountId()
                + "/"
                + source.region()
                + "/"
                + source.bucket()
                + "/"
                + FOLDER.format(time);
    return prefix + folder + SECOND.format(time) + "-" + unique;
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}

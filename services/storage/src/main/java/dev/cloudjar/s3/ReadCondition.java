package dev.cloudjar.s3;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks to hold of an object.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html">Conditional
 *     reads</a>
 */
record ReadCondition(
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    @Nullable Instant ifModifiedSince,
    @Nullable Instant ifUnmodifiedSince) {

  /** What doesn't hold. */
  enum Failure {
    IF_MATCH("If-Match"),
    IF_UNMODIFIED_SINCE("If-Unmodified-Since"),
    IF_NONE_MATCH("If-None-Match"),
    IF_MODIFIED_SINCE("If-Modified-Since");

    private final String header;

    Failure(String header) {
      this.header = header;
    }

    String header() {
      return header;
    }

    /** Whether a reader has the object already, rather than having another one. */
    boolean isNotModified() {
      return this == IF_NONE_MATCH || this == IF_MODIFIED_SINCE;
    }
  }

  /** What doesn't hold of {@code object}; null where all does. */
  @Nullable Failure failure(Version.Stored object, Instant now) {
    if (ifMatch != null) {
      if (!matches(ifMatch, object.etag())) {
        return Failure.IF_MATCH;
      }
    } else if (ifUnmodifiedSince != null
        && object.lastModified().isAfter(ifUnmodifiedSince.truncatedTo(ChronoUnit.SECONDS))) {
      return Failure.IF_UNMODIFIED_SINCE;
    }
    if (ifNoneMatch != null) {
      return matches(ifNoneMatch, object.etag()) ? Failure.IF_NONE_MATCH : null;
    }
    if (ifModifiedSince != null
        && !ifModifiedSince.isAfter(now)
        && !object.lastModified().isAfter(ifModifiedSince.truncatedTo(ChronoUnit.SECONDS))) {
      return Failure.IF_MODIFIED_SINCE;
    }
    return null;
  }

  private static boolean matches(String header, String etag) {
    for (String each : header.split(",", -1)) {
      String asked = unquoted(each);
      if (asked.equals("*") || asked.equals(etag)) {
        return true;
      }
    }
    return false;
  }

  /** An ETag without the quotes around it. */
  static String unquoted(String etag) {
    String text = etag.strip();
    if (text.startsWith("W/")) {
      text = text.substring(2);
    }
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}

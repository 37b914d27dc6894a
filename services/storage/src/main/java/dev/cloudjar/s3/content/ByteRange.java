package dev.cloudjar.s3.content;

import java.util.Optional;

/**
 * A range of the bytes of an object that has at least one.
 *
 * @param first the first byte's position, from 0
 * @param last the last byte's position, at or past {@code first} and within the object
 */
public record ByteRange(long first, long last) {

  /** What a Range header asks of an object. */
  public sealed interface Asked {}

  /** Exactly these bytes. */
  public record Part(ByteRange range) implements Asked {}

  /** The header is none that S3 understands, or asks for several ranges: it is passed over. */
  public record Whole() implements Asked {}

  /** No byte of the object is in the range. */
  public record Unsatisfiable() implements Asked {}

  private static final Asked WHOLE = new Whole();
  private static final Asked UNSATISFIABLE = new Unsatisfiable();
  private static final String UNIT = "bytes=";

  public long sizeBytes() {
    return last - first + 1;
  }

  /**
   * Reads a Range header as S3 does: one range of bytes, open, closed or counted from the end.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject</a>
   */
  public static Asked parse(String header, long sizeBytes) {
    String text = header.strip();
    if (!text.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return WHOLE;
    }
    String spec = text.substring(UNIT.length()).strip();
    int dash = spec.indexOf('-');
    if (dash < 0 || spec.indexOf('-', dash + 1) >= 0) {
      return WHOLE;
    }
    Optional<Long> from = number(spec.substring(0, dash).strip());
    Optional<Long> to = number(spec.substring(dash + 1).strip());
    if (from.isEmpty() || to.isEmpty()) {
      return WHOLE;
    }
    return resolve(from.get(), to.get(), sizeBytes);
  }

  private static Asked resolve(long from, long to, long sizeBytes) {
    if (from == ABSENT && to == ABSENT) {
      return WHOLE;
    }
    if (from == ABSENT) {
      if (to == 0 || sizeBytes == 0) {
        return UNSATISFIABLE;
      }
      return new Part(new ByteRange(Math.max(0, sizeBytes - to), sizeBytes - 1));
    }
    if (to != ABSENT && from > to) {
      return WHOLE;
    }
    if (from >= sizeBytes) {
      return UNSATISFIABLE;
    }
    return new Part(
        new ByteRange(from, to == ABSENT ? sizeBytes - 1 : Math.min(to, sizeBytes - 1)));
  }

  private static final long ABSENT = -1;

  /** The number that {@code text} is; {@link #ABSENT} for none; empty for anything else. */
  private static Optional<Long> number(String text) {
    if (text.isEmpty()) {
      return Optional.of(ABSENT);
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    return Optional.of(text.length() > 18 ? Long.MAX_VALUE : Long.parseLong(text));
  }

  /** As a {@code Content-Range} header tells it. */
  public String contentRange(long sizeBytes) {
    return "bytes " + first + "-" + last + "/" + sizeBytes;
  }
}

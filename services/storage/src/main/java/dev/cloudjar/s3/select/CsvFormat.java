package dev.cloudjar.s3.select;

/**
 * How CSV is written.
 *
 * @param quote within which delimiters stand for themselves
 * @param escape makes a quote within quotes stand for itself
 * @param comment what lines begin with that are no records; empty for none
 * @param quotedDelimiters whether records may go on behind a delimiter within quotes
 */
public record CsvFormat(
    Header header,
    String fieldDelimiter,
    String recordDelimiter,
    char quote,
    char escape,
    String comment,
    boolean quotedDelimiters) {

  /** What the first line is. */
  public enum Header {
    /** A record. */
    NONE,
    /** Left out. */
    IGNORE,
    /** The names of the columns. */
    USE
  }
}

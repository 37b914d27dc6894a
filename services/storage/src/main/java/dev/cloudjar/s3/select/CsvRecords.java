package dev.cloudjar.s3.select;

import dev.cloudjar.s3.select.CsvFormat.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CSV, a record at a time. */
public final class CsvRecords implements Records {
  private static final int MAX_RECORD_BYTES = 1 << 20;
  private static final int MAX_COLUMNS = 10_000;

  private final CsvFormat format;
  private final byte[] fieldDelimiter;
  private final byte[] recordDelimiter;
  private final byte[] comment;
  private final ByteInput in;
  private final long lastStart;
  private CsvColumns columns;
  private boolean atStart;

  /**
   * @param columns the names that were read before; those of the first record where it tells them
   * @param skipFirst whether what comes first is the rest of a record
   * @param lastStart where the last record may begin, counted from where the bytes begin
   */
  public CsvRecords(
      InputStream in,
      CsvFormat format,
      @Nullable CsvColumns columns,
      boolean skipFirst,
      long lastStart)
      throws IOException {
    this.in = new ByteInput(in);
    this.format = format;
    this.fieldDelimiter = format.fieldDelimiter().getBytes(StandardCharsets.UTF_8);
    this.recordDelimiter = format.recordDelimiter().getBytes(StandardCharsets.UTF_8);
    this.comment = format.comment().getBytes(StandardCharsets.UTF_8);
    this.lastStart = lastStart;
    this.atStart = columns == null;
    this.columns = columns == null ? CsvColumns.UNNAMED : columns;
    if (skipFirst) {
      skipRest();
    }
  }

  private void skipRest() throws IOException {
    while (!this.in.takeIf(recordDelimiter)) {
      if (this.in.take() < 0) {
        return;
      }
    }
  }

  /** The names of the columns, read off the first record where it tells them. */
  public CsvColumns columns() throws IOException {
    if (atStart) {
      atStart = false;
      if (format.header() != Header.NONE) {
        List<String> first = next();
        if (first != null && format.header() == Header.USE) {
          columns = new CsvColumns(first);
        }
      }
    }
    return columns;
  }

  @Override
  public void read(Sink sink) throws IOException {
    CsvColumns names = columns();
    while (in.takenBytes() <= lastStart) {
      List<String> values = next();
      if (values == null || !sink.take(new CsvRow(names, values))) {
        return;
      }
    }
  }

  /** The values of the next record; null at the end. */
  private @Nullable List<String> next() throws IOException {
    while (true) {
      if (in.peek() < 0 || in.takenBytes() > lastStart) {
        return null;
      }
      if (comment.length > 0 && in.takeIf(comment)) {
        skipRest();
        continue;
      }
      List<String> values = new ArrayList<>();
      readRecord(values);
      if (values.size() > 1 || !values.getFirst().isEmpty()) {
        return values;
      }
    }
  }

  private void readRecord(List<String> values) throws IOException {
    long begin = in.takenBytes();
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    boolean quoted = false;
    boolean wasQuoted = false;
    while (true) {
      if (in.takenBytes() - begin > MAX_RECORD_BYTES) {
        throw new SelectException(
            "OverMaxRecordSize",
            "The length of a record in the input or result is greater than the maxCharsPerRecord"
                + " limit of 1 MB.");
      }
      if ((!quoted || !format.quotedDelimiters()) && in.takeIf(recordDelimiter)) {
        addLast(values, value, wasQuoted);
        return;
      }
      if (!quoted && in.takeIf(fieldDelimiter)) {
        add(values, value);
        wasQuoted = false;
        continue;
      }
      int next = in.take();
      if (next < 0) {
        if (quoted && format.quotedDelimiters()) {
          throw new SelectException(
              "CSVParsingError",
              "Encountered an error parsing the CSV file: a quote is not closed.");
        }
        addLast(values, value, wasQuoted);
        return;
      }
      if (quoted && next == format.escape() && isEscapable(in.peek())) {
        value.write(in.take());
      } else if (quoted && next == format.quote()) {
        quoted = false;
      } else if (!quoted && next == format.quote() && value.size() == 0 && !wasQuoted) {
        quoted = true;
        wasQuoted = true;
      } else {
        value.write(next);
      }
    }
  }

  private boolean isEscapable(int next) {
    return next == format.quote() || next == format.escape();
  }

  private void add(List<String> values, ByteArrayOutputStream value) {
    if (values.size() == MAX_COLUMNS) {
      throw new SelectException("OverMaxColumn", "The number of columns is over the maximum.");
    }
    values.add(value.toString(StandardCharsets.UTF_8));
    value.reset();
  }

  /** Where lines end in a line feed, a carriage return before it is none of the record's. */
  private void addLast(List<String> values, ByteArrayOutputStream value, boolean wasQuoted) {
    String text = value.toString(StandardCharsets.UTF_8);
    if (!values.isEmpty() || !wasQuoted || !text.isEmpty()) {
      boolean carriage = format.recordDelimiter().equals("\n") && text.endsWith("\r");
      value.reset();
      value.writeBytes(
          (carriage ? text.substring(0, text.length() - 1) : text)
              .getBytes(StandardCharsets.UTF_8));
    }
    add(values, value);
  }
}

package dev.cloudjar.s3.batch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes comma-separated values, as RFC 4180 has them. */
public final class Csv {
  private static final int LONGEST_FIELD = 8 * 1024;

  private final Reader in;
  private int next;

  public Csv(InputStream in) throws IOException {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.next = this.in.read();
  }

  /**
   * The fields of the next line that is not empty; null at the end.
   *
   * @throws MalformedCsvException where that is no line
   */
  public @Nullable List<String> read() throws IOException {
    while (next == '\r' || next == '\n') {
      next = in.read();
    }
    if (next < 0) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    while (true) {
      fields.add(next == '"' ? quoted() : plain());
      if (next != ',') {
        break;
      }
      next = in.read();
    }
    if (next >= 0 && next != '\r' && next != '\n') {
      throw new MalformedCsvException("text behind a quoted field");
    }
    return fields;
  }

  private String plain() throws IOException {
    StringBuilder field = new StringBuilder();
    while (next >= 0 && next != ',' && next != '\r' && next != '\n') {
      append(field);
    }
    return field.toString();
  }

  private String quoted() throws IOException {
    StringBuilder field = new StringBuilder();
    next = in.read();
    while (next >= 0) {
      if (next == '"') {
        next = in.read();
        if (next != '"') {
          return field.toString();
        }
      }
      append(field);
    }
    throw new MalformedCsvException("a quoted field without end");
  }

  private void append(StringBuilder field) throws IOException {
    if (field.length() == LONGEST_FIELD) {
      throw new MalformedCsvException("a field that is too long");
    }
    field.append((char) next);
    next = in.read();
  }

  /** A line with its end. */
  static String line(String... fields) {
    StringBuilder line = new StringBuilder();
    for (String field : fields) {
      line.append(line.isEmpty() ? "" : ",").append(written(field));
    }
    return line.append("\r\n").toString();
  }

  private static String written(String field) {
    boolean quotes = field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quotes ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }
}

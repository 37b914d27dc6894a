package dev.cloudjar.s3.form;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.s3.form.MalformedFormException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a form while it comes: first its fields, of which there cannot be many, then its file. */
public final class FormReader {
  /** The most bytes that may come before the file. */
  public static final int MAX_FIELD_BYTES = 20 * 1024;

  private static final int WINDOW_BYTES = 64 * 1024;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "boundary=(?:\"([^\"]{1,70})\"|([^\\s;,\"]{1,70}))", Pattern.CASE_INSENSITIVE);
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([A-Za-z]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;]*))");
  private static final String DISPOSITION = "content-disposition:";

  private final Body body;
  private final byte[] delimiter;
  private byte[] window = new byte[WINDOW_BYTES];
  private int begin;
  private int end;
  private long taken;
  private boolean complete;
  private boolean fileEnded;

  /**
   * @param contentType the header, which tells what stands between the parts
   */
  public FormReader(Body body, String contentType) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw new MalformedFormException(Reason.NOT_WELL_FORMED);
    }
    String text = boundary.group(1) != null ? boundary.group(1) : boundary.group(2);
    this.body = body;
    this.delimiter = ("\r\n--" + text).getBytes(StandardCharsets.UTF_8);
    // The first delimiter has no line before it; so all of them look alike.
    window[0] = '\r';
    window[1] = '\n';
    this.end = 2;
    this.taken = -2;
  }

  /** Everything up to the file. */
  public FormFields fields() throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    until(delimiter, MAX_FIELD_BYTES);
    while (true) {
      String rest = until(new byte[] {'\r', '\n'}, MAX_FIELD_BYTES).strip();
      if (rest.equals("--")) {
        throw new MalformedFormException(Reason.NO_FILE);
      }
      if (!rest.isEmpty()) {
        throw new MalformedFormException(Reason.NOT_WELL_FORMED);
      }
      Map<String, String> parameters = partParameters();
      String name = parameters.get("name");
      if (name == null) {
        throw new MalformedFormException(Reason.NOT_WELL_FORMED);
      }
      if (name.equalsIgnoreCase("file")) {
        String fileName = parameters.get("filename");
        return FormFields.of(fields, fileName == null ? "" : fileName);
      }
      fields.putIfAbsent(name, until(delimiter, MAX_FIELD_BYTES));
    }
  }

  private Map<String, String> partParameters() throws IOException {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.regionMatches(true, 0, DISPOSITION, 0, DISPOSITION.length())) {
        Matcher matcher = PARAMETER.matcher(line);
        while (matcher.find()) {
          String quoted = matcher.group(2);
          parameters.putIfAbsent(
              matcher.group(1).toLowerCase(Locale.ROOT),
              quoted == null
                  ? matcher.group(3)
                  : quoted.replace("\\\"", "\"").replace("%22", "\""));
        }
      }
    }
    return parameters;
  }

  private String line() throws IOException {
    return until(new byte[] {'\r', '\n'}, MAX_FIELD_BYTES);
  }

  /** The text up to a mark, which is taken too. */
  private String until(byte[] mark, int maxBytes) throws IOException {
    int searched = begin;
    while (true) {
      int found = find(mark, searched);
      if (found >= 0) {
        String text = new String(window, begin, found - begin, StandardCharsets.UTF_8);
        take(found + mark.length - begin);
        return text;
      }
      if (taken + (end - begin) > maxBytes + (long) delimiter.length) {
        throw new MalformedFormException(Reason.TOO_LARGE);
      }
      int kept = Math.max(0, end - begin - mark.length + 1);
      if (!fill()) {
        throw new MalformedFormException(Reason.NOT_WELL_FORMED);
      }
      searched = begin + kept;
    }
  }

  private void take(int bytes) {
    begin += bytes;
    taken += bytes;
    if (taken > MAX_FIELD_BYTES) {
      throw new MalformedFormException(Reason.TOO_LARGE);
    }
  }

  /** How many bytes the form had up to here. */
  public long takenBytes() {
    return taken;
  }

  /** How many bytes a form usually has behind its file. */
  public int closingBytes() {
    return delimiter.length + "--\r\n".length();
  }

  /** The next bytes of the file, valid until the next call; null at its end. */
  public @Nullable ByteBuffer nextOfFile() throws IOException {
    if (fileEnded) {
      return null;
    }
    while (true) {
      int found = find(delimiter, begin);
      int upTo = found >= 0 ? found : end - delimiter.length + 1;
      if (found >= 0) {
        fileEnded = true;
      }
      if (upTo > begin) {
        ByteBuffer bytes = ByteBuffer.wrap(window, begin, upTo - begin).slice();
        begin = upTo;
        return bytes;
      }
      if (fileEnded) {
        return null;
      }
      if (!fill()) {
        throw new MalformedFormException(Reason.NOT_WELL_FORMED);
      }
    }
  }

  private int find(byte[] mark, int from) {
    int last = end - mark.length;
    for (int i = from; i <= last; i++) {
      if (window[i] == mark[0] && matches(mark, i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean matches(byte[] mark, int at) {
    for (int i = 1; i < mark.length; i++) {
      if (window[at + i] != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private @Nullable ByteBuffer pending;

  /** Gets more into the window; false where the body has ended. */
  private boolean fill() throws IOException {
    if (begin > 0) {
      System.arraycopy(window, begin, window, 0, end - begin);
      end -= begin;
      begin = 0;
    }
    while (!complete && (pending == null || !pending.hasRemaining())) {
      pending = body.next();
      complete = pending == null;
    }
    if (pending == null) {
      return false;
    }
    int count = Math.min(pending.remaining(), window.length - end);
    pending.get(window, end, count);
    end += count;
    return count > 0;
  }
}

package dev.cloudjar.ec2.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What somebody wants an instance to do at its first start, as cloud-init reads it: a script, a
 * configuration, or several of them in a MIME message; compressed or not.
 *
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/explanation/format.html">User-data
 *     formats</a>
 */
record UserData(List<Part> parts) {
  private static final int LONGEST_BYTES = 1024 * 1024;
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary\\s*=\\s*\"?([^\";\\r\\n]+)\"?", Pattern.CASE_INSENSITIVE);

  /** A part. */
  record Part(Kind kind, String text) {}

  /** What a part is. */
  enum Kind {
    SCRIPT,
    BOOT_HOOK,
    CLOUD_CONFIG,
    UNKNOWN
  }

  static UserData of(byte[] bytes) {
    return new UserData(parts(decompressed(bytes), ""));
  }

  private static String decompressed(byte[] bytes) {
    if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        return new String(in.readNBytes(LONGEST_BYTES), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return "";
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<Part> parts(String text, String type) {
    if (text.isBlank()) {
      return List.of();
    }
    String head = text.substring(0, Math.min(text.length(), 4_096)).toLowerCase(Locale.ROOT);
    if (type.startsWith("multipart/")
        || (type.isEmpty()
            && (head.startsWith("content-type: multipart/") || head.startsWith("mime-version:")))) {
      return message(text);
    }
    return List.of(new Part(kind(text, type), text));
  }

  private static Kind kind(String text, String type) {
    if (text.startsWith("#!") || type.equals("text/x-shellscript")) {
      return Kind.SCRIPT;
    }
    if (text.startsWith("#cloud-boothook") || type.equals("text/cloud-boothook")) {
      return Kind.BOOT_HOOK;
    }
    if (text.startsWith("#cloud-config") || type.equals("text/cloud-config")) {
      return Kind.CLOUD_CONFIG;
    }
    return Kind.UNKNOWN;
  }

  private static List<Part> message(String text) {
    String lines = text.replace("\r\n", "\n");
    Matcher boundary = BOUNDARY.matcher(lines);
    if (!boundary.find()) {
      return List.of(new Part(Kind.UNKNOWN, text));
    }
    List<Part> parts = new ArrayList<>();
    String[] pieces = ("\n" + lines).split("\n--" + Pattern.quote(boundary.group(1)), -1);
    for (int i = 1; i < pieces.length; i++) {
      if (!pieces[i].startsWith("--")) {
        parts.addAll(piece(pieces[i].substring(Math.max(0, pieces[i].indexOf('\n') + 1))));
      }
    }
    return parts;
  }

  private static List<Part> piece(String text) {
    int end = text.indexOf("\n\n");
    String headers = end < 0 ? "" : text.substring(0, end);
    String body = end < 0 ? text : text.substring(end + 2);
    String type = "";
    boolean encoded = false;
    for (String line : headers.split("\n", -1)) {
      String small = line.toLowerCase(Locale.ROOT);
      if (small.startsWith("content-type:")) {
        type = small.substring("content-type:".length()).split(";", 2)[0].strip();
      } else if (small.startsWith("content-transfer-encoding:")) {
        encoded = small.contains("base64");
      }
    }
    String plain =
        encoded ? new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8) : body;
    // Multi-part messages within messages have their own boundary in their header.
    return type.startsWith("multipart/") ? message(headers + "\n\n" + plain) : parts(plain, type);
  }
}

package dev.cloudjar.iam.signin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The fields of a form as a browser sends them. */
public record SubmittedForm(Map<String, String> fields) {
  public static final String TYPE = "application/x-www-form-urlencoded";

  /** The most that a form can have; no password or name comes near. */
  public static final int MOST_BYTES = 16 * 1024;

  /**
   * Reads a form; of a field that comes twice, the first one counts.
   *
   * @throws IllegalArgumentException where it is no form
   */
  public static SubmittedForm parse(byte[] body) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.putIfAbsent(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new SubmittedForm(Map.copyOf(fields));
  }

  /** A field; empty where there is none. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** A field without the spaces that pasting leaves around it. */
  public String trimmed(String name) {
    return field(name).strip();
  }
}

package dev.cloudjar.s3.cors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a rule allows a page.
 *
 * @param origin the page's, or a star for everybody
 * @param requestedHeaders what the page wants to send
 */
public record Allowance(CorsRule rule, String origin, List<String> requestedHeaders) {
  private static final String VARY =
      "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

  /** The headers that tell the browser so. */
  public List<Map.Entry<String, String>> responseHeaders() {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("Access-Control-Allow-Origin", origin));
    headers.add(Map.entry("Access-Control-Allow-Methods", String.join(", ", rule.methods())));
    if (!requestedHeaders.isEmpty()) {
      headers.add(
          Map.entry(
              "Access-Control-Allow-Headers",
              String.join(", ", requestedHeaders).toLowerCase(Locale.ROOT)));
    }
    if (!rule.exposed().isEmpty()) {
      headers.add(Map.entry("Access-Control-Expose-Headers", String.join(", ", rule.exposed())));
    }
    Long maxAgeSeconds = rule.maxAgeSeconds();
    if (maxAgeSeconds != null) {
      headers.add(Map.entry("Access-Control-Max-Age", Long.toString(maxAgeSeconds)));
    }
    if (!origin.equals("*")) {
      headers.add(Map.entry("Access-Control-Allow-Credentials", "true"));
    }
    headers.add(Map.entry("Vary", VARY));
    return headers;
  }
}

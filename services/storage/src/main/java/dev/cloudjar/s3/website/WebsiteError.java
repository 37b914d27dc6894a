package dev.cloudjar.s3.website;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An error, or a redirection, as a page says it.
 *
 * @param details such as the key, by the names that AWS gives them
 */
public record WebsiteError(int status, String code, String message, Map<String, String> details) {
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(301, "Moved Permanently"),
          Map.entry(302, "Found"),
          Map.entry(303, "See Other"),
          Map.entry(307, "Temporary Redirect"),
          Map.entry(308, "Permanent Redirect"),
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(416, "Requested Range Not Satisfiable"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"));

  /**
   * The page in HTML.
   *
   * @param ofErrorDocument why the site's own page for errors is not shown; null where it has none
   */
  public byte[] page(String requestId, String hostId, @Nullable WebsiteError ofErrorDocument) {
    StringBuilder page = new StringBuilder(512);
    String title = status + " " + REASONS.getOrDefault(status, "Error");
    page.append("<html>\n<head><title>").append(title).append("</title></head>\n<body>\n<h1>");
    page.append(title).append("</h1>\n<ul>\n");
    list(page);
    item(page, "RequestId", requestId);
    item(page, "HostId", hostId);
    page.append("</ul>\n");
    if (ofErrorDocument != null) {
      page.append("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>")
          .append("\n<ul>\n");
      ofErrorDocument.list(page);
      page.append("</ul>\n");
    }
    return page.append("<hr/>\n</body>\n</html>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void list(StringBuilder page) {
    item(page, "Code", code);
    item(page, "Message", message);
    details.forEach((name, value) -> item(page, name, value));
  }

  private static void item(StringBuilder page, String name, String value) {
    page.append("<li>").append(name).append(": ").append(escaped(value)).append("</li>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.s3.form.FormFields;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a browser is answered whose form has been accepted.
 *
 * @param location where the object is
 * @param headers of the object as it was put
 */
record FormAnswer(
    String bucket,
    String key,
    String etag,
    String location,
    List<Map.Entry<String, String>> headers) {

  PlainAnswer of(FormFields fields) {
    URI redirect = redirect(fields);
    if (redirect != null) {
      String query =
          "bucket=" + encoded(bucket) + "&key=" + encoded(key) + "&etag=" + encoded(etag);
      return answer(
          303, redirect + (redirect.getRawQuery() == null ? "?" : "&") + query, new byte[0]);
    }
    return switch (fields.values().getOrDefault("success_action_status", "")) {
      case "200" -> answer(200, location, new byte[0]);
      case "201" -> answer(201, location, document().getBytes(StandardCharsets.UTF_8));
      default -> answer(204, location, new byte[0]);
    };
  }

  private static @Nullable URI redirect(FormFields fields) {
    String sent = fields.get("success_action_redirect");
    String asked = sent == null ? fields.get("redirect") : sent;
    if (asked == null || asked.isEmpty()) {
      return null;
    }
    try {
      URI uri = new URI(asked);
      return uri.isAbsolute() && uri.getHost() != null ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private PlainAnswer answer(int status, String where, byte[] body) {
    List<Map.Entry<String, String>> all = new ArrayList<>(headers);
    all.add(Map.entry("Location", where));
    if (body.length > 0) {
      all.add(Map.entry("Content-Type", "application/xml"));
    }
    return new PlainAnswer(status, all, new Content.Bytes(ByteBuffer.wrap(body)));
  }

  private String document() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>"
        + escaped(location)
        + "</Location><Bucket>"
        + escaped(bucket)
        + "</Bucket><Key>"
        + escaped(key)
        + "</Key><ETag>"
        + escaped(etag)
        + "</ETag></PostResponse>";
  }

  /** A slash too: a key is one part of the address. */
  static String encoded(String text) {
    return KeyEncoding.URL.encode(text).replace("/", "%2F");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

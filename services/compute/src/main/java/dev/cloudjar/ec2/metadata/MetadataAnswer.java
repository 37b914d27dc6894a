package dev.cloudjar.ec2.metadata;

import java.util.Map;
import java.util.TreeMap;

/**
 * An answer.
 *
 * @param hopLimit how far it may go; 0 for anywhere
 */
public record MetadataAnswer(
    int status, String contentType, Map<String, String> headers, String body, int hopLimit) {
  private static final String PLAIN = "text/plain";

  /** Copies the headers. */
  public MetadataAnswer {
    headers = Map.copyOf(headers);
  }

  static MetadataAnswer of(String body) {
    return new MetadataAnswer(200, PLAIN, Map.of(), body, 0);
  }

  static MetadataAnswer refused(int status, String reason) {
    return new MetadataAnswer(
        status,
        "text/html",
        Map.of(),
        """
        <?xml version="1.0" encoding="iso-8859-1"?>
        <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
        \t"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
         <head>
          <title>%1$d - %2$s</title>
         </head>
         <body>
          <h1>%1$d - %2$s</h1>
         </body>
        </html>
        """
            .formatted(status, reason),
        0);
  }

  MetadataAnswer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new MetadataAnswer(status, contentType, more, body, hopLimit);
  }

  MetadataAnswer within(int hops) {
    return new MetadataAnswer(status, contentType, headers, body, hops);
  }
}

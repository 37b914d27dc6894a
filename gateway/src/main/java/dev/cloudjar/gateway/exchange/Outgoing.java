package dev.cloudjar.gateway.exchange;

import dev.cloudjar.cloud.Content;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An answer on its way out.
 *
 * @param status the HTTP status
 * @param headers in the order in which they are sent. The door adds {@code Date}, {@code Server},
 *     {@code Connection} and {@code Content-Length}; a {@code Content-Length} in here counts only
 *     for an answer to HEAD, whose bytes are never sent.
 * @param content its bytes; whoever sends them closes it
 */
public record Outgoing(int status, List<Map.Entry<String, String>> headers, Content content) {

  /** An answer without a body. */
  public static Outgoing empty(int status) {
    return new Outgoing(status, List.of(), new Content.Bytes(ByteBuffer.allocate(0)));
  }

  /** A short text. */
  public static Outgoing text(int status, String contentType, String body) {
    return new Outgoing(
        status,
        List.of(Map.entry("Content-Type", contentType)),
        new Content.Bytes(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
  }
}

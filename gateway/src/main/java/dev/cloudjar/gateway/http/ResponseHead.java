package dev.cloudjar.gateway.http;

import java.util.List;
import java.util.Map;

/**
 * What goes before the bytes of an answer.
 *
 * @param sizeBytes what {@code Content-Length} says; {@link #UNKNOWN} for bytes whose number shows
 *     only at the end, {@link #NONE} for an answer that may not have the header
 * @param close whether the connection ends with this answer
 */
record ResponseHead(
    int status, List<Map.Entry<String, String>> headers, long sizeBytes, boolean close) {
  static final long UNKNOWN = -1;
  static final long NONE = -2;
}

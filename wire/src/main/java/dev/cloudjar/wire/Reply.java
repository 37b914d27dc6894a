package dev.cloudjar.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A response ready to be sent.
 *
 * @param status the HTTP status
 * @param headers in the order in which they are sent, without Content-Length
 * @param body its bytes
 */
public record Reply(int status, List<Map.Entry<String, String>> headers, ByteBuffer body) {}

package dev.cloudjar.cloud;

import java.util.List;
import java.util.Map;

/**
 * An answer that no codec writes.
 *
 * @param status the HTTP status
 * @param headers in the order in which they are sent, without those of the connection
 * @param content its bytes; whoever sends them closes it
 */
public record PlainAnswer(int status, List<Map.Entry<String, String>> headers, Content content) {}

package dev.cloudjar.wire;

/**
 * A request without its body, as it came.
 *
 * @param method such as {@code GET}
 * @param path the raw path, percent-encoded as the client wrote it, such as {@code /bucket/a%20key}
 * @param query the raw query without its question mark; empty where there is none
 * @param headers all headers
 */
public record RequestHead(String method, String path, String query, Headers headers) {}

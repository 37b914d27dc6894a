package dev.cloudjar.cloud;

/**
 * The head of a request, as it came.
 *
 * @param method such as {@code OPTIONS}
 * @param host in small letters and without its port, such as {@code
 *     bucket.s3-website.us-east-1.localhost}; empty for none
 * @param path percent-encoded as the client wrote it
 * @param bucketPath the path with the bucket before it, wherever the client named it: in the host
 *     or in the path
 * @param query raw, without its question mark; empty for none
 * @param headers all headers
 */
public record PlainHead(
    String method,
    String host,
    String path,
    String bucketPath,
    String query,
    Call.Headers headers) {}

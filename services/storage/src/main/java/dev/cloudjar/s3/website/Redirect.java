package dev.cloudjar.s3.website;

import org.jspecify.annotations.Nullable;

/**
 * Where a request is led.
 *
 * @param protocol null for that of the request
 * @param hostName null for that of the request
 * @param replaceKeyPrefixWith what takes the place of the rule's prefix; null to keep it
 * @param replaceKeyWith what takes the place of the whole key; null to keep it
 */
public record Redirect(
    @Nullable String protocol,
    @Nullable String hostName,
    int status,
    @Nullable String replaceKeyPrefixWith,
    @Nullable String replaceKeyWith) {

  /** The address of a path with its query, both percent-encoded. */
  public String location(String ownOrigin, String encodedKey, String query) {
    int end = ownOrigin.indexOf("://");
    return (protocol == null ? ownOrigin.substring(0, end) : protocol)
        + "://"
        + (hostName == null ? ownOrigin.substring(end + 3) : hostName)
        + "/"
        + encodedKey
        + (query.isEmpty() ? "" : "?" + query);
  }
}

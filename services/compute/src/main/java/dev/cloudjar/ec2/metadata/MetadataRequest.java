package dev.cloudjar.ec2.metadata;

import java.util.Map;

/**
 * A request.
 *
 * @param path with a slash in front
 * @param headers by their names in small letters
 */
public record MetadataRequest(String method, String path, Map<String, String> headers) {
  /** Copies the headers. */
  public MetadataRequest {
    headers = Map.copyOf(headers);
  }
}

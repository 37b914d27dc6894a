package dev.cloudjar.store;

/** The name of a blob, given by the engine: letters, digits and hyphens only. */
public record BlobId(String value) {
  public BlobId {
    if (!value.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("not a blob's name: " + value);
    }
  }
}

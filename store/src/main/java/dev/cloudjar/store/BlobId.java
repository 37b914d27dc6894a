package dev.cloudjar.store;

/** The name of a blob, given by the engine: 1 to 64 letters, digits and hyphens. */
public record BlobId(String value) {
  public BlobId {
    if (!isName(value)) {
      throw new IllegalArgumentException("not a blob's name: " + value);
    }
  }

  static boolean isName(String value) {
    if (value.isEmpty() || value.length() > 64) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}

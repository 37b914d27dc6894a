package dev.cloudjar.store;

/** A transaction lost against others too often. */
public final class ContentionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ContentionException(String message) {
    super(message);
  }
}

package dev.cloudjar.s3.content;

/** Content did not have the size that it was announced with. */
public final class SizeMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SizeMismatchException(long announcedBytes, long receivedBytes) {
    super(announcedBytes + " bytes were announced and " + receivedBytes + " received");
  }
}

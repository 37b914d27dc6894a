package dev.cloudjar.s3.content;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Whoever sent content went away before its end. */
public final class SenderGoneException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  SenderGoneException(IOException cause) {
    super(cause);
  }
}

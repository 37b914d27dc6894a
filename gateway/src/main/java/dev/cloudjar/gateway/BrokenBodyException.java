package dev.cloudjar.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A body that never came to its end, because its sender went away or stood still. */
final class BrokenBodyException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  BrokenBodyException(IOException cause) {
    super(cause);
  }
}

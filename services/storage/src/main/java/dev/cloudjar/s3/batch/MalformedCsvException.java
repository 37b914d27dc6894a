package dev.cloudjar.s3.batch;

import java.io.IOException;

/** A file is not of comma-separated values. */
public final class MalformedCsvException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedCsvException(String message) {
    super(message);
  }
}

package dev.cloudjar.s3.content;

import java.io.IOException;

/** What is on the disk is not what was written, or was written under another key. */
public final class DamagedContentException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedContentException(Throwable cause) {
    super("content is damaged", cause);
  }
}

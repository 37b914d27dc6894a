package dev.cloudjar.store;

import java.io.IOException;
import java.nio.file.Path;

/** A store's directory is open elsewhere. */
public final class DirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  DirectoryInUseException(Path directory, String pid) {
    super(directory + " is in use by process " + pid);
  }
}

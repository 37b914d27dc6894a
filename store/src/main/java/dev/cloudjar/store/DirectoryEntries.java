package dev.cloudjar.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The names in directories, which are made durable apart from what is in the files. */
final class DirectoryEntries {
  private DirectoryEntries() {}

  /** Returns once the names that are in {@code directory} survive the loss of power. */
  static void sync(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}

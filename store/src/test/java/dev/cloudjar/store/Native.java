package dev.cloudjar.store;

import java.nio.file.Path;

/** Where these tests have RocksDB's library unpacked, once for all of them. */
final class Native {
  static final Path DIRECTORY = Path.of("target", "native");

  private Native() {}
}

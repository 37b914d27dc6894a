package dev.cloudjar.cloud;

import java.nio.file.Path;

/**
 * What an installation knows and its store does not: random bytes by name, so that whoever has a
 * copy of the store alone has none of what rooms keep encrypted there.
 */
@FunctionalInterface
public interface Secrets {

  /** How long every secret is. */
  int LENGTH_BYTES = 32;

  /**
   * The secret of a name, which is made when it is first asked for and the same ever after.
   *
   * @param name the service's name in the catalog, and a hyphen and a word where it has several:
   *     small letters, digits and hyphens
   */
  byte[] secret(String name);

  /** Secrets that end with the process. */
  static Secrets inMemory() {
    return new MemorySecrets();
  }

  /** Secrets that are kept in a directory, as files that nobody but their owner can read. */
  static Secrets in(Path directory) {
    return new FileSecrets(directory);
  }
}

package dev.cloudjar.kms;

import java.util.Optional;

/** What all keys of the installation are kept under: a place apart from the store. */
interface RootKey {

  /**
   * Encrypts.
   *
   * @param binding what has to be told again to unwrap
   */
  byte[] wrap(byte[] secret, String binding);

  /** Decrypts; empty where another root key wrapped it, or it was bound to something else. */
  Optional<byte[]> unwrap(byte[] wrapped, String binding);
}

package dev.cloudjar.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The keys that KMS has opened for a request. KMS is not asked while rows are read, which may
 * happen again and again; so what finds that it lacks a key breaks off, and begins anew once the
 * key is there.
 */
final class OpenedKeys {
  private final Map<Encryption.KeyService, byte[]> opened = new HashMap<>();

  /**
   * Runs {@code body} until it lacks no key.
   *
   * @param open asks KMS
   */
  static <T> T with(Function<Encryption.KeyService, byte[]> open, Function<OpenedKeys, T> body) {
    OpenedKeys keys = new OpenedKeys();
    while (true) {
      try {
        return body.apply(keys);
      } catch (Missing e) {
        keys.opened.put(e.encryption, open.apply(e.encryption));
      }
    }
  }

  /** The opened key of an object. */
  byte[] of(Encryption.KeyService encryption) {
    byte[] secret = opened.get(encryption);
    if (secret == null) {
      throw new Missing(encryption);
    }
    return secret;
  }

  /** A key is to be opened; never seen outside. */
  private static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Encryption.KeyService encryption;

    private Missing(Encryption.KeyService encryption) {
      super(null, null, false, false);
      this.encryption = encryption;
    }
  }
}

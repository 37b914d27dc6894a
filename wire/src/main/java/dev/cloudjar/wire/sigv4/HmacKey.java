package dev.cloudjar.wire.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A key of HMAC-SHA-256 with both of its pads already hashed, so that a code costs two blocks less
 * and neither a {@code Mac} nor a thread-bound cache of them. Immutable: the hashed pads are only
 * ever cloned.
 */
final class HmacKey {
  private static final int BLOCK_BYTES = 64;

  private final MessageDigest inner;
  private final MessageDigest outer;

  /**
   * @param key of at most 64 bytes; a longer one is hashed, as RFC 2104 says
   */
  HmacKey(byte[] key) {
    byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? Sha256.hash(key) : key, BLOCK_BYTES);
    inner = Sha256.start();
    outer = Sha256.start();
    for (int i = 0; i < BLOCK_BYTES; i++) {
      block[i] ^= 0x36;
    }
    inner.update(block);
    for (int i = 0; i < BLOCK_BYTES; i++) {
      block[i] ^= 0x36 ^ 0x5c;
    }
    outer.update(block);
    Arrays.fill(block, (byte) 0);
  }

  byte[] sign(byte[] message, int length) {
    MessageDigest hash = Sha256.copy(inner);
    hash.update(message, 0, length);
    byte[] within = hash.digest();
    MessageDigest around = Sha256.copy(outer);
    around.update(within);
    return around.digest();
  }

  byte[] sign(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    return sign(bytes, bytes.length);
  }
}

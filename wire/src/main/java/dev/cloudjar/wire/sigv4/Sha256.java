package dev.cloudjar.wire.sigv4;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 without a look-up of providers: each digest is a clone of one that was never used, which
 * is cheaper than a pool and knows no threads.
 */
final class Sha256 {
  /** Of no bytes at all. */
  static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final MessageDigest UNUSED = find();

  private Sha256() {}

  static MessageDigest start() {
    return copy(UNUSED);
  }

  static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's SHA-256 cannot be cloned", e);
    }
  }

  static byte[] hash(byte[] bytes) {
    return start().digest(bytes);
  }

  /** The hash of the remaining bytes, which stay where they are. */
  static String hex(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return EMPTY;
    }
    MessageDigest digest = start();
    digest.update(bytes.duplicate());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest find() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every platform has SHA-256", e);
    }
  }
}

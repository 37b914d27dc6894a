package dev.cloudjar.cloud.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A digest that the platform has. */
record Digest(MessageDigest digest) implements RunningChecksum {
  Digest(String algorithm) {
    this(messageDigest(algorithm));
  }

  @Override
  public void update(ByteBuffer bytes) {
    digest.update(bytes);
  }

  @Override
  public byte[] value() {
    return digest.digest();
  }

  private static MessageDigest messageDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

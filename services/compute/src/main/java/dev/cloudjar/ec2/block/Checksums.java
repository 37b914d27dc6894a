package dev.cloudjar.ec2.block;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Checksums of blocks, and of many blocks together. */
final class Checksums {
  private Checksums() {}

  /** The SHA-256 of bytes, in Base64. */
  static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(sha256().digest(bytes));
  }

  /** That of the checksums of all blocks one after the other, in the order of their indexes. */
  static String linear(List<String> checksums) {
    MessageDigest digest = sha256();
    checksums.forEach(each -> digest.update(Base64.getDecoder().decode(each)));
    return Base64.getEncoder().encodeToString(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

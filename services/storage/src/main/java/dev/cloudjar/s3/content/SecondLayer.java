package dev.cloudjar.s3.content;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what is sealed already once more, under another key and in another way: by AES in
 * counter mode, which makes nothing longer. That nothing was changed the first layer tells. Not for
 * use by several threads.
 */
final class SecondLayer {
  private static final int VECTOR_BYTES = 16;

  private final Cipher cipher;
  private final SecretKeySpec key;

  SecondLayer(SecretKeySpec key) {
    try {
      this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    this.key = key;
  }

  /** Encrypts a segment, or decrypts it: the one is the other. */
  void apply(long segment, byte[] from, int offset, int length, byte[] target, int at)
      throws GeneralSecurityException {
    // A segment has far fewer blocks than the half of the counter that is left to them.
    cipher.init(
        Cipher.ENCRYPT_MODE,
        key,
        new IvParameterSpec(ByteBuffer.allocate(VECTOR_BYTES).putLong(segment).array()));
    cipher.doFinal(from, offset, length, target, at);
  }
}

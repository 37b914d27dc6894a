package dev.cloudjar.s3.content;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts one content and decrypts it, in segments that are each sealed by AES-GCM under their
 * number: any of them is read without the others, none can be changed or moved. Not for use by
 * several threads.
 */
final class ContentCipher {
  /** How much of the content a segment holds; the last one has what is left. */
  static final int SEGMENT_BYTES = 64 * 1024;

  /** How much longer a sealed segment is. */
  static final int TAG_BYTES = 16;

  static final int SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;
  static final int SALT_BYTES = 16;

  private static final int TAG_BITS = 8 * TAG_BYTES;
  private static final int NONCE_BYTES = 12;

  private final Cipher cipher;
  private final SecretKeySpec key;
  private final @Nullable SecondLayer second;
  private final List<SecretKeySpec> keys;

  ContentCipher(ContentKey secret, byte[] salt) {
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    this.key = secret.of(salt);
    ContentKey outer = secret.outer();
    SecretKeySpec outerKey = outer == null ? null : outer.of(salt);
    this.second = outerKey == null ? null : new SecondLayer(outerKey);
    this.keys = outerKey == null ? List.of(key) : List.of(key, outerKey);
  }

  /** What it encrypts under, from the inner layer to the outer one. */
  List<SecretKeySpec> keys() {
    return keys;
  }

  /** How long content of a size is when it is sealed. */
  static long sealedBytes(long sizeBytes) {
    return sizeBytes + TAG_BYTES * ((sizeBytes + SEGMENT_BYTES - 1) / SEGMENT_BYTES);
  }

  /**
   * Seals one segment into {@code target}, which has room for the tag.
   *
   * @return how many bytes were written
   */
  int seal(long segment, byte[] plain, int offset, int length, byte[] target, int at) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, nonce(segment));
      int count = cipher.doFinal(plain, offset, length, target, at);
      if (second != null) {
        second.apply(segment, target, at, count, target, at);
      }
      return count;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Opens one segment.
   *
   * @param length of the sealed segment
   * @return how many bytes were written into {@code target}
   * @throws DamagedContentException where it is not what was sealed
   */
  int open(long segment, byte[] sealed, int offset, int length, byte[] target, int at)
      throws DamagedContentException {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, nonce(segment));
      if (second != null) {
        byte[] inner = new byte[length];
        second.apply(segment, sealed, offset, length, inner, 0);
        return cipher.doFinal(inner, 0, length, target, at);
      }
      return cipher.doFinal(sealed, offset, length, target, at);
    } catch (AEADBadTagException e) {
      throw new DamagedContentException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each key seals one content, so that the number of the segment is never used twice with it. */
  private static GCMParameterSpec nonce(long segment) {
    return new GCMParameterSpec(
        TAG_BITS,
        ByteBuffer.allocate(NONCE_BYTES).putLong(NONCE_BYTES - Long.BYTES, segment).array());
  }
}

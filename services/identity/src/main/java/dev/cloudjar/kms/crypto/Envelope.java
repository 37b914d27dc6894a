package dev.cloudjar.kms.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ciphertext of a symmetric key: it names the key material that it was made with, so that
 * nobody has to remember, and begins as AWS's own does.
 *
 * <p>As on AWS, each has a key of its own, derived from the key material by a random nonce (SP
 * 800-108, counter mode, HMAC-SHA-256), for AES-256 in Galois counter mode.
 */
public final class Envelope {
  /** How many random bytes {@link #seal} needs. */
  public static final int RANDOM_BYTES = 28;

  private static final byte[] PREFIX = {1, 2, 2, 0, 0x78};
  private static final int ID_BYTES = 32;
  private static final int NONCE_BYTES = 16;
  private static final int VECTOR_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte VERSION = 1;
  private static final int NONCE_AT = PREFIX.length + ID_BYTES + 1;
  private static final int HEADER_BYTES = NONCE_AT + NONCE_BYTES;
  private static final int SHORTEST = HEADER_BYTES + VECTOR_BYTES + TAG_BITS / 8;
  private static final byte[] LABEL = "KMS envelope".getBytes(StandardCharsets.US_ASCII);

  private Envelope() {}

  /** The key material that a ciphertext was made with, as hexadecimal; empty for none of ours. */
  public static Optional<String> materialId(byte[] ciphertext) {
    return ciphertext.length >= SHORTEST
            && Arrays.equals(ciphertext, 0, PREFIX.length, PREFIX, 0, PREFIX.length)
            && ciphertext[NONCE_AT - 1] == VERSION
        ? Optional.of(HexFormat.of().formatHex(ciphertext, PREFIX.length, PREFIX.length + ID_BYTES))
        : Optional.empty();
  }

  /**
   * Encrypts.
   *
   * @param context what has to be told again to decrypt
   * @param random {@link #RANDOM_BYTES} random bytes, for this ciphertext alone
   */
  public static byte[] seal(
      byte[] key, String materialId, byte[] context, byte[] plaintext, byte[] random) {
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES)
            .put(PREFIX)
            .put(HexFormat.of().parseHex(materialId))
            .put(VERSION)
            .put(random, 0, NONCE_BYTES)
            .array();
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          derive(key, header),
          new GCMParameterSpec(TAG_BITS, random, NONCE_BYTES, VECTOR_BYTES));
      cipher.updateAAD(header);
      cipher.updateAAD(context);
      return ByteBuffer.allocate(SHORTEST + plaintext.length)
          .put(header)
          .put(random, NONCE_BYTES, VECTOR_BYTES)
          .put(cipher.doFinal(plaintext))
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Decrypts; empty where the key or the context is another one or a bit has changed. */
  public static Optional<byte[]> open(byte[] key, byte[] context, byte[] ciphertext) {
    if (materialId(ciphertext).isEmpty()) {
      return Optional.empty();
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          derive(key, ciphertext),
          new GCMParameterSpec(TAG_BITS, ciphertext, HEADER_BYTES, VECTOR_BYTES));
      cipher.updateAAD(ciphertext, 0, HEADER_BYTES);
      cipher.updateAAD(context);
      int start = HEADER_BYTES + VECTOR_BYTES;
      return Optional.of(cipher.doFinal(ciphertext, start, ciphertext.length - start));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SecretKeySpec derive(byte[] key, byte[] header) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update(new byte[] {0, 0, 0, 1});
    mac.update(LABEL);
    mac.update((byte) 0);
    mac.update(header, NONCE_AT, NONCE_BYTES);
    mac.update(new byte[] {0, 0, 1, 0});
    return new SecretKeySpec(mac.doFinal(), "AES");
  }
}

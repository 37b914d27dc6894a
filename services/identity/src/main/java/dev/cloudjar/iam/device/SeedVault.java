package dev.cloudjar.iam.device;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seeds of devices as the store may have them: sealed by a secret that is not in it, each for one
 * device.
 */
public final class SeedVault {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int TAG_BITS = 128;

  /** How long a nonce is. */
  public static final int NONCE_BYTES = 12;

  private final SecretKeySpec key;

  /**
   * A vault.
   *
   * @param secret 32 bytes
   */
  public SeedVault(byte[] secret) {
    key = new SecretKeySpec(secret, "AES");
  }

  /**
   * Seals a seed.
   *
   * @param device the device's own and nobody else's name
   * @param nonce never used before
   */
  public ByteBuffer seal(String device, byte[] seed, byte[] nonce) {
    byte[] sealed = run(Cipher.ENCRYPT_MODE, device, nonce, seed);
    return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).flip();
  }

  /** Opens what was sealed for this device. */
  public byte[] open(String device, ByteBuffer sealed) {
    byte[] all = new byte[sealed.remaining()];
    sealed.duplicate().get(all);
    return run(
        Cipher.DECRYPT_MODE,
        device,
        Arrays.copyOf(all, NONCE_BYTES),
        Arrays.copyOfRange(all, NONCE_BYTES, all.length));
  }

  private byte[] run(int mode, String device, byte[] nonce, byte[] content) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(device.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the secret of devices is another one", e);
    }
  }
}

package dev.cloudjar.kms.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.MGF1ParameterSpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** Encrypts with RSA, padded as OAEP says. */
public final class RsaCipher {
  private RsaCipher() {}

  /** How much a key can encrypt at once. */
  public static int longestPlaintext(KeySpec spec, String algorithm) {
    int digest = algorithm.endsWith("SHA_1") ? 20 : 32;
    return spec.lengthBytes() - 2 * digest - 2;
  }

  /** Encrypts with a public key, which must be long enough. */
  public static byte[] encrypt(KeySpec spec, String algorithm, byte[] publicKey, byte[] plaintext) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, algorithm, Keys.publicKey(spec, publicKey))
          .doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Decrypts with a private key; empty where it was encrypted otherwise. */
  public static Optional<byte[]> decrypt(
      KeySpec spec, String algorithm, byte[] privateKey, byte[] ciphertext) {
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, algorithm, Keys.privateKey(spec, privateKey))
              .doFinal(ciphertext));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, String algorithm, Key key)
      throws GeneralSecurityException {
    boolean small = algorithm.endsWith("SHA_1");
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        mode,
        key,
        new OAEPParameterSpec(
            small ? "SHA-1" : "SHA-256",
            "MGF1",
            small ? MGF1ParameterSpec.SHA1 : MGF1ParameterSpec.SHA256,
            PSource.PSpecified.DEFAULT));
    return cipher;
  }
}

package dev.cloudjar.kms.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Takes key material out of what it was wrapped in on its way here. */
public final class ImportWrapping {
  private static final String DIRECT = "RSAES_OAEP_";
  private static final String BY_KEY = "RSA_AES_KEY_WRAP_";

  private ImportWrapping() {}

  /** Whether material can be wrapped in that way. */
  public static boolean knows(String algorithm) {
    return algorithm.equals(DIRECT + "SHA_1")
        || algorithm.equals(DIRECT + "SHA_256")
        || algorithm.equals(BY_KEY + "SHA_1")
        || algorithm.equals(BY_KEY + "SHA_256");
  }

  /**
   * Unwraps; empty where it was wrapped otherwise.
   *
   * @param privateKey the other half of the key that the material was wrapped with
   */
  public static Optional<byte[]> unwrap(
      KeySpec wrappingSpec, String algorithm, byte[] privateKey, byte[] wrapped) {
    if (algorithm.startsWith(DIRECT)) {
      return RsaCipher.decrypt(wrappingSpec, algorithm, privateKey, wrapped);
    }
    int keyBytes = wrappingSpec.lengthBytes();
    if (wrapped.length <= keyBytes) {
      return Optional.empty();
    }
    return RsaCipher.decrypt(wrappingSpec, algorithm, privateKey, Arrays.copyOf(wrapped, keyBytes))
        .flatMap(key -> unwrap(key, Arrays.copyOfRange(wrapped, keyBytes, wrapped.length)));
  }

  /** AES key wrap with padding, RFC 5649. */
  private static Optional<byte[]> unwrap(byte[] key, byte[] wrapped) {
    try {
      Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
      cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(key, "AES"));
      return Optional.of(cipher.unwrap(wrapped, "RAW", Cipher.SECRET_KEY).getEncoded());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

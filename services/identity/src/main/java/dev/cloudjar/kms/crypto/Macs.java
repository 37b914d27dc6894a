package dev.cloudjar.kms.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Authenticates messages. */
public final class Macs {
  private Macs() {}

  /**
   * The code of a message.
   *
   * @param algorithm such as {@code HMAC_SHA_256}
   */
  public static byte[] generate(String algorithm, byte[] key, byte[] message) {
    String name = "HmacSHA" + algorithm.substring("HMAC_SHA_".length());
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(key, name));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

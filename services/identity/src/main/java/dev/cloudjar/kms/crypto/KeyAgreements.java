package dev.cloudjar.kms.crypto;

import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/** Agrees on a secret with whoever has the other private key. */
public final class KeyAgreements {
  private KeyAgreements() {}

  /** The secret; empty where the public key is none or on another curve. */
  public static Optional<byte[]> derive(KeySpec spec, byte[] privateKey, byte[] publicKey) {
    try {
      ECPublicKey other = (ECPublicKey) Keys.publicKey(spec, publicKey);
      if (other.getParams().getCurve().getField().getFieldSize() != spec.size()) {
        return Optional.empty();
      }
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(Keys.privateKey(spec, privateKey));
      agreement.doPhase(other, true);
      return Optional.of(agreement.generateSecret());
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty(); // what the provider makes of bytes that are no key, differs
    }
  }
}

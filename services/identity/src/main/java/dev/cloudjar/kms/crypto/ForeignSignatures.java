package dev.cloudjar.kms.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ECKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/** Signatures that the JDK cannot make: of digests by PSS, on Bitcoin's curve, and by lattices. */
final class ForeignSignatures {
  private ForeignSignatures() {}

  static byte[] signPss(String algorithm, byte[] privateKey, byte[] digest)
      throws GeneralSecurityException {
    try {
      PSSSigner signer = pss(algorithm);
      signer.init(true, PrivateKeyFactory.createKey(privateKey));
      signer.update(digest, 0, digest.length);
      return signer.generateSignature();
    } catch (IOException | CryptoException e) {
      throw new GeneralSecurityException(e);
    }
  }

  static boolean verifyPss(String algorithm, byte[] publicKey, byte[] digest, byte[] signed)
      throws GeneralSecurityException {
    try {
      PSSSigner signer = pss(algorithm);
      signer.init(false, PublicKeyFactory.createKey(publicKey));
      signer.update(digest, 0, digest.length);
      return signer.verifySignature(signed);
    } catch (IOException | RuntimeException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static PSSSigner pss(String algorithm) {
    Digest content = digest(algorithm);
    return PSSSigner.createRawSigner(
        new RSABlindedEngine(),
        content,
        digest(algorithm),
        content.getDigestSize(),
        PSSSigner.TRAILER_IMPLICIT);
  }

  private static Digest digest(String algorithm) {
    return switch (Signatures.digestBytes(algorithm)) {
      case 32 -> new SHA256Digest();
      case 48 -> new SHA384Digest();
      default -> new SHA512Digest();
    };
  }

  static byte[] signKoblitz(byte[] privateKey, byte[] digest) throws GeneralSecurityException {
    try {
      ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
      ECKeyParameters key = (ECKeyParameters) PrivateKeyFactory.createKey(privateKey);
      signer.init(true, key);
      BigInteger[] parts = signer.generateSignature(digest);
      return StandardDSAEncoding.INSTANCE.encode(key.getParameters().getN(), parts[0], parts[1]);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  static boolean verifyKoblitz(byte[] publicKey, byte[] digest, byte[] signed)
      throws GeneralSecurityException {
    try {
      ECDSASigner signer = new ECDSASigner();
      ECKeyParameters key = (ECKeyParameters) PublicKeyFactory.createKey(publicKey);
      signer.init(false, key);
      BigInteger[] parts = StandardDSAEncoding.INSTANCE.decode(key.getParameters().getN(), signed);
      return signer.verifySignature(digest, parts[0], parts[1]);
    } catch (IOException | RuntimeException e) {
      throw new GeneralSecurityException(e);
    }
  }

  static byte[] signLattice(byte[] privateKey, Message message) throws GeneralSecurityException {
    try {
      MLDSASigner signer = new MLDSASigner();
      signer.init(true, PrivateKeyFactory.createKey(privateKey));
      byte[] bytes = Signatures.bytes(message);
      if (message instanceof Message.ExternalMu) {
        return signer.generateMuSignature(bytes);
      }
      signer.update(bytes, 0, bytes.length);
      return signer.generateSignature();
    } catch (IOException | CryptoException e) {
      throw new GeneralSecurityException(e);
    }
  }

  static boolean verifyLattice(byte[] publicKey, Message message, byte[] signed)
      throws GeneralSecurityException {
    try {
      MLDSASigner signer = new MLDSASigner();
      signer.init(false, PublicKeyFactory.createKey(publicKey));
      byte[] bytes = Signatures.bytes(message);
      if (message instanceof Message.ExternalMu) {
        return signer.verifyMuSignature(bytes, signed);
      }
      signer.update(bytes, 0, bytes.length);
      return signer.verifySignature(signed);
    } catch (IOException | RuntimeException e) {
      throw new GeneralSecurityException(e);
    }
  }
}

package dev.cloudjar.kms.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;

/** Signs and verifies. */
public final class Signatures {
  private static final HexFormat HEX = HexFormat.of();

  private Signatures() {}

  /** How long a digest is that goes with an algorithm, such as {@code ECDSA_SHA_256}. */
  public static int digestBytes(String algorithm) {
    return bits(algorithm) / 8;
  }

  /** Signs with a private key. */
  public static byte[] sign(KeySpec spec, String algorithm, byte[] privateKey, Message message) {
    try {
      return switch (message) {
        case Message.Digest(var digest) when algorithm.startsWith("RSASSA_PKCS1") -> {
          Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
          cipher.init(Cipher.ENCRYPT_MODE, Keys.privateKey(spec, privateKey));
          yield cipher.doFinal(digestInfo(algorithm, digest));
        }
        case Message.Digest(var digest) when algorithm.startsWith("RSASSA_PSS") ->
            ForeignSignatures.signPss(algorithm, privateKey, digest);
        case Message _ when spec.family() == KeySpec.Family.KOBLITZ ->
            ForeignSignatures.signKoblitz(privateKey, digest(algorithm, message));
        case Message _ when spec.family() == KeySpec.Family.LATTICE ->
            ForeignSignatures.signLattice(privateKey, message);
        case Message _ -> {
          Signature signature = signature(algorithm, message);
          signature.initSign(Keys.privateKey(spec, privateKey));
          signature.update(bytes(message));
          yield signature.sign();
        }
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a signature is one of that message by that key. */
  public static boolean verify(
      KeySpec spec, String algorithm, byte[] publicKey, Message message, byte[] signed) {
    try {
      return switch (message) {
        case Message.Digest(var digest) when algorithm.startsWith("RSASSA_PKCS1") -> {
          Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
          cipher.init(Cipher.DECRYPT_MODE, Keys.publicKey(spec, publicKey));
          yield signed.length == spec.lengthBytes()
              && Arrays.equals(cipher.doFinal(signed), digestInfo(algorithm, digest));
        }
        case Message.Digest(var digest) when algorithm.startsWith("RSASSA_PSS") ->
            ForeignSignatures.verifyPss(algorithm, publicKey, digest, signed);
        case Message _ when spec.family() == KeySpec.Family.KOBLITZ ->
            ForeignSignatures.verifyKoblitz(publicKey, digest(algorithm, message), signed);
        case Message _ when spec.family() == KeySpec.Family.LATTICE ->
            ForeignSignatures.verifyLattice(publicKey, message, signed);
        case Message _ -> {
          Signature signature = signature(algorithm, message);
          signature.initVerify(Keys.publicKey(spec, publicKey));
          signature.update(bytes(message));
          yield signature.verify(signed);
        }
      };
    } catch (GeneralSecurityException e) {
      return false; // a signature of another length, or no signature at all
    }
  }

  private static Signature signature(String algorithm, Message message)
      throws GeneralSecurityException {
    if (algorithm.startsWith("ED25519")) {
      Signature signature = Signature.getInstance("Ed25519");
      signature.setParameter(new EdDSAParameterSpec(algorithm.equals("ED25519_PH_SHA_512")));
      return signature;
    }
    int bits = bits(algorithm);
    if (algorithm.startsWith("RSASSA_PSS")) {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new PSSParameterSpec(
              "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), bits / 8, 1));
      return signature;
    }
    String digest = message instanceof Message.Digest ? "NONE" : "SHA" + bits;
    return Signature.getInstance(
        digest + (algorithm.startsWith("ECDSA") ? "withECDSA" : "withRSA"));
  }

  private static byte[] digest(String algorithm, Message message) throws GeneralSecurityException {
    return message instanceof Message.Digest(var digest)
        ? digest
        : MessageDigest.getInstance("SHA-" + bits(algorithm)).digest(bytes(message));
  }

  static byte[] bytes(Message message) {
    return switch (message) {
      case Message.Raw(var bytes) -> bytes;
      case Message.Digest(var bytes) -> bytes;
      case Message.ExternalMu(var bytes) -> bytes;
    };
  }

  /** The digest with the name of its algorithm in front, RFC 8017, 9.2. */
  private static byte[] digestInfo(String algorithm, byte[] digest) {
    byte[] name =
        HEX.parseHex(
            switch (bits(algorithm)) {
              case 256 -> "3031300d060960864801650304020105000420";
              case 384 -> "3041300d060960864801650304020205000430";
              default -> "3051300d060960864801650304020305000440";
            });
    byte[] info = Arrays.copyOf(name, name.length + digest.length);
    System.arraycopy(digest, 0, info, name.length, digest.length);
    return info;
  }

  private static int bits(String algorithm) {
    return Integer.parseInt(algorithm.substring(algorithm.lastIndexOf('_') + 1));
  }
}

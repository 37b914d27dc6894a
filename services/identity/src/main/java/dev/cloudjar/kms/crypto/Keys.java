package dev.cloudjar.kms.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/** Makes and reads keys. */
public final class Keys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Keys() {}

  /** A new key. */
  public static KeyParts generate(KeySpec spec) {
    try {
      return switch (spec.family()) {
        case SYMMETRIC, HMAC -> {
          byte[] secret = new byte[spec.lengthBytes()];
          RANDOM.nextBytes(secret);
          yield new KeyParts(secret, new byte[0]);
        }
        case RSA -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(spec.size(), RANDOM);
          yield parts(generator.generateKeyPair());
        }
        case ELLIPTIC -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec("secp" + spec.size() + "r1"), RANDOM);
          yield parts(generator.generateKeyPair());
        }
        case EDWARDS -> parts(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        case KOBLITZ -> ForeignKeys.generateKoblitz(RANDOM);
        case LATTICE -> ForeignKeys.generateLattice(spec, RANDOM);
      };
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make a key of " + spec, e);
    }
  }

  /**
   * A key that somebody else has made; empty where it is none of that spec.
   *
   * @param secret as in {@link KeyParts}
   */
  public static Optional<KeyParts> imported(KeySpec spec, byte[] secret) {
    if (spec.isSymmetric()) {
      return secret.length == spec.lengthBytes()
          ? Optional.of(new KeyParts(secret, new byte[0]))
          : Optional.empty();
    }
    return ForeignKeys.publicKeyOf(spec, secret).map(found -> new KeyParts(secret, found));
  }

  private static KeyParts parts(KeyPair pair) {
    return new KeyParts(pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
  }

  static PrivateKey privateKey(KeySpec spec, byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance(factory(spec)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  static PublicKey publicKey(KeySpec spec, byte[] x509) throws GeneralSecurityException {
    return KeyFactory.getInstance(factory(spec)).generatePublic(new X509EncodedKeySpec(x509));
  }

  private static String factory(KeySpec spec) {
    return switch (spec.family()) {
      case RSA -> "RSA";
      case ELLIPTIC -> "EC";
      case EDWARDS -> "Ed25519";
      case SYMMETRIC, HMAC, KOBLITZ, LATTICE ->
          throw new IllegalArgumentException("the JDK has no pairs of " + spec);
    };
  }
}

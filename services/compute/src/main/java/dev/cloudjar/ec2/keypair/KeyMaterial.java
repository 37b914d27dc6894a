package dev.cloudjar.ec2.keypair;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What is known of a key pair.
 *
 * @param type {@code rsa} or {@code ed25519}
 * @param openSsh the public key as OpenSSH writes it, without a comment
 * @param fingerprint as EC2 works it out, which depends on where the key was made
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html">Verify the
 *     fingerprint of your key pair</a>
 */
record KeyMaterial(String type, String openSsh, String fingerprint) {
  static final String TYPE_RSA = "rsa";
  static final String TYPE_ED25519 = "ed25519";
  private static final int RSA_BITS = 2048;
  private static final int ED25519_BYTES = 32;
  private static final int PEM_LINE = 64;

  /** A key pair with the private half, which nobody keeps. */
  record Made(KeyMaterial material, String privateKey) {}

  static Made make(String type, SecureRandom random) {
    try {
      return type.equals(TYPE_ED25519) ? makeEd25519(random) : makeRsa(random);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Made makeRsa(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(RSA_BITS, random);
    KeyPair pair = generator.generateKeyPair();
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    byte[] blob = OpenSshKeys.rsa((RSAPublicKey) pair.getPublic());
    return new Made(
        new KeyMaterial(TYPE_RSA, openSsh(OpenSshKeys.RSA, blob), colons(digest("SHA-1", pkcs8))),
        OpenSshKeys.pem("RSA PRIVATE KEY", pkcs1(pkcs8), PEM_LINE));
  }

  /** The inner structure of PKCS #8: the last octet string within it. */
  private static byte[] pkcs1(byte[] pkcs8) {
    // SEQUENCE (long form, 2 bytes), INTEGER 0, SEQUENCE of the algorithm, OCTET STRING.
    int position = 4 + 3;
    position += 2 + pkcs8[position + 1];
    return Arrays.copyOfRange(pkcs8, position + 4, pkcs8.length);
  }

  private static Made makeEd25519(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(255, random);
    KeyPair pair = generator.generateKeyPair();
    byte[] seed = last(pair.getPrivate().getEncoded());
    byte[] publicKey = last(pair.getPublic().getEncoded());
    return new Made(
        ofEd25519(publicKey), OpenSshKeys.privateEd25519(seed, publicKey, random.nextInt()));
  }

  private static byte[] last(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
  }

  private static KeyMaterial ofEd25519(byte[] publicKey) {
    byte[] blob = OpenSshKeys.ed25519(publicKey);
    return new KeyMaterial(
        TYPE_ED25519,
        openSsh(OpenSshKeys.ED25519, blob),
        Base64.getEncoder().encodeToString(digest("SHA-256", blob)));
  }

  /**
   * A public key that somebody brings: as OpenSSH writes it, or in PEM or DER.
   *
   * @throws IllegalArgumentException where it is none
   */
  static KeyMaterial read(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    try {
      if (text.startsWith("ssh-")) {
        return ofBlob(Base64.getDecoder().decode(text.split("\\s+", 3)[1]));
      }
      if (text.startsWith("-----BEGIN ")) {
        String inner = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return ofDer(Base64.getDecoder().decode(inner));
      }
      return ofDer(
          text.matches("[A-Za-z0-9+/=\\s]+") ? Base64.getMimeDecoder().decode(text) : bytes);
    } catch (GeneralSecurityException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("no key", e);
    }
  }

  private static KeyMaterial ofBlob(byte[] blob) throws GeneralSecurityException {
    return switch (OpenSshKeys.algorithm(blob)) {
      case OpenSshKeys.RSA -> {
        BigInteger[] numbers = OpenSshKeys.rsaNumbers(blob);
        yield ofRsa(
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(numbers[1], numbers[0])));
      }
      case OpenSshKeys.ED25519 -> {
        if (blob.length != ED25519_BYTES + OpenSshKeys.ed25519(new byte[0]).length) {
          throw new IllegalArgumentException("no key");
        }
        yield ofEd25519(last(blob));
      }
      default -> throw new IllegalArgumentException("no key of a kind that is known");
    };
  }

  private static KeyMaterial ofDer(byte[] der) throws GeneralSecurityException {
    try {
      return ofRsa(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException e) {
      KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
      return ofEd25519(last(der));
    }
  }

  private static KeyMaterial ofRsa(PublicKey key) {
    return new KeyMaterial(
        TYPE_RSA,
        openSsh(OpenSshKeys.RSA, OpenSshKeys.rsa((RSAPublicKey) key)),
        colons(digest("MD5", key.getEncoded())));
  }

  private static String openSsh(String algorithm, byte[] blob) {
    return algorithm + " " + Base64.getEncoder().encodeToString(blob);
  }

  private static String colons(byte[] digest) {
    return HexFormat.ofDelimiter(":").formatHex(digest);
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}

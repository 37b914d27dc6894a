package dev.cloudjar.iam;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Makes certificates, as people have others make them. */
final class Certificates {
  private static final int CURVE_BITS = 256;

  private Certificates() {}

  /** A certificate with its key. */
  record Issued(String name, KeyPair keys, String certificate) {

    /** In the form that OpenSSL writes: {@code RSA PRIVATE KEY} or {@code EC PRIVATE KEY}. */
    String key() {
      if (!(keys.getPrivate() instanceof ECPrivateKey key)) {
        return pem(keys.getPrivate());
      }
      var named =
          new org.bouncycastle.asn1.sec.ECPrivateKey(
              CURVE_BITS, key.getS(), SECObjectIdentifiers.secp256r1);
      try {
        return pem(new PemObject("EC PRIVATE KEY", named.getEncoded()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Issued issue(String another, Instant from, Instant until) {
      return make(another, Certificates.keys("EC", CURVE_BITS), this, from, until);
    }
  }

  static Issued selfSigned(String name, Instant from, Instant until) {
    return make(name, keys("RSA", 2048), null, from, until);
  }

  static KeyPair keys(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Issued make(
      String name,
      KeyPair keys,
      @org.jspecify.annotations.Nullable Issued issuer,
      Instant from,
      Instant until) {
    Issued signer = issuer == null ? new Issued(name, keys, "") : issuer;
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + signer.name()),
              BigInteger.valueOf(System.nanoTime()),
              Date.from(from),
              Date.from(until),
              new X500Name("CN=" + name),
              keys.getPublic());
      boolean rsa = signer.keys().getPrivate().getAlgorithm().equals("RSA");
      var made =
          builder.build(
              new JcaContentSignerBuilder(rsa ? "SHA256withRSA" : "SHA256withECDSA")
                  .build(signer.keys().getPrivate()));
      return new Issued(name, keys, pem(made));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}

package dev.cloudjar.iam;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Reads what people keep in PEM files, and finds whether it belongs together. */
final class CertificateFiles {
  private static final String RSA = "RSA";
  private static final String EC = "EC";
  private static final byte[] TRIAL =
      "whoever signs this has the key".getBytes(StandardCharsets.UTF_8);

  /** AWS's index of a chain whose first certificate is not the one that signed the server's. */
  private static final int NOT_IN_CHAIN = -1;

  private CertificateFiles() {}

  /** The one certificate of a file. */
  static X509Certificate certificate(String pem) {
    List<X509Certificate> all = certificates(pem);
    if (all.size() != 1) {
      throw IamFaults.malformedCertificate();
    }
    return all.getFirst();
  }

  /** What tells the one certificate of a file from all others. */
  static String fingerprint(String pem) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate(pem).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A server's certificate, which has to fit the key and the chain that come with it. */
  static X509Certificate serverCertificate(
      String body, String privateKey, Optional<String> chain, Instant now) {
    X509Certificate certificate = certificate(body);
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw IamFaults.certificateExpired();
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw IamFaults.certificateNotYetValid();
    }
    if (!belongs(privateKey(privateKey), certificate.getPublicKey())) {
      throw IamFaults.keyPairMismatch();
    }
    chain.ifPresent(it -> checkChain(certificate, certificates(it)));
    return certificate;
  }

  private static void checkChain(X509Certificate certificate, List<X509Certificate> chain) {
    X509Certificate signed = certificate;
    for (int i = 0; i < chain.size(); i++) {
      if (!isSignedBy(signed, chain.get(i))) {
        throw IamFaults.brokenChain(i == 0 ? NOT_IN_CHAIN : i);
      }
      signed = chain.get(i);
    }
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate signer) {
    try {
      certificate.verify(signer.getPublicKey());
      return certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static List<X509Certificate> certificates(String pem) {
    try {
      List<X509Certificate> all = new ArrayList<>();
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))) {
        all.add((X509Certificate) certificate);
      }
      if (all.isEmpty() || !pem.contains("-----BEGIN CERTIFICATE-----")) {
        throw IamFaults.malformedCertificate();
      }
      return all;
    } catch (CertificateException e) {
      throw IamFaults.malformedCertificate();
    }
  }

  private static PrivateKey privateKey(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        switch (part) {
          case PEMKeyPair pair -> {
            return privateKey(pair.getPrivateKeyInfo());
          }
          case PrivateKeyInfo info -> {
            return privateKey(info);
          }
          default -> {
            // The parameters of its curve may stand before a key.
          }
        }
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw IamFaults.malformedKey();
    }
    throw IamFaults.malformedKey();
  }

  private static PrivateKey privateKey(PrivateKeyInfo info)
      throws IOException, GeneralSecurityException {
    String algorithm =
        info.getPrivateKeyAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)
            ? RSA
            : EC;
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  private static boolean belongs(PrivateKey privateKey, PublicKey publicKey) {
    String algorithm = privateKey.getAlgorithm();
    if (!algorithm.equals(publicKey.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature =
          Signature.getInstance(algorithm.equals(RSA) ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(privateKey);
      signature.update(TRIAL);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(TRIAL);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}

package dev.cloudjar.kms.crypto;

import java.util.List;
import java.util.Optional;

/** What a key is made of, by the names of AWS. */
public enum KeySpec {
  SYMMETRIC_DEFAULT(Family.SYMMETRIC, 256),
  RSA_2048(Family.RSA, 2048),
  RSA_3072(Family.RSA, 3072),
  RSA_4096(Family.RSA, 4096),
  ECC_NIST_P256(Family.ELLIPTIC, 256),
  ECC_NIST_P384(Family.ELLIPTIC, 384),
  ECC_NIST_P521(Family.ELLIPTIC, 521),
  ECC_SECG_P256K1(Family.KOBLITZ, 256),
  ECC_NIST_EDWARDS25519(Family.EDWARDS, 255),
  HMAC_224(Family.HMAC, 224),
  HMAC_256(Family.HMAC, 256),
  HMAC_384(Family.HMAC, 384),
  HMAC_512(Family.HMAC, 512),
  ML_DSA_44(Family.LATTICE, 44),
  ML_DSA_65(Family.LATTICE, 65),
  ML_DSA_87(Family.LATTICE, 87);

  /** Keys that are handled alike. */
  public enum Family {
    SYMMETRIC,
    RSA,
    /** The curves of NIST, which the JDK has. */
    ELLIPTIC,
    /** The curve of Bitcoin, which the JDK has no more. */
    KOBLITZ,
    EDWARDS,
    HMAC,
    LATTICE
  }

  private static final List<String> RSA_ENCRYPTION =
      List.of("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256");
  private static final List<String> RSA_SIGNATURES =
      List.of(
          "RSASSA_PKCS1_V1_5_SHA_256",
          "RSASSA_PKCS1_V1_5_SHA_384",
          "RSASSA_PKCS1_V1_5_SHA_512",
          "RSASSA_PSS_SHA_256",
          "RSASSA_PSS_SHA_384",
          "RSASSA_PSS_SHA_512");

  private final Family family;
  private final int size;

  KeySpec(Family family, int size) {
    this.family = family;
    this.size = size;
  }

  /** The spec of that name, where there is one here. */
  public static Optional<KeySpec> of(String name) {
    for (KeySpec spec : values()) {
      if (spec.name().equals(name)) {
        return Optional.of(spec);
      }
    }
    return Optional.empty();
  }

  public Family family() {
    return family;
  }

  /** Whether a key is one secret, rather than a pair. */
  public boolean isSymmetric() {
    return family == Family.SYMMETRIC || family == Family.HMAC;
  }

  /** Bits of the key, as far as the name tells. */
  int size() {
    return size;
  }

  /** How long a symmetric key is. */
  public int lengthBytes() {
    return size / 8;
  }

  /** What can be done with a key for a usage, by the names of AWS; none where it is not for it. */
  public List<String> algorithms(KeyUsage usage) {
    return switch (usage) {
      case ENCRYPT_DECRYPT ->
          switch (family) {
            case SYMMETRIC -> List.of("SYMMETRIC_DEFAULT");
            case RSA -> RSA_ENCRYPTION;
            case ELLIPTIC, KOBLITZ, EDWARDS, HMAC, LATTICE -> List.of();
          };
      case SIGN_VERIFY ->
          switch (family) {
            case RSA -> RSA_SIGNATURES;
            case ELLIPTIC -> List.of("ECDSA_SHA_" + (size == 521 ? 512 : size));
            case KOBLITZ -> List.of("ECDSA_SHA_256");
            case EDWARDS -> List.of("ED25519_PH_SHA_512", "ED25519_SHA_512");
            case LATTICE -> List.of("ML_DSA_SHAKE_256");
            case SYMMETRIC, HMAC -> List.of();
          };
      case GENERATE_VERIFY_MAC -> family == Family.HMAC ? List.of("HMAC_SHA_" + size) : List.of();
      case KEY_AGREEMENT -> family == Family.ELLIPTIC ? List.of("ECDH") : List.of();
    };
  }
}

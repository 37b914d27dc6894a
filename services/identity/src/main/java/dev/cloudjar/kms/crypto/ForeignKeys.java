package dev.cloudjar.kms.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Keys that the JDK cannot make or take apart. */
final class ForeignKeys {
  private ForeignKeys() {}

  static KeyParts generateKoblitz(SecureRandom random) throws IOException {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(
        new ECKeyGenerationParameters(
            new ECNamedDomainParameters(
                SECObjectIdentifiers.secp256k1,
                CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256k1)),
            random));
    return parts(generator.generateKeyPair());
  }

  static KeyParts generateLattice(KeySpec spec, SecureRandom random) throws IOException {
    MLDSAKeyPairGenerator generator = new MLDSAKeyPairGenerator();
    generator.init(new MLDSAKeyGenerationParameters(random, lattice(spec)));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    MLDSAPrivateKeyParameters key = (MLDSAPrivateKeyParameters) pair.getPrivate();
    return parts(
        new AsymmetricCipherKeyPair(
            pair.getPublic(), key.withPreferredFormat(MLDSAPrivateKeyParameters.SEED_ONLY)));
  }

  /** The other half of a private key; empty where it is none of that spec. */
  static Optional<byte[]> publicKeyOf(KeySpec spec, byte[] pkcs8) {
    try {
      AsymmetricKeyParameter key = PrivateKeyFactory.createKey(pkcs8);
      AsymmetricKeyParameter other =
          switch (key) {
            case RSAPrivateCrtKeyParameters rsa
                when spec.family() == KeySpec.Family.RSA
                    && rsa.getModulus().bitLength() == spec.size() ->
                new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
            case ECPrivateKeyParameters ec when isOn(spec, ec) ->
                new ECPublicKeyParameters(
                    new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD()),
                    ec.getParameters());
            case Ed25519PrivateKeyParameters edwards when spec.family() == KeySpec.Family.EDWARDS ->
                edwards.generatePublicKey();
            case null, default -> null;
          };
      return other == null
          ? Optional.empty()
          : Optional.of(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(other).getEncoded());
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // whatever it is, it is no key
    }
  }

  private static boolean isOn(KeySpec spec, ECPrivateKeyParameters key) {
    ASN1ObjectIdentifier curve =
        switch (spec) {
          case ECC_NIST_P256 -> SECObjectIdentifiers.secp256r1;
          case ECC_NIST_P384 -> SECObjectIdentifiers.secp384r1;
          case ECC_NIST_P521 -> SECObjectIdentifiers.secp521r1;
          default ->
              spec.family() == KeySpec.Family.KOBLITZ ? SECObjectIdentifiers.secp256k1 : null;
        };
    return curve != null
        && key.getParameters() instanceof ECNamedDomainParameters named
        && named.getName().equals(curve)
        && key.getD().compareTo(BigInteger.ZERO) > 0;
  }

  static MLDSAParameters lattice(KeySpec spec) {
    return switch (spec) {
      case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
      case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
      case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
      default -> throw new IllegalArgumentException("no lattice: " + spec);
    };
  }

  private static KeyParts parts(AsymmetricCipherKeyPair pair) throws IOException {
    return new KeyParts(
        PrivateKeyInfoFactory.createPrivateKeyInfo(pair.getPrivate()).getEncoded(),
        SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic()).getEncoded());
  }
}

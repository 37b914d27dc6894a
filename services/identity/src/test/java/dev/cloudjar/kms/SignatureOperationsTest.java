package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KeyAgreementAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsInvalidMacException;
import software.amazon.awssdk.services.kms.model.KmsInvalidSignatureException;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

@CloudjarTest(rooms = KmsRoom.class)
class SignatureOperationsTest {
  private static final byte[] MESSAGE =
      "to be signed".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private final KmsClient kms;

  SignatureOperationsTest(KmsClient kms) {
    this.kms = kms;
  }

  private KeyMetadata newKey(String spec, KeyUsageType usage) {
    return kms.createKey(it -> it.keySpec(spec).keyUsage(usage)).keyMetadata();
  }

  private byte[] publicKey(String key) {
    return kms.getPublicKey(it -> it.keyId(key)).publicKey().asByteArray();
  }

  private SdkBytes sign(String key, String algorithm, MessageType type, byte[] message) {
    return kms.sign(
            it ->
                it.keyId(key)
                    .signingAlgorithm(algorithm)
                    .messageType(type)
                    .message(SdkBytes.fromByteArray(message)))
        .signature();
  }

  private boolean verify(
      String key, String algorithm, MessageType type, byte[] message, SdkBytes signature) {
    return kms.verify(
            it ->
                it.keyId(key)
                    .signingAlgorithm(algorithm)
                    .messageType(type)
                    .message(SdkBytes.fromByteArray(message))
                    .signature(signature))
        .signatureValid();
  }

  /** Signs a message and its digest here, and has the JDK verify both. */
  @ParameterizedTest
  @CsvSource({
    "RSA_2048,RSASSA_PKCS1_V1_5_SHA_256,RSA,SHA256withRSA",
    "RSA_2048,RSASSA_PKCS1_V1_5_SHA_512,RSA,SHA512withRSA",
    "RSA_3072,RSASSA_PKCS1_V1_5_SHA_384,RSA,SHA384withRSA",
    "RSA_2048,RSASSA_PSS_SHA_256,RSA,RSASSA-PSS",
    "RSA_2048,RSASSA_PSS_SHA_384,RSA,RSASSA-PSS",
    "RSA_2048,RSASSA_PSS_SHA_512,RSA,RSASSA-PSS",
    "ECC_NIST_P256,ECDSA_SHA_256,EC,SHA256withECDSA",
    "ECC_NIST_P384,ECDSA_SHA_384,EC,SHA384withECDSA",
    "ECC_NIST_P521,ECDSA_SHA_512,EC,SHA512withECDSA"
  })
  void a_signature_is_what_others_take_for_one(
      String spec, String algorithm, String factory, String name) throws Exception {
    String key = newKey(spec, KeyUsageType.SIGN_VERIFY).keyId();
    int bits = Integer.parseInt(algorithm.substring(algorithm.length() - 3));
    byte[] digest = MessageDigest.getInstance("SHA-" + bits).digest(MESSAGE);
    SdkBytes ofMessage = sign(key, algorithm, MessageType.RAW, MESSAGE);
    SdkBytes ofDigest = sign(key, algorithm, MessageType.DIGEST, digest);
    for (SdkBytes signature : new SdkBytes[] {ofMessage, ofDigest}) {
      Signature verifier = Signature.getInstance(name);
      if (name.equals("RSASSA-PSS")) {
        verifier.setParameter(
            new PSSParameterSpec(
                "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), bits / 8, 1));
      }
      verifier.initVerify(
          KeyFactory.getInstance(factory).generatePublic(new X509EncodedKeySpec(publicKey(key))));
      verifier.update(MESSAGE);
      assertThat(verifier.verify(signature.asByteArray())).isTrue();
      assertThat(verify(key, algorithm, MessageType.RAW, MESSAGE, signature)).isTrue();
      assertThat(verify(key, algorithm, MessageType.DIGEST, digest, signature)).isTrue();
    }
    refused(() -> verify(key, algorithm, MessageType.RAW, new byte[] {1}, ofMessage))
        .as(KmsInvalidSignatureException.class)
        .withStatus(400);
    digest[0]++;
    refused(() -> verify(key, algorithm, MessageType.DIGEST, digest, ofMessage))
        .as(KmsInvalidSignatureException.class);
    refused(
            () ->
                verify(
                    key, algorithm, MessageType.RAW, MESSAGE, SdkBytes.fromUtf8String("nonsense")))
        .as(KmsInvalidSignatureException.class);
    refused(() -> sign(key, algorithm, MessageType.DIGEST, new byte[7]))
        .withCode("ValidationException")
        .saying("Digest is invalid length for algorithm " + algorithm + ".");
    refused(() -> sign(key, "ED25519_SHA_512", MessageType.RAW, MESSAGE))
        .as(InvalidKeyUsageException.class);
  }

  @Test
  void the_curve_of_bitcoin_signs() throws Exception {
    String key = newKey("ECC_SECG_P256K1", KeyUsageType.SIGN_VERIFY).keyId();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(MESSAGE);
    SdkBytes signature = sign(key, "ECDSA_SHA_256", MessageType.RAW, MESSAGE);
    assertThat(verify(key, "ECDSA_SHA_256", MessageType.DIGEST, digest, signature)).isTrue();
    SdkBytes other = sign(key, "ECDSA_SHA_256", MessageType.DIGEST, digest);
    assertThat(verify(key, "ECDSA_SHA_256", MessageType.RAW, MESSAGE, other)).isTrue();
    refused(() -> verify(key, "ECDSA_SHA_256", MessageType.RAW, digest, signature))
        .as(KmsInvalidSignatureException.class);
    assertThat(publicKey(key)).as("a point on the curve, with the names of both").hasSize(88);
  }

  @Test
  void edwards_curves_sign_messages_and_digests_each_in_its_way() throws Exception {
    String key = newKey("ECC_NIST_EDWARDS25519", KeyUsageType.SIGN_VERIFY).keyId();
    SdkBytes signature = sign(key, "ED25519_SHA_512", MessageType.RAW, MESSAGE);
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(publicKey(key))));
    verifier.update(MESSAGE);
    assertThat(verifier.verify(signature.asByteArray())).isTrue();
    assertThat(verify(key, "ED25519_SHA_512", MessageType.RAW, MESSAGE, signature)).isTrue();

    byte[] digest = MessageDigest.getInstance("SHA-512").digest(MESSAGE);
    SdkBytes prehashed = sign(key, "ED25519_PH_SHA_512", MessageType.DIGEST, digest);
    verifier.setParameter(new EdDSAParameterSpec(true));
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(publicKey(key))));
    verifier.update(digest);
    assertThat(verifier.verify(prehashed.asByteArray())).as("hashed once more").isTrue();
    refused(() -> sign(key, "ED25519_SHA_512", MessageType.DIGEST, digest))
        .withCode("ValidationException");
    refused(() -> sign(key, "ED25519_PH_SHA_512", MessageType.RAW, MESSAGE))
        .withCode("ValidationException");
  }

  @ParameterizedTest
  @CsvSource({"ML_DSA_44,2420,ML-DSA-44", "ML_DSA_65,3309,ML-DSA-65", "ML_DSA_87,4627,ML-DSA-87"})
  void lattices_sign(String spec, int length, String name) throws Exception {
    String key = newKey(spec, KeyUsageType.SIGN_VERIFY).keyId();
    SdkBytes signature = sign(key, "ML_DSA_SHAKE_256", MessageType.RAW, MESSAGE);
    assertThat(signature.asByteArray()).hasSize(length);
    assertThat(verify(key, "ML_DSA_SHAKE_256", MessageType.RAW, MESSAGE, signature)).isTrue();
    Signature verifier = Signature.getInstance(name);
    verifier.initVerify(
        KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(publicKey(key))));
    verifier.update(MESSAGE);
    assertThat(verifier.verify(signature.asByteArray())).as("by the JDK").isTrue();
    byte[] representative = new byte[64];
    SdkBytes other = sign(key, "ML_DSA_SHAKE_256", MessageType.EXTERNAL_MU, representative);
    assertThat(verify(key, "ML_DSA_SHAKE_256", MessageType.EXTERNAL_MU, representative, other))
        .isTrue();
    refused(() -> verify(key, "ML_DSA_SHAKE_256", MessageType.RAW, MESSAGE, other))
        .as(KmsInvalidSignatureException.class);
    refused(() -> sign(key, "ML_DSA_SHAKE_256", MessageType.EXTERNAL_MU, new byte[63]))
        .withCode("ValidationException");
    refused(() -> sign(key, "ML_DSA_SHAKE_256", MessageType.DIGEST, representative))
        .withCode("ValidationException");
  }

  @Test
  void a_public_key_is_shown_with_what_it_is_for() {
    String key = newKey("ECC_NIST_P256", KeyUsageType.SIGN_VERIFY).arn();
    var shown = kms.getPublicKey(it -> it.keyId(key));
    assertThat(shown.keyId()).isEqualTo(key);
    assertThat(shown.keySpec()).isEqualTo(KeySpec.ECC_NIST_P256);
    assertThat(shown.signingAlgorithms()).containsExactly(SigningAlgorithmSpec.ECDSA_SHA_256);
    assertThat(shown.hasEncryptionAlgorithms()).isFalse();
    String symmetric = kms.createKey().keyMetadata().keyId();
    refused(() -> kms.getPublicKey(it -> it.keyId(symmetric)))
        .as(UnsupportedOperationException.class);
    kms.disableKey(it -> it.keyId(key));
    refused(() -> kms.getPublicKey(it -> it.keyId(key))).as(DisabledException.class);
  }

  @ParameterizedTest
  @CsvSource({"224,28", "256,32", "384,48", "512,64"})
  void messages_are_authenticated(int bits, int length) {
    String key = newKey("HMAC_" + bits, KeyUsageType.GENERATE_VERIFY_MAC).keyId();
    MacAlgorithmSpec algorithm = MacAlgorithmSpec.fromValue("HMAC_SHA_" + bits);
    SdkBytes message = SdkBytes.fromByteArray(MESSAGE);
    SdkBytes mac =
        kms.generateMac(it -> it.keyId(key).macAlgorithm(algorithm).message(message)).mac();
    assertThat(mac.asByteArray()).hasSize(length);
    assertThat(
            kms.verifyMac(it -> it.keyId(key).macAlgorithm(algorithm).message(message).mac(mac))
                .macValid())
        .isTrue();
    byte[] changed = mac.asByteArray();
    changed[3] ^= 4;
    refused(
            () ->
                kms.verifyMac(
                    it ->
                        it.keyId(key)
                            .macAlgorithm(algorithm)
                            .message(message)
                            .mac(SdkBytes.fromByteArray(changed))))
        .as(KmsInvalidMacException.class);
    MacAlgorithmSpec other =
        bits == 256 ? MacAlgorithmSpec.HMAC_SHA_512 : MacAlgorithmSpec.HMAC_SHA_256;
    refused(() -> kms.generateMac(it -> it.keyId(key).macAlgorithm(other).message(message)))
        .as(InvalidKeyUsageException.class);
  }

  @ParameterizedTest
  @CsvSource({"256", "384", "521"})
  void two_who_have_one_key_each_agree_on_a_secret(int bits) throws Exception {
    String key = newKey("ECC_NIST_P" + bits, KeyUsageType.KEY_AGREEMENT).arn();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
    var other = generator.generateKeyPair();
    var derived =
        kms.deriveSharedSecret(
            it ->
                it.keyId(key)
                    .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH)
                    .publicKey(SdkBytes.fromByteArray(other.getPublic().getEncoded())));
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(other.getPrivate());
    agreement.doPhase(
        KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(publicKey(key))), true);
    assertThat(derived.sharedSecret().asByteArray()).isEqualTo(agreement.generateSecret());
    assertThat(derived.keyOriginAsString()).isEqualTo("AWS_KMS");
    refused(
            () ->
                kms.deriveSharedSecret(
                    it ->
                        it.keyId(key)
                            .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH)
                            .publicKey(SdkBytes.fromByteArray(new byte[] {1, 2, 3}))))
        .withCode("ValidationException");
  }
}

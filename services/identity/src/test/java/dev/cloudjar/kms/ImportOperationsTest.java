package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.ExpiredImportTokenException;
import software.amazon.awssdk.services.kms.model.GetParametersForImportResponse;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.ImportType;
import software.amazon.awssdk.services.kms.model.IncorrectKeyMaterialException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidImportTokenException;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;

@CloudjarTest(rooms = KmsRoom.class, shared = false)
class ImportOperationsTest {
  private static final byte[] ONE = filled(1, 32);
  private static final byte[] TWO = filled(2, 32);
  private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("secret");

  private final KmsClient kms;
  private final TestClock clock;

  ImportOperationsTest(KmsClient kms, TestCloud cloud) {
    this.kms = kms;
    this.clock = cloud.clock();
    clock.freeze();
  }

  private static byte[] filled(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private String newKey() {
    return kms.createKey(it -> it.origin(OriginType.EXTERNAL)).keyMetadata().arn();
  }

  private KeyMetadata describe(String key) {
    return kms.describeKey(it -> it.keyId(key)).keyMetadata();
  }

  private GetParametersForImportResponse parameters(String key, AlgorithmSpec algorithm) {
    return kms.getParametersForImport(
        it -> it.keyId(key).wrappingAlgorithm(algorithm).wrappingKeySpec(WrappingKeySpec.RSA_2048));
  }

  private static byte[] wrap(GetParametersForImportResponse parameters, byte[] material)
      throws Exception {
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(parameters.publicKey().asByteArray()));
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        key,
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    return cipher.doFinal(material);
  }

  private void bring(String key, byte[] material, Consumer<ImportKeyMaterialRequest.Builder> more)
      throws Exception {
    GetParametersForImportResponse parameters = parameters(key, AlgorithmSpec.RSAES_OAEP_SHA_256);
    SdkBytes wrapped = SdkBytes.fromByteArray(wrap(parameters, material));
    kms.importKeyMaterial(
        it -> {
          it.keyId(key)
              .importToken(parameters.importToken())
              .encryptedKeyMaterial(wrapped)
              .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE);
          more.accept(it);
        });
  }

  private SdkBytes encrypt(String key) {
    return kms.encrypt(it -> it.keyId(key).plaintext(PLAINTEXT)).ciphertextBlob();
  }

  @Test
  void a_key_waits_for_its_material_and_takes_no_other_once_it_is_gone() throws Exception {
    String key = newKey();
    assertThat(describe(key).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
    refused(() -> encrypt(key))
        .as(KmsInvalidStateException.class)
        .saying(key + " is pending import.");
    refused(() -> kms.enableKey(it -> it.keyId(key))).as(KmsInvalidStateException.class);

    bring(key, ONE, it -> {});
    assertThat(describe(key).keyState()).isEqualTo(KeyState.ENABLED);
    assertThat(describe(key).expirationModel())
        .isEqualTo(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE);
    SdkBytes ciphertext = encrypt(key);

    kms.deleteImportedKeyMaterial(it -> it.keyId(key));
    assertThat(describe(key).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
    refused(() -> kms.decrypt(it -> it.ciphertextBlob(ciphertext)))
        .as(KmsInvalidStateException.class);
    refused(() -> bring(key, TWO, it -> {})).as(IncorrectKeyMaterialException.class);
    bring(key, ONE, it -> {});
    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext)).plaintext()).isEqualTo(PLAINTEXT);
  }

  @Test
  void material_expires_by_the_clock() throws Exception {
    String key = newKey();
    var end =
        clock.now().plus(Duration.ofDays(10)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    bring(
        key, ONE, it -> it.expirationModel(ExpirationModelType.KEY_MATERIAL_EXPIRES).validTo(end));
    assertThat(describe(key).validTo()).isEqualTo(end);
    SdkBytes ciphertext = encrypt(key);
    clock.advance(Duration.ofDays(9));
    encrypt(key);
    clock.advance(Duration.ofDays(1));
    assertThat(describe(key).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
    refused(() -> encrypt(key)).as(KmsInvalidStateException.class);
    bring(key, ONE, it -> {});
    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext)).plaintext()).isEqualTo(PLAINTEXT);
  }

  @Test
  void new_material_waits_to_be_rotated_to() throws Exception {
    String key = newKey();
    bring(key, ONE, it -> {});
    SdkBytes old = encrypt(key);
    refused(() -> kms.rotateKeyOnDemand(it -> it.keyId(key))).as(KmsInvalidStateException.class);
    String first = describe(key).currentKeyMaterialId();
    bring(key, TWO, it -> it.importType(ImportType.NEW_KEY_MATERIAL));
    assertThat(describe(key).currentKeyMaterialId()).isEqualTo(first);
    kms.rotateKeyOnDemand(it -> it.keyId(key));
    assertThat(describe(key).currentKeyMaterialId()).isNotEqualTo(first);
    assertThat(kms.decrypt(it -> it.ciphertextBlob(old)).plaintext()).isEqualTo(PLAINTEXT);
    kms.deleteImportedKeyMaterial(it -> it.keyId(key).keyMaterialId(first));
    assertThat(describe(key).keyState())
        .as("all material is needed")
        .isEqualTo(KeyState.PENDING_IMPORT);
    bring(key, ONE, it -> it.keyMaterialId(first));
    assertThat(describe(key).keyState()).isEqualTo(KeyState.ENABLED);
    assertThat(kms.decrypt(it -> it.ciphertextBlob(old)).plaintext()).isEqualTo(PLAINTEXT);
  }

  @Test
  void what_was_wrapped_otherwise_or_late_is_refused() throws Exception {
    String key = newKey();
    GetParametersForImportResponse parameters = parameters(key, AlgorithmSpec.RSAES_OAEP_SHA_256);
    SdkBytes wrapped = SdkBytes.fromByteArray(wrap(parameters, ONE));
    Consumer<ImportKeyMaterialRequest.Builder> good =
        it ->
            it.keyId(key)
                .importToken(parameters.importToken())
                .encryptedKeyMaterial(wrapped)
                .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE);
    refused(
            () ->
                kms.importKeyMaterial(
                    it -> {
                      good.accept(it);
                      it.encryptedKeyMaterial(SdkBytes.fromByteArray(new byte[256]));
                    }))
        .as(InvalidCiphertextException.class);
    refused(
            () ->
                kms.importKeyMaterial(
                    it -> {
                      good.accept(it);
                      it.importToken(SdkBytes.fromUtf8String("token"));
                    }))
        .as(InvalidImportTokenException.class);
    refused(
            () ->
                kms.importKeyMaterial(
                    it -> {
                      good.accept(it);
                      it.expirationModel((ExpirationModelType) null);
                    }))
        .withCode("ValidationException");
    String other = newKey();
    refused(
            () ->
                kms.importKeyMaterial(
                    it -> {
                      good.accept(it);
                      it.keyId(other);
                    }))
        .as(InvalidImportTokenException.class);
    refused(() -> bring(key, filled(1, 31), it -> {})).as(IncorrectKeyMaterialException.class);
    clock.advance(Duration.ofHours(25));
    refused(() -> kms.importKeyMaterial(good)).as(ExpiredImportTokenException.class);
    assertThat(describe(key).keyState()).isEqualTo(KeyState.PENDING_IMPORT);
    String ours = kms.createKey().keyMetadata().arn();
    refused(() -> parameters(ours, AlgorithmSpec.RSAES_OAEP_SHA_256))
        .as(UnsupportedOperationException.class)
        .saying(ours + " origin is AWS_KMS which is not valid for this operation.");
    refused(() -> parameters(key, AlgorithmSpec.RSAES_PKCS1_V1_5))
        .as(UnsupportedOperationException.class);
  }

  @Test
  void a_private_key_comes_wrapped_by_a_key_that_comes_wrapped() throws Exception {
    String key =
        kms.createKey(
                it ->
                    it.origin(OriginType.EXTERNAL)
                        .keySpec("ECC_NIST_P256")
                        .keyUsage(KeyUsageType.SIGN_VERIFY))
            .keyMetadata()
            .arn();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var pair = generator.generateKeyPair();
    GetParametersForImportResponse parameters =
        parameters(key, AlgorithmSpec.RSA_AES_KEY_WRAP_SHA_256);
    byte[] between = filled(7, 32);
    Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
    cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(between, "AES"));
    byte[] inner = cipher.wrap(new SecretKeySpec(pair.getPrivate().getEncoded(), "RAW"));
    byte[] outer = wrap(parameters, between);
    byte[] whole = Arrays.copyOf(outer, outer.length + inner.length);
    System.arraycopy(inner, 0, whole, outer.length, inner.length);
    kms.importKeyMaterial(
        it ->
            it.keyId(key)
                .importToken(parameters.importToken())
                .encryptedKeyMaterial(SdkBytes.fromByteArray(whole))
                .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE));
    SdkBytes signature =
        kms.sign(
                it ->
                    it.keyId(key)
                        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)
                        .messageType(MessageType.RAW)
                        .message(PLAINTEXT))
            .signature();
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(pair.getPublic());
    verifier.update(PLAINTEXT.asByteArray());
    assertThat(verifier.verify(signature.asByteArray())).isTrue();
    assertThat(kms.getPublicKey(it -> it.keyId(key)).publicKey().asByteArray())
        .isEqualTo(pair.getPublic().getEncoded());
  }
}

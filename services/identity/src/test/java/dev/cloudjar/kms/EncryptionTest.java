package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeyPairSpec;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidGrantTokenException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

@CloudjarTest(rooms = KmsRoom.class)
class EncryptionTest {
  private static final Map<String, String> CONTEXT = Map.of("tenant", "green", "path", "a/b");
  private static final long SEED = 4566;

  private final KmsClient kms;
  private final TestCloud cloud;

  EncryptionTest(KmsClient kms, TestCloud cloud) {
    this.kms = kms;
    this.cloud = cloud;
  }

  private String newKey() {
    return kms.createKey().keyMetadata().arn();
  }

  private SdkBytes encrypt(String key, String text, Map<String, String> context) {
    return kms.encrypt(
            it -> it.keyId(key).plaintext(SdkBytes.fromUtf8String(text)).encryptionContext(context))
        .ciphertextBlob();
  }

  private DecryptResponse decrypt(SdkBytes ciphertext, Map<String, String> context) {
    return kms.decrypt(it -> it.ciphertextBlob(ciphertext).encryptionContext(context));
  }

  @Test
  @Behaviour("KMS-01")
  void a_ciphertext_tells_its_key_and_opens_in_its_context_alone() {
    String key = newKey();
    EncryptResponse encrypted =
        kms.encrypt(
            it ->
                it.keyId(key)
                    .plaintext(SdkBytes.fromUtf8String("secret"))
                    .encryptionContext(CONTEXT));
    assertThat(encrypted.keyId()).isEqualTo(key);
    assertThat(encrypted.encryptionAlgorithm())
        .isEqualTo(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
    SdkBytes ciphertext = encrypted.ciphertextBlob();
    assertThat(Base64.getEncoder().encodeToString(ciphertext.asByteArray()))
        .as("as AWS's own begins")
        .startsWith("AQICAH");
    assertThat(new String(ciphertext.asByteArray(), StandardCharsets.ISO_8859_1))
        .doesNotContain("secret");

    DecryptResponse decrypted = decrypt(ciphertext, CONTEXT);
    assertThat(decrypted.plaintext().asUtf8String()).isEqualTo("secret");
    assertThat(decrypted.keyId()).isEqualTo(key);
    assertThat(decrypted.keyMaterialId()).hasSize(64);

    refused(() -> decrypt(ciphertext, Map.of()))
        .as(InvalidCiphertextException.class)
        .withStatus(400);
    refused(() -> decrypt(ciphertext, Map.of("tenant", "blue", "path", "a/b")))
        .as(InvalidCiphertextException.class);
    refused(() -> decrypt(ciphertext, Map.of("tenantg", "reen", "path", "a/b")))
        .as(InvalidCiphertextException.class);
  }

  @Test
  void whatever_is_encrypted_comes_back_and_no_bit_can_be_changed() {
    Random random = new Random(SEED);
    String key = newKey();
    for (int i = 0; i < 20; i++) {
      byte[] plaintext = new byte[1 + random.nextInt(i == 0 ? 4_096 : 300)];
      random.nextBytes(plaintext);
      Map<String, String> context =
          Map.of("k" + random.nextInt(9), "v" + random.nextInt(9), "ü", "");
      SdkBytes ciphertext =
          kms.encrypt(
                  it ->
                      it.keyId(key)
                          .plaintext(SdkBytes.fromByteArray(plaintext))
                          .encryptionContext(context))
              .ciphertextBlob();
      assertThat(decrypt(ciphertext, context).plaintext().asByteArray()).isEqualTo(plaintext);
      byte[] changed = ciphertext.asByteArray();
      int bit = random.nextInt(changed.length * 8);
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      refused(() -> decrypt(SdkBytes.fromByteArray(changed), context));
    }
  }

  @Test
  void bytes_that_are_no_ciphertext_of_ours_are_refused() {
    SdkBytes ciphertext = encrypt(newKey(), "secret", Map.of());
    refused(() -> decrypt(SdkBytes.fromUtf8String("nonsense"), Map.of()))
        .as(InvalidCiphertextException.class);
    byte[] shorter = new byte[40];
    System.arraycopy(ciphertext.asByteArray(), 0, shorter, 0, shorter.length);
    refused(() -> decrypt(SdkBytes.fromByteArray(shorter), Map.of()))
        .as(InvalidCiphertextException.class);
    byte[] nobodys = ciphertext.asByteArray();
    nobodys[10]++;
    refused(() -> decrypt(SdkBytes.fromByteArray(nobodys), Map.of()))
        .withCode("AccessDeniedException")
        .withStatus(400)
        .saying(
            "The ciphertext refers to a customer master key that does not exist, does not exist in"
                + " this region, or you are not allowed to access.");
  }

  @Test
  void another_key_than_the_ciphertexts_own_is_refused() {
    String key = newKey();
    String other = newKey();
    SdkBytes ciphertext = encrypt(key, "secret", Map.of());
    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext).keyId(key)).plaintext())
        .isEqualTo(SdkBytes.fromUtf8String("secret"));
    refused(() -> kms.decrypt(it -> it.ciphertextBlob(ciphertext).keyId(other)))
        .as(IncorrectKeyException.class);
  }

  @Test
  @Behaviour("KMS-01")
  void data_keys_come_plain_and_encrypted() {
    String key = newKey();
    var whole =
        kms.generateDataKey(
            it -> it.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
    assertThat(whole.plaintext().asByteArray()).hasSize(32);
    assertThat(decrypt(whole.ciphertextBlob(), CONTEXT).plaintext()).isEqualTo(whole.plaintext());
    assertThat(whole.keyMaterialId()).hasSize(64);
    var odd = kms.generateDataKey(it -> it.keyId(key).numberOfBytes(1_000));
    assertThat(odd.plaintext().asByteArray()).hasSize(1_000);
    var blind =
        kms.generateDataKeyWithoutPlaintext(it -> it.keyId(key).keySpec(DataKeySpec.AES_128));
    assertThat(decrypt(blind.ciphertextBlob(), Map.of()).plaintext().asByteArray()).hasSize(16);
    refused(() -> kms.generateDataKey(it -> it.keyId(key))).withCode("ValidationException");
    refused(
            () ->
                kms.generateDataKey(
                    it -> it.keyId(key).keySpec(DataKeySpec.AES_128).numberOfBytes(16)))
        .withCode("ValidationException")
        .saying("Please specify either number of bytes or key spec.");
    refused(() -> kms.generateDataKey(it -> it.keyId(key).numberOfBytes(1_025)))
        .withCode("ValidationException");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_2048,RSA",
    "ECC_NIST_P256,EC",
    "ECC_NIST_P521,EC",
    "ECC_SECG_P256_K1,",
    "ECC_NIST_EDWARDS25519,Ed25519"
  })
  void data_key_pairs_are_pairs(DataKeyPairSpec spec, String algorithm) throws Exception {
    String key = newKey();
    var pair =
        kms.generateDataKeyPair(it -> it.keyId(key).keyPairSpec(spec).encryptionContext(CONTEXT));
    assertThat(pair.keyPairSpec()).isEqualTo(spec);
    assertThat(decrypt(pair.privateKeyCiphertextBlob(), CONTEXT).plaintext())
        .isEqualTo(pair.privateKeyPlaintext());
    if (algorithm != null) {
      var factory = java.security.KeyFactory.getInstance(algorithm);
      factory.generatePrivate(
          new java.security.spec.PKCS8EncodedKeySpec(pair.privateKeyPlaintext().asByteArray()));
      factory.generatePublic(
          new java.security.spec.X509EncodedKeySpec(pair.publicKey().asByteArray()));
    }
    var blind = kms.generateDataKeyPairWithoutPlaintext(it -> it.keyId(key).keyPairSpec(spec));
    assertThat(decrypt(blind.privateKeyCiphertextBlob(), Map.of()).plaintext().asByteArray())
        .isNotEmpty();
    refused(() -> kms.generateDataKeyPair(it -> it.keyId(key).keyPairSpec(DataKeyPairSpec.SM2)))
        .withCode("UnsupportedOperationException");
  }

  @Test
  void a_ciphertext_is_moved_to_another_key_without_being_shown() {
    String from = newKey();
    String to = newKey();
    SdkBytes ciphertext = encrypt(from, "secret", CONTEXT);
    var moved =
        kms.reEncrypt(
            it ->
                it.ciphertextBlob(ciphertext)
                    .sourceEncryptionContext(CONTEXT)
                    .destinationKeyId(to)
                    .destinationEncryptionContext(Map.of("new", "one")));
    assertThat(moved.sourceKeyId()).isEqualTo(from);
    assertThat(moved.keyId()).isEqualTo(to);
    DecryptResponse decrypted = decrypt(moved.ciphertextBlob(), Map.of("new", "one"));
    assertThat(decrypted.plaintext().asUtf8String()).isEqualTo("secret");
    assertThat(decrypted.keyId()).isEqualTo(to);
    refused(() -> kms.reEncrypt(it -> it.ciphertextBlob(ciphertext).destinationKeyId(to)))
        .as(InvalidCiphertextException.class);
    refused(
            () ->
                kms.reEncrypt(
                    it ->
                        it.ciphertextBlob(ciphertext)
                            .sourceKeyId(to)
                            .sourceEncryptionContext(CONTEXT)
                            .destinationKeyId(to)))
        .as(IncorrectKeyException.class);
  }

  @ParameterizedTest
  @CsvSource({"RSAES_OAEP_SHA_1,214", "RSAES_OAEP_SHA_256,190"})
  void rsa_keys_encrypt_what_fits(EncryptionAlgorithmSpec algorithm, int most) {
    String key =
        kms.createKey(it -> it.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.ENCRYPT_DECRYPT))
            .keyMetadata()
            .keyId();
    SdkBytes plaintext = SdkBytes.fromByteArray(new byte[most]);
    SdkBytes ciphertext =
        kms.encrypt(it -> it.keyId(key).plaintext(plaintext).encryptionAlgorithm(algorithm))
            .ciphertextBlob();
    assertThat(
            kms.decrypt(
                    it -> it.keyId(key).ciphertextBlob(ciphertext).encryptionAlgorithm(algorithm))
                .plaintext())
        .isEqualTo(plaintext);
    refused(
            () ->
                kms.encrypt(
                    it ->
                        it.keyId(key)
                            .plaintext(SdkBytes.fromByteArray(new byte[most + 1]))
                            .encryptionAlgorithm(algorithm)))
        .withCode("ValidationException")
        .saying(
            "Algorithm "
                + algorithm
                + " and key spec RSA_2048 cannot encrypt data larger than "
                + most
                + " bytes.");
    refused(() -> kms.encrypt(it -> it.keyId(key).plaintext(plaintext)))
        .as(InvalidKeyUsageException.class);
    refused(
            () ->
                kms.decrypt(
                    it ->
                        it.keyId(key)
                            .ciphertextBlob(SdkBytes.fromByteArray(new byte[256]))
                            .encryptionAlgorithm(algorithm)))
        .as(InvalidCiphertextException.class);
    refused(() -> kms.decrypt(it -> it.ciphertextBlob(ciphertext).encryptionAlgorithm(algorithm)))
        .withCode("ValidationException");
  }

  @Test
  void a_key_that_signs_does_not_encrypt() {
    String key =
        kms.createKey(it -> it.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.SIGN_VERIFY))
            .keyMetadata()
            .arn();
    refused(() -> encrypt(key, "secret", Map.of()))
        .as(InvalidKeyUsageException.class)
        .saying(key + " key usage is SIGN_VERIFY which is not valid for Encrypt.");
    refused(() -> kms.generateDataKey(it -> it.keyId(key).numberOfBytes(16)))
        .as(InvalidKeyUsageException.class);
  }

  @Test
  void a_dry_run_does_nothing_but_says_whether_it_would() {
    String key = newKey();
    SdkBytes plaintext = SdkBytes.fromUtf8String("secret");
    refused(() -> kms.encrypt(it -> it.keyId(key).plaintext(plaintext).dryRun(true)))
        .as(DryRunOperationException.class)
        .saying("The request would have succeeded, but the DryRun option is set.");
    refused(() -> kms.generateDataKey(it -> it.keyId(key).numberOfBytes(8).dryRun(true)))
        .as(DryRunOperationException.class);
    refused(() -> kms.encrypt(it -> it.keyId("alias/none").plaintext(plaintext).dryRun(true)))
        .as(NotFoundException.class);
  }

  @Test
  void bad_input_is_refused() {
    String key = newKey();
    refused(
            () ->
                kms.encrypt(it -> it.keyId(key).plaintext(SdkBytes.fromByteArray(new byte[4_097]))))
        .withCode("ValidationException");
    refused(
            () ->
                kms.encrypt(
                    it ->
                        it.keyId(key)
                            .plaintext(SdkBytes.fromUtf8String("x"))
                            .grantTokens("bm9uc2Vuc2U=")))
        .as(InvalidGrantTokenException.class);
    refused(
            () ->
                kms.decrypt(
                    it ->
                        it.ciphertextBlob(encrypt(key, "x", Map.of()))
                            .recipient(
                                to -> to.attestationDocument(SdkBytes.fromUtf8String("doc")))))
        .withCode("UnsupportedOperationException");
    assertThat(kms.generateRandom(it -> it.numberOfBytes(33)).plaintext().asByteArray())
        .hasSize(33);
    refused(() -> kms.generateRandom(it -> it.numberOfBytes(0))).withCode("ValidationException");
  }

  @Test
  void another_region_and_another_account_know_nothing_of_a_key() {
    SdkBytes ciphertext = encrypt(newKey(), "secret", Map.of());
    KmsClient elsewhere = cloud.client(KmsClient.class, cloud.credentialsOf(cloud.newAccountId()));
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                KmsException.class, () -> elsewhere.decrypt(it -> it.ciphertextBlob(ciphertext))))
        .satisfies(
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
  }
}

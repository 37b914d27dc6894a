package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/** A cloud that comes up again has the same keys. */
@CloudjarTest(rooms = KmsRoom.class, data = Data.DISK, shared = false)
class RestartTest {
  private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("secret");

  private final KmsClient kms;
  private final TestCloud cloud;

  RestartTest(KmsClient kms, TestCloud cloud) {
    this.kms = kms;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  @Behaviour("KMS-01")
  void what_was_encrypted_and_signed_before_is_still_what_it_was() {
    String key = kms.createKey().keyMetadata().keyId();
    String signer =
        kms.createKey(it -> it.keySpec("ECC_NIST_P256").keyUsage(KeyUsageType.SIGN_VERIFY))
            .keyMetadata()
            .keyId();
    kms.createAlias(it -> it.aliasName("alias/app").targetKeyId(key));
    SdkBytes ciphertext = kms.encrypt(it -> it.keyId(key).plaintext(PLAINTEXT)).ciphertextBlob();
    SdkBytes signature =
        kms.sign(
                it ->
                    it.keyId(signer)
                        .message(PLAINTEXT)
                        .messageType(MessageType.RAW)
                        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
            .signature();
    kms.rotateKeyOnDemand(it -> it.keyId(key));

    cloud.restart();

    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext).keyId("alias/app")).plaintext())
        .isEqualTo(PLAINTEXT);
    assertThat(
            kms.verify(
                    it ->
                        it.keyId(signer)
                            .message(PLAINTEXT)
                            .messageType(MessageType.RAW)
                            .signature(signature)
                            .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
                .signatureValid())
        .isTrue();
  }

  @Test
  void what_is_to_happen_to_keys_happens_after_a_restart() {
    String rotating = kms.createKey().keyMetadata().keyId();
    kms.enableKeyRotation(it -> it.keyId(rotating).rotationPeriodInDays(100));
    String ending = kms.createKey().keyMetadata().keyId();
    kms.scheduleKeyDeletion(it -> it.keyId(ending).pendingWindowInDays(7));

    cloud.restart();

    cloud.clock().advance(Duration.ofDays(100));
    assertThat(kms.listKeyRotations(it -> it.keyId(rotating)).rotations()).hasSize(1);
    refused(() -> kms.describeKey(it -> it.keyId(ending))).withCode("NotFoundException");
  }
}

package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.IncludeKeyMaterial;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

@CloudjarTest(rooms = KmsRoom.class, shared = false)
class RotationOperationsTest {
  private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("secret");

  private final KmsClient kms;
  private final TestClock clock;

  RotationOperationsTest(KmsClient kms, TestCloud cloud) {
    this.kms = kms;
    this.clock = cloud.clock();
    clock.freeze();
  }

  private String newKey() {
    return kms.createKey().keyMetadata().keyId();
  }

  private String materialId(String key) {
    return kms.describeKey(it -> it.keyId(key)).keyMetadata().currentKeyMaterialId();
  }

  private SdkBytes encrypt(String key) {
    return kms.encrypt(it -> it.keyId(key).plaintext(PLAINTEXT)).ciphertextBlob();
  }

  private List<RotationsListEntry> rotations(String key) {
    return kms.listKeyRotations(it -> it.keyId(key)).rotations();
  }

  @Test
  @Behaviour("KMS-01")
  void a_key_rotates_by_itself_and_what_was_encrypted_before_can_be_read() {
    String key = newKey();
    SdkBytes old = encrypt(key);
    String first = materialId(key);
    kms.enableKeyRotation(it -> it.keyId(key).rotationPeriodInDays(90));
    var status = kms.getKeyRotationStatus(it -> it.keyId(key));
    assertThat(status.keyRotationEnabled()).isTrue();
    assertThat(status.rotationPeriodInDays()).isEqualTo(90);
    assertThat(Duration.between(clock.now(), status.nextRotationDate()))
        .isBetween(Duration.ofDays(90).minusMillis(2), Duration.ofDays(90));

    clock.advance(Duration.ofDays(89));
    assertThat(materialId(key)).isEqualTo(first);
    clock.advance(Duration.ofDays(1));
    String second = materialId(key);
    assertThat(second).isNotEqualTo(first);
    clock.advance(Duration.ofDays(180));
    assertThat(rotations(key)).hasSize(3);
    assertThat(rotations(key).getFirst().keyMaterialId()).isEqualTo(second);
    assertThat(rotations(key))
        .extracting(RotationsListEntry::rotationTypeAsString)
        .containsOnly("AUTOMATIC");
    assertThat(rotations(key))
        .extracting(RotationsListEntry::keyMaterialStateAsString)
        .containsExactly("NON_CURRENT", "NON_CURRENT", "CURRENT");
    assertThat(
            kms.listKeyRotations(
                    it ->
                        it.keyId(key)
                            .includeKeyMaterial(IncludeKeyMaterial.ALL_KEY_MATERIAL)
                            .limit(1))
                .rotations())
        .extracting(RotationsListEntry::keyMaterialId)
        .containsExactly(first);
    assertThat(kms.listKeyRotationsPaginator(it -> it.keyId(key).limit(2)).rotations()).hasSize(3);

    var decrypted = kms.decrypt(it -> it.ciphertextBlob(old).keyId(key));
    assertThat(decrypted.plaintext()).isEqualTo(PLAINTEXT);
    assertThat(decrypted.keyMaterialId()).isEqualTo(first);
    SdkBytes fresh = encrypt(key);
    assertThat(kms.decrypt(it -> it.ciphertextBlob(fresh)).keyMaterialId())
        .isEqualTo(materialId(key));

    kms.disableKeyRotation(it -> it.keyId(key));
    clock.advance(Duration.ofDays(400));
    assertThat(rotations(key)).hasSize(3);
    assertThat(kms.getKeyRotationStatus(it -> it.keyId(key)).keyRotationEnabled()).isFalse();
  }

  @Test
  void a_disabled_key_makes_up_for_its_rotation_once_it_is_enabled() {
    String key = newKey();
    String first = materialId(key);
    kms.enableKeyRotation(it -> it.keyId(key));
    kms.disableKey(it -> it.keyId(key));
    clock.advance(Duration.ofDays(500));
    assertThat(materialId(key)).isEqualTo(first);
    kms.enableKey(it -> it.keyId(key));
    assertThat(materialId(key)).isNotEqualTo(first);
    assertThat(rotations(key)).hasSize(1);
    clock.advance(Duration.ofDays(365));
    assertThat(rotations(key)).hasSize(2);
  }

  @Test
  void rotation_on_demand_is_done_at_once_25_times() {
    String key = newKey();
    SdkBytes old = encrypt(key);
    kms.enableKeyRotation(it -> it.keyId(key));
    var next = kms.getKeyRotationStatus(it -> it.keyId(key)).nextRotationDate();
    for (int i = 0; i < 25; i++) {
      kms.rotateKeyOnDemand(it -> it.keyId(key));
    }
    assertThat(rotations(key)).hasSize(25);
    assertThat(rotations(key).getFirst().rotationTypeAsString()).isEqualTo("ON_DEMAND");
    assertThat(kms.getKeyRotationStatus(it -> it.keyId(key)).nextRotationDate()).isEqualTo(next);
    assertThat(kms.decrypt(it -> it.ciphertextBlob(old)).plaintext()).isEqualTo(PLAINTEXT);
    refused(() -> kms.rotateKeyOnDemand(it -> it.keyId(key))).as(LimitExceededException.class);
    assertThat(rotations(key)).hasSize(25);
  }

  @ParameterizedTest
  @ValueSource(ints = {89, 2_561})
  void a_period_has_90_to_2560_days(int days) {
    String key = newKey();
    refused(() -> kms.enableKeyRotation(it -> it.keyId(key).rotationPeriodInDays(days)))
        .withCode("ValidationException");
    assertThat(kms.getKeyRotationStatus(it -> it.keyId(key)).keyRotationEnabled()).isFalse();
  }

  @Test
  void only_symmetric_encryption_keys_rotate() {
    String key =
        kms.createKey(it -> it.keySpec(KeySpec.HMAC_256).keyUsage(KeyUsageType.GENERATE_VERIFY_MAC))
            .keyMetadata()
            .keyId();
    refused(() -> kms.enableKeyRotation(it -> it.keyId(key)))
        .as(UnsupportedOperationException.class);
    refused(() -> kms.rotateKeyOnDemand(it -> it.keyId(key)))
        .as(UnsupportedOperationException.class);
    refused(() -> kms.listKeyRotations(it -> it.keyId(key)))
        .as(UnsupportedOperationException.class);
    assertThat(kms.getKeyRotationStatus(it -> it.keyId(key)).keyRotationEnabled()).isFalse();
  }
}

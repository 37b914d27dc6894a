package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeyPairSpec;

/** How often accounts may ask for the management of keys in a second, where that is wanted. */
@CloudjarTest(rooms = KmsRoom.class, shared = false, settings = "kms-request-rates=true")
class ManagementQuotaTest {
  private final TestCloud cloud;
  private final KmsClient kms;

  ManagementQuotaTest(TestCloud cloud, KmsClient kms) {
    this.cloud = cloud;
    this.kms = kms;
    cloud.clock().freeze();
  }

  @Test
  void each_operation_has_a_quota_of_its_own_for_each_second() {
    String key = kms.createKey().keyMetadata().keyId();
    for (int i = 0; i < 4; i++) {
      kms.createKey();
    }
    throttled(() -> kms.createKey());
    assertThat(kms.listKeys().keys()).as("nothing was made").hasSize(5);
    for (int i = 0; i < 5; i++) {
      String text = "text " + i;
      kms.updateKeyDescription(it -> it.keyId(key).description(text));
    }
    throttled(() -> kms.updateKeyDescription(it -> it.keyId(key).description("another")));
    assertThat(kms.describeKey(it -> it.keyId(key)).keyMetadata().description())
        .isEqualTo("text 4");
    cloud.client(KmsClient.class, cloud.credentialsOf(cloud.newAccountId())).createKey();
    cloud.clock().advance(Duration.ofSeconds(1));
    kms.createKey();
  }

  @Test
  void pairs_of_data_keys_have_a_quota_by_kind() {
    String key = kms.createKey().keyMetadata().keyId();
    kms.generateDataKeyPairWithoutPlaintext(
        it -> it.keyId(key).keyPairSpec(DataKeyPairSpec.RSA_4096));
    throttled(
        () -> kms.generateDataKeyPair(it -> it.keyId(key).keyPairSpec(DataKeyPairSpec.RSA_4096)));
    kms.generateDataKeyPair(it -> it.keyId(key).keyPairSpec(DataKeyPairSpec.ECC_NIST_P256));
  }

  @Test
  void replicas_count_as_two_keys_in_their_region() {
    for (int i = 0; i < 2; i++) {
      String key = kms.createKey(it -> it.multiRegion(true)).keyMetadata().keyId();
      kms.replicateKey(it -> it.keyId(key).replicaRegion("eu-west-1"));
    }
    String third = kms.createKey(it -> it.multiRegion(true)).keyMetadata().keyId();
    throttled(() -> kms.replicateKey(it -> it.keyId(third).replicaRegion("eu-west-1")));
    kms.replicateKey(it -> it.keyId(third).replicaRegion("eu-west-2"));
  }

  private static void throttled(Executable call) {
    refused(call)
        .withCode("ThrottlingException")
        .withStatus(400)
        .saying(
            "You have exceeded the rate at which you may call KMS. Reduce the frequency of your"
                + " calls.");
  }
}

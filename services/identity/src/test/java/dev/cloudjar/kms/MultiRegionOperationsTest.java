package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.MultiRegionKey;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

@CloudjarTest(rooms = KmsRoom.class, shared = false)
class MultiRegionOperationsTest {
  private static final String THERE = "eu-west-1";
  private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("secret");

  private final KmsClient kms;
  private final KmsClient there;
  private final TestClock clock;

  MultiRegionOperationsTest(KmsClient kms, TestCloud cloud) {
    this.kms = kms;
    this.clock = cloud.clock();
    clock.freeze();
    URI endpoint = cloud.endpoint();
    there =
        KmsClient.builder()
            .region(Region.of(THERE))
            .endpointOverride(endpoint)
            .credentialsProvider(cloud.credentials())
            .httpClient(UrlConnectionHttpClient.create())
            .build();
  }

  @AfterEach
  void close() {
    there.close();
  }

  private KeyMetadata newKey() {
    return kms.createKey(it -> it.multiRegion(true)).keyMetadata();
  }

  private static KeyMetadata describe(KmsClient client, String key) {
    return client.describeKey(it -> it.keyId(key)).keyMetadata();
  }

  @Test
  void a_replica_decrypts_what_its_primary_key_has_encrypted_also_after_rotation() {
    KeyMetadata primary = newKey();
    String key = primary.keyId();
    assertThat(key).matches("mrk-[0-9a-f]{32}");
    assertThat(primary.multiRegionConfiguration().multiRegionKeyTypeAsString())
        .isEqualTo("PRIMARY");
    var made = kms.replicateKey(it -> it.keyId(key).replicaRegion(THERE).description("replica"));
    KeyMetadata replica = made.replicaKeyMetadata();
    assertThat(replica.arn()).isEqualTo(primary.arn().replace("us-east-1", THERE));
    assertThat(replica.description()).isEqualTo("replica");
    assertThat(replica.multiRegionConfiguration().multiRegionKeyTypeAsString())
        .isEqualTo("REPLICA");
    assertThat(replica.multiRegionConfiguration().primaryKey().arn()).isEqualTo(primary.arn());
    assertThat(describe(kms, key).multiRegionConfiguration().replicaKeys())
        .extracting(MultiRegionKey::region)
        .containsExactly(THERE);

    SdkBytes here = kms.encrypt(it -> it.keyId(key).plaintext(PLAINTEXT)).ciphertextBlob();
    var decrypted = there.decrypt(it -> it.ciphertextBlob(here));
    assertThat(decrypted.plaintext()).isEqualTo(PLAINTEXT);
    assertThat(decrypted.keyId()).isEqualTo(replica.arn());
    kms.enableKeyRotation(it -> it.keyId(key).rotationPeriodInDays(90));
    assertThat(there.getKeyRotationStatus(it -> it.keyId(key)).keyRotationEnabled()).isTrue();
    clock.advance(Duration.ofDays(90));
    SdkBytes later = there.encrypt(it -> it.keyId(key).plaintext(PLAINTEXT)).ciphertextBlob();
    assertThat(kms.decrypt(it -> it.ciphertextBlob(later)).keyMaterialId())
        .isEqualTo(describe(there, key).currentKeyMaterialId())
        .isNotEqualTo(primary.currentKeyMaterialId());
    assertThat(there.decrypt(it -> it.ciphertextBlob(here)).plaintext()).isEqualTo(PLAINTEXT);
  }

  @Test
  void what_is_no_primary_key_is_not_replicated_and_none_twice() {
    String single = kms.createKey().keyMetadata().keyId();
    refused(() -> kms.replicateKey(it -> it.keyId(single).replicaRegion(THERE)))
        .as(UnsupportedOperationException.class);
    String key = newKey().keyId();
    kms.replicateKey(it -> it.keyId(key).replicaRegion(THERE));
    refused(() -> kms.replicateKey(it -> it.keyId(key).replicaRegion(THERE)))
        .as(AlreadyExistsException.class);
    refused(() -> there.replicateKey(it -> it.keyId(key).replicaRegion("us-west-2")))
        .as(UnsupportedOperationException.class);
    refused(() -> there.enableKeyRotation(it -> it.keyId(key)))
        .as(UnsupportedOperationException.class);
  }

  @Test
  void a_replica_becomes_the_primary_key() {
    String key = newKey().keyId();
    kms.replicateKey(it -> it.keyId(key).replicaRegion(THERE));
    kms.enableKeyRotation(it -> it.keyId(key));
    kms.updatePrimaryRegion(it -> it.keyId(key).primaryRegion(THERE));
    assertThat(describe(kms, key).multiRegionConfiguration().multiRegionKeyTypeAsString())
        .isEqualTo("REPLICA");
    assertThat(describe(there, key).multiRegionConfiguration().multiRegionKeyTypeAsString())
        .isEqualTo("PRIMARY");
    assertThat(describe(there, key).multiRegionConfiguration().replicaKeys())
        .extracting(MultiRegionKey::region)
        .containsExactly("us-east-1");
    clock.advance(Duration.ofDays(365));
    assertThat(there.listKeyRotations(it -> it.keyId(key)).rotations()).hasSize(1);
    refused(() -> kms.updatePrimaryRegion(it -> it.keyId(key).primaryRegion(THERE)))
        .as(UnsupportedOperationException.class);
  }

  @Test
  void a_primary_key_waits_for_its_replicas_to_go_first() {
    String key = newKey().keyId();
    kms.replicateKey(it -> it.keyId(key).replicaRegion(THERE));
    var scheduled = kms.scheduleKeyDeletion(it -> it.keyId(key).pendingWindowInDays(10));
    assertThat(scheduled.keyState()).isEqualTo(KeyState.PENDING_REPLICA_DELETION);
    assertThat(scheduled.deletionDate()).isNull();
    assertThat(describe(kms, key).pendingDeletionWindowInDays()).isEqualTo(10);
    clock.advance(Duration.ofDays(50));
    assertThat(describe(kms, key).keyState()).isEqualTo(KeyState.PENDING_REPLICA_DELETION);
    there.scheduleKeyDeletion(it -> it.keyId(key).pendingWindowInDays(7));
    clock.advance(Duration.ofDays(7));
    assertThat(describe(kms, key).keyState()).isEqualTo(KeyState.PENDING_DELETION);
    clock.advance(Duration.ofDays(10));
    refused(() -> describe(kms, key)).withCode("NotFoundException");
  }
}

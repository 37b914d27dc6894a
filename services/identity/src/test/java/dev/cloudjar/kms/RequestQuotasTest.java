package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.InvalidArnException;

/** What belongs to accounts rather than keys: how often they may ask, and whom they may grant. */
@CloudjarTest(
    rooms = {KmsRoom.class, IamRoom.class},
    shared = false)
class RequestQuotasTest {
  private static final SdkBytes TEXT = SdkBytes.fromUtf8String("text");

  private final TestCloud cloud;
  private final KmsClient kms;

  RequestQuotasTest(TestCloud cloud, KmsClient kms) {
    this.cloud = cloud;
    this.kms = kms;
    cloud.clock().freeze();
  }

  @Test
  void uses_of_keys_of_one_kind_share_a_quota_for_each_second() {
    String rsa =
        kms.createKey(it -> it.keySpec("RSA_2048").keyUsage("ENCRYPT_DECRYPT")).keyMetadata().arn();
    String symmetric = kms.createKey().keyMetadata().arn();
    SdkBytes encrypted = encrypt(kms, rsa);
    for (int i = 1; i < 999; i++) {
      encrypt(kms, rsa);
    }
    kms.decrypt(
        it -> it.keyId(rsa).encryptionAlgorithm("RSAES_OAEP_SHA_256").ciphertextBlob(encrypted));
    refused(() -> encrypt(kms, rsa))
        .withCode("ThrottlingException")
        .saying(
            "You have exceeded the rate at which you may call KMS. Reduce the frequency of your"
                + " calls.");

    assertThat(kms.encrypt(it -> it.keyId(symmetric).plaintext(TEXT)).keyId())
        .as("another kind of key")
        .isEqualTo(symmetric);
    kms.describeKey(it -> it.keyId(rsa));
    KmsClient other = cloud.client(KmsClient.class, cloud.credentialsOf(cloud.newAccountId()));
    String others =
        other
            .createKey(it -> it.keySpec("RSA_2048").keyUsage("ENCRYPT_DECRYPT"))
            .keyMetadata()
            .arn();
    encrypt(other, others);
    cloud.clock().advance(Duration.ofSeconds(1));
    encrypt(kms, rsa);
  }

  private static SdkBytes encrypt(KmsClient client, String key) {
    return client
        .encrypt(it -> it.keyId(key).encryptionAlgorithm("RSAES_OAEP_SHA_256").plaintext(TEXT))
        .ciphertextBlob();
  }

  @Test
  void symmetric_keys_have_the_quota_of_their_region() {
    assertThat(RequestQuotas.SYMMETRIC.standard("us-east-1")).isEqualTo(100_000);
    assertThat(RequestQuotas.SYMMETRIC.standard("eu-central-1")).isEqualTo(20_000);
    assertThat(RequestQuotas.SYMMETRIC.standard("eu-north-1")).isEqualTo(10_000);
  }

  @Test
  void grants_are_for_principals_that_are_there() {
    String key = kms.createKey().keyMetadata().arn();
    IamClient iam = cloud.client(IamClient.class);
    String user = iam.createUser(it -> it.userName("alice").path("/staff/")).user().arn();
    grant(key, user, null);
    grant(key, "arn:aws:iam::" + cloud.accountId() + ":root", user);
    refused(() -> grant(key, user.replace("/staff", ""), null)).as(InvalidArnException.class);
    refused(() -> grant(key, user.replace("user", "role"), null)).as(InvalidArnException.class);
    refused(() -> grant(key, user, user + "2")).as(InvalidArnException.class);
    assertThat(kms.listGrants(it -> it.keyId(key)).grants()).hasSize(2);
  }

  private void grant(String key, String grantee, @Nullable String retiring) {
    kms.createGrant(
        it ->
            it.keyId(key)
                .granteePrincipal(grantee)
                .retiringPrincipal(retiring)
                .operations(GrantOperation.DECRYPT));
  }
}

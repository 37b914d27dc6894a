package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.AccessKeyIds;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

@CloudjarTest(rooms = {IamRoom.class, StsRoom.class})
class AccessKeyOperationsTest {
  private final IamClient iam;
  private final TestCloud cloud;

  AccessKeyOperationsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("alice").path("/x/"));
  }

  @Test
  void a_key_signs_for_its_user_from_the_moment_it_is_made() {
    AccessKey key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    assertThat(key.accessKeyId()).startsWith("AKIA");
    assertThat(AccessKeyIds.accountIn(key.accessKeyId())).contains(cloud.accountId());
    assertThat(key.secretAccessKey()).hasSize(40);
    assertThat(key.status()).isEqualTo(StatusType.ACTIVE);
    assertThat(sts(key).getCallerIdentity().arn())
        .isEqualTo("arn:aws:iam::" + cloud.accountId() + ":user/x/alice");
    assertThat(sts(key).getCallerIdentity().userId())
        .isEqualTo(iam.getUser(it -> it.userName("alice")).user().userId());
  }

  @Test
  void an_inactive_key_signs_nothing_until_it_is_active_again() {
    AccessKey key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    StsClient sts = sts(key);
    iam.updateAccessKey(
        it -> it.userName("alice").accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE));
    assertThat(list()).extracting(AccessKeyMetadata::status).containsExactly(StatusType.INACTIVE);
    assertThat(sts.getCallerIdentity().arn()).doesNotContain("alice");
    iam.updateAccessKey(
        it -> it.userName("alice").accessKeyId(key.accessKeyId()).status(StatusType.ACTIVE));
    assertThat(sts.getCallerIdentity().arn()).endsWith("alice");
    iam.deleteAccessKey(it -> it.userName("alice").accessKeyId(key.accessKeyId()));
    assertThat(sts.getCallerIdentity().arn()).doesNotContain("alice");
    assertThat(list()).isEmpty();
  }

  @Test
  void a_secret_that_is_not_the_keys_is_refused() {
    AccessKey key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    AccessKey forged = key.toBuilder().secretAccessKey("wrong").build();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> sts(forged).getCallerIdentity())
        .isInstanceOf(StsException.class);
  }

  @Test
  void a_user_has_two_keys_at_most_and_so_has_the_root() {
    iam.createAccessKey(it -> it.userName("alice"));
    iam.createAccessKey(it -> it.userName("alice"));
    refused(() -> iam.createAccessKey(it -> it.userName("alice")))
        .withCode("LimitExceeded")
        .withStatus(409)
        .saying("Cannot exceed quota for AccessKeysPerUser: 2");
    AccessKey root = iam.createAccessKey().accessKey();
    assertThat(root.userName()).isNull();
    assertThat(sts(root).getCallerIdentity().arn()).endsWith(":root");
    iam.createAccessKey();
    refused(iam::createAccessKey).withCode("LimitExceeded");
    assertThat(iam.listAccessKeys().accessKeyMetadata()).hasSize(2);
  }

  @Test
  void another_name_signs_with_the_same_keys() {
    AccessKey key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    iam.updateUser(it -> it.userName("alice").newUserName("bob").newPath("/"));
    assertThat(sts(key).getCallerIdentity().arn()).endsWith(":user/bob");
  }

  @Test
  void a_key_of_somebody_else_is_not_found() {
    iam.createUser(it -> it.userName("mallory"));
    AccessKey key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    refused(() -> iam.deleteAccessKey(it -> it.userName("mallory").accessKeyId(key.accessKeyId())))
        .withCode("NoSuchEntity")
        .saying("The Access Key with id " + key.accessKeyId() + " cannot be found.");
    assertThat(list()).hasSize(1);
  }

  @Test
  void the_last_use_of_a_key_is_told_by_service_and_region() {
    iam.createUser(it -> it.userName("busy"));
    var key = iam.createAccessKey(it -> it.userName("busy")).accessKey();
    IamClient busy =
        cloud.client(
            IamClient.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    refused(busy::listUsers).withCode("AccessDenied");
    var lastUsed = iam.getAccessKeyLastUsed(it -> it.accessKeyId(key.accessKeyId()));
    assertThat(lastUsed.userName()).isEqualTo("busy");
    assertThat(lastUsed.accessKeyLastUsed().serviceName()).isEqualTo("iam");
    assertThat(lastUsed.accessKeyLastUsed().region()).isEqualTo("us-east-1");
    assertThat(lastUsed.accessKeyLastUsed().lastUsedDate()).isNotNull();
  }

  @Test
  void the_last_use_of_a_key_that_was_never_used_is_none() {
    AccessKey key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    var lastUsed = iam.getAccessKeyLastUsed(it -> it.accessKeyId(key.accessKeyId()));
    assertThat(lastUsed.userName()).isEqualTo("alice");
    assertThat(lastUsed.accessKeyLastUsed().serviceName()).isEqualTo("N/A");
    assertThat(lastUsed.accessKeyLastUsed().region()).isEqualTo("N/A");
    assertThat(lastUsed.accessKeyLastUsed().lastUsedDate()).isNull();
  }

  private java.util.List<AccessKeyMetadata> list() {
    return iam.listAccessKeys(it -> it.userName("alice")).accessKeyMetadata();
  }

  private StsClient sts(AccessKey key) {
    return cloud.client(
        StsClient.class,
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
  }
}

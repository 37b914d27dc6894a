package dev.cloudjar.cloudtrail;

import static dev.cloudjar.cloudtrail.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import dev.cloudjar.organizations.OrganizationsRoom;
import dev.cloudjar.s3.S3Room;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AccountNotFoundException;
import software.amazon.awssdk.services.cloudtrail.model.AccountNotRegisteredException;
import software.amazon.awssdk.services.cloudtrail.model.AccountRegisteredException;
import software.amazon.awssdk.services.cloudtrail.model.CannotDelegateManagementAccountException;
import software.amazon.awssdk.services.cloudtrail.model.CloudTrailAccessNotEnabledException;
import software.amazon.awssdk.services.cloudtrail.model.InsufficientEncryptionPolicyException;
import software.amazon.awssdk.services.cloudtrail.model.KmsKeyNotFoundException;
import software.amazon.awssdk.services.cloudtrail.model.NotOrganizationManagementAccountException;
import software.amazon.awssdk.services.cloudtrail.model.OrganizationsNotInUseException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** What trails have to do with keys and organizations. */
@CloudjarTest(
    rooms = {
      CloudTrailRoom.class,
      IamRoom.class,
      KmsRoom.class,
      OrganizationsRoom.class,
      S3Room.class
    })
class TrailKeyTest {
  private final CloudTrailClient trails;
  private final TestCloud cloud;

  TrailKeyTest(CloudTrailClient trails, TestCloud cloud) {
    this.trails = trails;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void files_are_encrypted_by_the_key_of_the_trail_where_its_policy_allows(
      S3Client s3, KmsClient kms) {
    String trail = "arn:aws:cloudtrail:us-east-1:" + cloud.accountId() + ":trail/main";
    String bucket = cloud.unique("encrypted");
    s3.createBucket(it -> it.bucket(bucket));
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},
                     "Action":["s3:GetBucketAcl","s3:PutObject"],"Resource":["arn:aws:s3:::%s","arn:aws:s3:::%s/*"]}}"""
                        .formatted(bucket, bucket)));
    String key = kms.createKey().keyMetadata().arn();
    kms.createAlias(it -> it.aliasName("alias/trails").targetKeyId(key));
    refused(
        KmsKeyNotFoundException.class,
        () ->
            trails.createTrail(it -> it.name("main").s3BucketName(bucket).kmsKeyId("alias/none")));
    allow(kms, key, "arn:aws:cloudtrail:us-east-1:" + cloud.accountId() + ":trail/other");
    refused(
        InsufficientEncryptionPolicyException.class,
        () ->
            trails.createTrail(
                it -> it.name("main").s3BucketName(bucket).kmsKeyId("alias/trails")));
    assertThat(trails.describeTrails().trailList()).isEmpty();
    allow(kms, key, trail);
    assertThat(
            trails
                .createTrail(
                    it ->
                        it.name("main")
                            .s3BucketName(bucket)
                            .enableLogFileValidation(true)
                            .kmsKeyId("alias/trails"))
                .kmsKeyId())
        .isEqualTo(key);
    trails.startLogging(it -> it.name("main"));
    kms.listKeys();
    cloud.clock().advance(Duration.ofMinutes(61));
    var files =
        s3.listObjectsV2(it -> it.bucket(bucket)).contents().stream()
            .map(S3Object::key)
            .filter(it -> it.endsWith(".gz"))
            .toList();
    assertThat(files).anyMatch(it -> it.contains("CloudTrail-Digest"));
    for (String file : files) {
      var head = s3.headObject(it -> it.bucket(bucket).key(file));
      assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
      assertThat(head.ssekmsKeyId()).isEqualTo(key);
    }
    assertThat(trails.updateTrail(it -> it.name("main").kmsKeyId("")).kmsKeyId()).isNull();
    assertThat(trails.updateTrail(it -> it.name("main").kmsKeyId(key)).kmsKeyId()).isEqualTo(key);
    kms.disableKey(it -> it.keyId(key));
    kms.listAliases();
    cloud.clock().advance(Duration.ofMinutes(6));
    assertThat(trails.getTrailStatus(it -> it.name("main")).latestDeliveryError())
        .isEqualTo("KMS.DisabledException");
    kms.enableKey(it -> it.keyId(key));
    cloud.clock().advance(Duration.ofMinutes(6));
    assertThat(trails.getTrailStatus(it -> it.name("main")).latestDeliveryError()).isNull();
  }

  /** What AWS's guide tells to write into the policy of a key. */
  private static void allow(KmsClient kms, String key, String trail) {
    kms.putKeyPolicy(
        it ->
            it.keyId(key)
                .policy(
                    """
                    {"Version":"2012-10-17","Statement":[
                     {"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kms:*","Resource":"*"},
                     {"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:GenerateDataKey*","Resource":"*",
                      "Condition":{"StringEquals":{"aws:SourceArn":"%s"},"StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"arn:aws:cloudtrail:*:trail/*"}}},
                     {"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"kms:DescribeKey","Resource":"*"}]}"""
                        .formatted(key.split(":", -1)[4], trail)));
  }

  @Test
  void accounts_administer_trails_for_their_organization(OrganizationsClient organizations) {
    String member = cloud.newAccountId();
    refused(OrganizationsNotInUseException.class, () -> register(trails, member));
    organizations.createOrganization(it -> {});
    refused(CloudTrailAccessNotEnabledException.class, () -> register(trails, member));
    organizations.enableAWSServiceAccess(it -> it.servicePrincipal("cloudtrail.amazonaws.com"));
    refused(AccountNotFoundException.class, () -> register(trails, member));
    refused(
        CannotDelegateManagementAccountException.class, () -> register(trails, cloud.accountId()));
    String handshake =
        organizations
            .inviteAccountToOrganization(it -> it.target(to -> to.type("ACCOUNT").id(member)))
            .handshake()
            .id();
    cloud
        .client(OrganizationsClient.class, cloud.credentialsOf(member))
        .acceptHandshake(it -> it.handshakeId(handshake));
    refused(
        NotOrganizationManagementAccountException.class,
        () -> register(cloud.client(CloudTrailClient.class, cloud.credentialsOf(member)), member));

    register(trails, member);
    refused(AccountRegisteredException.class, () -> register(trails, member));
    assertThat(
            organizations
                .listDelegatedServicesForAccount(it -> it.accountId(member))
                .delegatedServices())
        .singleElement()
        .satisfies(it -> assertThat(it.servicePrincipal()).isEqualTo("cloudtrail.amazonaws.com"));
    trails.deregisterOrganizationDelegatedAdmin(it -> it.delegatedAdminAccountId(member));
    refused(
        AccountNotRegisteredException.class,
        () ->
            trails.deregisterOrganizationDelegatedAdmin(it -> it.delegatedAdminAccountId(member)));
  }

  private static void register(CloudTrailClient client, String account) {
    client.registerOrganizationDelegatedAdmin(it -> it.memberAccountId(account));
  }
}

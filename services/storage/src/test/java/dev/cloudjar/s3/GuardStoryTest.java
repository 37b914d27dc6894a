package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What is left of an object that everybody tries to destroy, in a bucket with every guard that
 * there is. Moves the clock, so the cloud is its own.
 */
@CloudjarTest(
    rooms = {S3Room.class, IamRoom.class, StsRoom.class},
    shared = false)
class GuardStoryTest {
  private static final String PUBLIC_POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
         "Resource": "arn:aws:s3:::%s/*"}]}
      """;

  private final IamClient iam;
  private final TestCloud cloud;
  private final Clients clients;
  private final S3Client root;
  private final ReplicaBuckets buckets;
  private final RootDevice device;
  private final String vault;
  private final String copy;

  GuardStoryTest(S3Client s3, IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    this.clients = new Clients(cloud);
    cloud.clock().freeze();
    this.root = clients.makeSecure(cloud.credentials());
    this.buckets = new ReplicaBuckets(s3, iam, cloud);
    this.device = RootDevice.make(iam, cloud);
    this.vault = cloud.unique("vault");
    this.copy = cloud.unique("copy");
  }

  @AfterEach
  void close() {
    clients.close();
  }

  private S3Client user(String name, String policyArn) {
    iam.createUser(it -> it.userName(name));
    iam.attachUserPolicy(it -> it.userName(name).policyArn(policyArn));
    var key = iam.createAccessKey(it -> it.userName(name)).accessKey();
    return clients.makeSecure(
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
  }

  private void purge(S3Client client, String version, String mfa) {
    client.deleteObject(
        it ->
            it.bucket(vault)
                .key("deed")
                .versionId(version)
                .mfa(mfa)
                .bypassGovernanceRetention(true));
  }

  @Test
  @Behaviour("SC-S3-GUARD")
  void nobodyGetsAtTheDeed() {
    S3Client clerk = user("clerk", "arn:aws:iam::aws:policy/AmazonS3FullAccess");
    S3Client administrator = user("administrator", "arn:aws:iam::aws:policy/AdministratorAccess");
    for (String each : new String[] {vault, copy}) {
      root.createBucket(it -> it.bucket(each).objectLockEnabledForBucket(true));
    }
    root.putBucketVersioning(
        it ->
            it.bucket(vault)
                .mfa(device.proof())
                .versioningConfiguration(v -> v.status("Enabled").mfaDelete("Enabled")));
    buckets.replicate(vault, ReplicaBuckets.rule("all", 1, copy).build());
    String deed =
        buckets.put(
            vault,
            "deed",
            "the house is mine",
            it ->
                it.objectLockMode("COMPLIANCE")
                    .objectLockRetainUntilDate(cloud.clock().now().plus(Duration.ofDays(30))));
    cloud.clock().settle();

    // Overwritten and deleted: both only hide it, here as there.
    String forged = buckets.put(vault, "deed", "the house is yours");
    String marker = clerk.deleteObject(it -> it.bucket(vault).key("deed")).versionId();
    cloud.clock().settle();
    assertRefused(
        () -> clerk.getObjectAsBytes(it -> it.bucket(vault).key("deed")), 404, "NoSuchKey");
    assertThat(buckets.versions(vault)).containsExactly("deed", "deed", "[deed]");
    assertThat(buckets.versions(copy)).containsExactly("deed", "deed");

    // Purged: without the code by nobody, with it by the root alone, and never what is retained.
    for (S3Client each : new S3Client[] {clerk, administrator, root}) {
      assertRefused(() -> purge(each, deed, null), 403, "AccessDenied");
      assertRefused(() -> purge(each, forged, null), 403, "AccessDenied");
    }
    assertRefused(() -> purge(root, deed, device.proof()), 403, "AccessDenied");
    assertRefused(
        () ->
            root.putObjectRetention(
                it ->
                    it.bucket(vault)
                        .key("deed")
                        .versionId(deed)
                        .bypassGovernanceRetention(true)
                        .retention(
                            r ->
                                r.mode("COMPLIANCE")
                                    .retainUntilDate(
                                        cloud.clock().now().plus(Duration.ofDays(1))))),
        403,
        "AccessDenied");
    purge(root, forged, device.proof());
    purge(root, marker, device.proof());
    cloud.clock().settle();
    assertThat(buckets.text(vault, "deed", deed)).isEqualTo("the house is mine COMPLETED");
    assertThat(buckets.text(copy, "deed", deed)).isEqualTo("the house is mine REPLICA");
    assertThat(buckets.text(copy, "deed", forged)).isEqualTo("the house is yours REPLICA");
    assertThat(buckets.versions(vault)).containsExactly("deed");

    // Made public: the bucket's block refuses, whoever asks.
    assertRefused(
        () ->
            administrator.putBucketPolicy(
                it -> it.bucket(vault).policy(PUBLIC_POLICY.formatted(vault))),
        403,
        "AccessDenied");
    assertRefused(
        () -> root.putBucketPolicy(it -> it.bucket(vault).policy(PUBLIC_POLICY.formatted(vault))),
        403,
        "AccessDenied");
    assertRefused(
        () -> root.putObjectAcl(it -> it.bucket(vault).key("deed").acl("public-read")),
        403,
        "AccessDenied");

    // When its time is over, the code still is needed; the copy goes by its own time.
    cloud.clock().advance(Duration.ofDays(31));
    assertRefused(() -> purge(root, deed, null), 403, "AccessDenied");
    purge(root, deed, device.proof());
    assertThat(buckets.versions(vault)).isEmpty();
    assertThat(buckets.text(copy, "deed", deed)).isEqualTo("the house is mine REPLICA");
  }
}

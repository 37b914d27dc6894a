package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleFilter;
import software.amazon.awssdk.services.s3.model.Tag;

@SuppressWarnings("deprecation") // the earlier schema is still taken
@CloudjarTest(rooms = {S3Room.class, IamRoom.class, StsRoom.class})
class ReplicationConfigurationTest {
  private final S3Client s3;
  private final IamClient iam;
  private final TestCloud cloud;
  private final ReplicaBuckets buckets;
  private final String source;
  private final String target;

  ReplicationConfigurationTest(S3Client s3, IamClient iam, TestCloud cloud) {
    this.s3 = s3;
    this.iam = iam;
    this.cloud = cloud;
    this.buckets = new ReplicaBuckets(s3, iam, cloud);
    this.source = buckets.versioned("source");
    this.target = buckets.versioned("target");
  }

  private ReplicationRule.Builder rule() {
    return ReplicaBuckets.rule("all", 1, target);
  }

  private ReplicationRule.Builder earlier(String id) {
    return ReplicationRule.builder()
        .id(id)
        .prefix("logs/")
        .status("Enabled")
        .destination(it -> it.bucket("arn:aws:s3:::" + target));
  }

  private void refuse(String code, String words, ReplicationRule.Builder... rules) {
    ReplicationRule[] built = new ReplicationRule[rules.length];
    for (int i = 0; i < rules.length; i++) {
      built[i] = rules[i].build();
    }
    assertRefused(() -> buckets.replicate(source, built), 400, code, words);
    assertRefused(
        () -> s3.getBucketReplication(it -> it.bucket(source)),
        404,
        "ReplicationConfigurationNotFoundError");
  }

  @Test
  @Behaviour("S3-REPL-01")
  void theLaterSchemaWantsMore() {
    refuse("InvalidRequest", "Priority must be specified", rule().priority(null));
    refuse(
        "InvalidRequest",
        "DeleteMarkerReplication must be specified",
        ReplicationRule.builder()
            .priority(1)
            .status("Enabled")
            .filter(ReplicaBuckets.ALL)
            .destination(it -> it.bucket("arn:aws:s3:::" + target)));
    refuse("InvalidRequest", "Priority must be unique", rule(), rule().id("another"));
    refuse("InvalidArgument", "Rule Id must be unique", rule(), rule().priority(2));
    refuse("InvalidArgument", "Rule Id must not exceed", rule().id("x".repeat(256)));
    refuse("MalformedXML", "not well-formed", rule().status("Maybe"));
    refuse("MalformedXML", "not well-formed", rule().prefix("both"));
    refuse(
        "InvalidRequest",
        "Delete marker replication is not supported if any Tag filter is specified",
        rule()
            .deleteMarkerReplication(it -> it.status("Enabled"))
            .filter(
                ReplicationRuleFilter.builder()
                    .tag(Tag.builder().key("a").value("b").build())
                    .build()));
  }

  @Test
  @Behaviour("S3-REPL-01")
  void theEarlierSchemaKnowsLess() {
    refuse(
        "InvalidRequest",
        "DeleteMarkerReplication cannot be used",
        earlier("logs").deleteMarkerReplication(it -> it.status("Enabled")));
    String another = buckets.versioned("another");
    refuse(
        "InvalidRequest",
        "Number of distinct destination bucket ARNs cannot exceed 1",
        earlier("logs"),
        earlier("more").destination(it -> it.bucket("arn:aws:s3:::" + another)));
    buckets.replicate(source, earlier("logs").build());
    assertThat(
            s3.getBucketReplication(it -> it.bucket(source))
                .replicationConfiguration()
                .rules()
                .getFirst()
                .prefix())
        .isEqualTo("logs/");
  }

  @Test
  @Behaviour("S3-REPL-01")
  void destinationsAreChecked() {
    refuse("InvalidArgument", "Invalid bucket ARN", rule().destination(it -> it.bucket(target)));
    refuse(
        "InvalidRequest",
        "cannot be the same",
        rule().destination(it -> it.bucket("arn:aws:s3:::" + source)));
    refuse(
        "InvalidRequest",
        "Account must be specified",
        rule()
            .destination(
                it ->
                    it.bucket("arn:aws:s3:::" + target)
                        .accessControlTranslation(a -> a.owner("Destination"))));
    refuse(
        "MalformedXML",
        "not well-formed",
        rule().destination(it -> it.bucket("arn:aws:s3:::" + target).storageClass("COLD")));
    refuse(
        "InvalidRequest",
        "Metrics must be enabled",
        rule()
            .destination(
                it ->
                    it.bucket("arn:aws:s3:::" + target)
                        .replicationTime(t -> t.status("Enabled").time(v -> v.minutes(15)))));
    refuse(
        "InvalidArgument",
        "15 minutes",
        rule()
            .destination(
                it ->
                    it.bucket("arn:aws:s3:::" + target)
                        .metrics(m -> m.status("Enabled").eventThreshold(v -> v.minutes(5)))));
    refuse(
        "InvalidRequest",
        "EncryptionConfiguration must be specified",
        rule().sourceSelectionCriteria(it -> it.sseKmsEncryptedObjects(k -> k.status("Enabled"))));
    refuse(
        "InvalidRequest",
        "SseKmsEncryptedObjects must be specified",
        rule()
            .destination(
                it ->
                    it.bucket("arn:aws:s3:::" + target)
                        .encryptionConfiguration(e -> e.replicaKmsKeyID("key"))));
  }

  @Test
  @Behaviour("S3-REPL-01")
  void whoeverConfiguresItHasToBeAllowedToPassTheRole() {
    iam.createUser(it -> it.userName("clerk"));
    var key = iam.createAccessKey(it -> it.userName("clerk")).accessKey();
    S3Client clerk =
        cloud.client(
            S3Client.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    allow("s3:*");
    assertRefused(() -> buckets.replicate(clerk, source, rule().build()), 403, "AccessDenied");
    allow("s3:*\", \"iam:PassRole");
    buckets.replicate(clerk, source, rule().build());
    assertThat(s3.getBucketReplication(it -> it.bucket(source)).replicationConfiguration().rules())
        .hasSize(1);
  }

  private void allow(String actions) {
    iam.putUserPolicy(
        it ->
            it.userName("clerk")
                .policyName("work")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [
                      {"Effect": "Allow", "Action": ["%s"], "Resource": "*"}]}
                    """
                        .formatted(actions)));
  }
}

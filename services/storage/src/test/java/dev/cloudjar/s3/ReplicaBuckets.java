package dev.cloudjar.s3;

import dev.cloudjar.junit.TestCloud;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleFilter;

/** Buckets that are copied into others, and the role in whose name that happens. */
final class ReplicaBuckets {
  static final ReplicationRuleFilter ALL = ReplicationRuleFilter.builder().prefix("").build();

  private static final String ALLOWED =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Resource": "*",
         "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket",
                    "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl",
                    "s3:GetObjectVersionTagging", "s3:GetObjectRetention",
                    "s3:GetObjectLegalHold", "s3:ReplicateObject", "s3:ReplicateDelete",
                    "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner",
                    "kms:Decrypt", "kms:Encrypt"]}DENIED]}
      """;

  private final S3Client s3;
  private final IamClient iam;
  private final TestCloud cloud;
  private final String role;

  ReplicaBuckets(S3Client s3, IamClient iam, TestCloud cloud) {
    this.s3 = s3;
    this.iam = iam;
    this.cloud = cloud;
    this.role =
        iam.createRole(
                it ->
                    it.roleName("replication")
                        .assumeRolePolicyDocument(
                            """
                            {"Version": "2012-10-17", "Statement": [
                              {"Effect": "Allow", "Action": "sts:AssumeRole",
                               "Principal": {"Service": "s3.amazonaws.com"}}]}
                            """))
            .role()
            .arn();
    forbid();
  }

  /** Has the role be denied these actions, and no others. */
  void forbid(String... actions) {
    String denial =
        actions.length == 0
            ? ""
            : ", {\"Effect\": \"Deny\", \"Resource\": \"*\", \"Action\": [\""
                + String.join("\", \"", actions)
                + "\"]}";
    iam.putRolePolicy(
        it ->
            it.roleName("replication")
                .policyName("replicate")
                .policyDocument(ALLOWED.replace("DENIED", denial)));
  }

  String role() {
    return role;
  }

  String versioned(S3Client client, String prefix) {
    String bucket = cloud.unique(prefix);
    client.createBucket(it -> it.bucket(bucket));
    enable(client, bucket);
    return bucket;
  }

  String versioned(String prefix) {
    return versioned(s3, prefix);
  }

  static void enable(S3Client client, String bucket) {
    client.putBucketVersioning(
        it -> it.bucket(bucket).versioningConfiguration(v -> v.status("Enabled")));
  }

  /** A rule for all objects, without their delete markers. */
  static ReplicationRule.Builder rule(String id, int priority, String destination) {
    return ReplicationRule.builder()
        .id(id)
        .priority(priority)
        .status("Enabled")
        .filter(ALL)
        .deleteMarkerReplication(it -> it.status("Disabled"))
        .destination(it -> it.bucket("arn:aws:s3:::" + destination));
  }

  void replicate(String source, ReplicationRule... rules) {
    replicate(s3, source, rules);
  }

  void replicate(S3Client client, String source, ReplicationRule... rules) {
    client.putBucketReplication(
        it -> it.bucket(source).replicationConfiguration(r -> r.role(role).rules(List.of(rules))));
  }

  String put(String bucket, String key, String text) {
    return put(bucket, key, text, it -> {});
  }

  String put(String bucket, String key, String text, Consumer<PutObjectRequest.Builder> more) {
    return s3.putObject(
            it -> {
              it.bucket(bucket).key(key);
              more.accept(it);
            },
            RequestBody.fromString(text))
        .versionId();
  }

  HeadObjectResponse head(String bucket, String key, String version) {
    return s3.headObject(it -> it.bucket(bucket).key(key).versionId(version));
  }

  String status(String bucket, String key, String version) {
    return head(bucket, key, version).replicationStatusAsString();
  }

  String text(String bucket, String key, String version) {
    var bytes = s3.getObjectAsBytes(it -> it.bucket(bucket).key(key).versionId(version));
    GetObjectResponse response = bytes.response();
    return bytes.asUtf8String() + " " + response.replicationStatusAsString();
  }

  /** The keys of all versions, those of delete markers in brackets. */
  List<String> versions(String bucket) {
    var found = s3.listObjectVersions(it -> it.bucket(bucket));
    return Stream.concat(
            found.versions().stream().map(it -> it.key()),
            found.deleteMarkers().stream().map(it -> "[" + it.key() + "]"))
        .toList();
  }
}

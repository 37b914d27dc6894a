package dev.cloudjar.conformance.access;

import static dev.cloudjar.conformance.access.Refusals.denied;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Who may read and write the objects of a bucket, by policies of either side. */
@CloudjarTest
class BucketAccessTest {
  private final TestCloud cloud;
  private final S3Client owner;
  private final Users users;
  private final Agreement agreement;
  private final String bucket;
  private final S3Client alice;

  BucketAccessTest(TestCloud cloud, S3Client owner) {
    this.cloud = cloud;
    this.owner = owner;
    this.users = new Users(cloud, cloud.accountId());
    this.agreement = Agreement.watch(cloud);
    this.bucket = cloud.unique("access");
    owner.createBucket(it -> it.bucket(bucket));
    put(owner, "team-a/report");
    put(owner, "team-b/report");
    this.alice = cloud.client(S3Client.class, users.create("alice"));
  }

  @AfterEach
  void everything_is_simulated_as_it_was_met() {
    agreement.assertHolds();
  }

  private void put(S3Client client, String key) {
    client.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString("text"));
  }

  private String get(S3Client client, String key) {
    return client.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asUtf8String();
  }

  private void bucketPolicy(String statements) {
    owner.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    "{\"Version\":\"2012-10-17\",\"Statement\":["
                        + statements.replace("BUCKET", "arn:aws:s3:::" + bucket)
                        + "]}"));
  }

  private void permit(String user, String statements) {
    users.permit(
        user,
        "policy",
        "{\"Version\":\"2012-10-17\",\"Statement\":["
            + statements.replace("BUCKET", "arn:aws:s3:::" + bucket)
            + "]}");
  }

  private String grant(String principal) {
    return """
        {"Effect":"Allow","Principal":%s,"Action":"s3:GetObject","Resource":"BUCKET/*"}"""
        .formatted(principal);
  }

  private String arn(String accountId, String user) {
    return "{\"AWS\":\"arn:aws:iam::" + accountId + ":user/" + user + "\"}";
  }

  @Test
  @Behaviour({"S3-ACCESS-01", "IAM-POLICY-06"})
  void in_one_account_either_side_allows() {
    denied(() -> get(alice, "team-a/report"));
    permit(
        "alice", "{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"BUCKET/team-a/*\"}");
    assertThat(get(alice, "team-a/report")).isEqualTo("text");
    denied(() -> get(alice, "team-b/report"));
    denied(() -> put(alice, "team-a/another"));
    denied(() -> alice.deleteObject(it -> it.bucket(bucket).key("team-a/report")));

    bucketPolicy(grant(arn(cloud.accountId(), "alice")));
    assertThat(get(alice, "team-b/report")).isEqualTo("text");
    denied(() -> put(alice, "team-b/report"));
  }

  @Test
  @Behaviour({"S3-ACCESS-01", "S3-ACCESS-02"})
  void across_accounts_both_sides_must_allow() {
    String other = cloud.newAccountId();
    Users theirs = new Users(cloud, other);
    S3Client bob = cloud.client(S3Client.class, theirs.create("bob"));
    S3Client carol = cloud.client(S3Client.class, theirs.create("carol"));
    theirs.permit("carol", "everything", Users.EVERYTHING);

    denied(() -> get(carol, "team-a/report"));
    bucketPolicy(grant(arn(other, "bob")) + "," + grant(arn(other, "carol")));
    assertThat(get(carol, "team-a/report")).isEqualTo("text");
    denied(() -> get(bob, "team-a/report"));
    theirs.permit("bob", "read", Users.allow("s3:GetObject", "*"));
    assertThat(get(bob, "team-a/report")).isEqualTo("text");
    owner.deleteBucketPolicy(it -> it.bucket(bucket));
    denied(() -> get(bob, "team-a/report"));
    denied(() -> get(carol, "team-a/report"));
  }

  @Test
  @Behaviour("S3-ACCESS-02")
  void a_bucket_policy_opens_a_bucket_to_the_public_once_it_may() {
    S3Client anybody = cloud.client(S3Client.class, AnonymousCredentialsProvider.create());
    denied(() -> get(anybody, "team-a/report"));
    denied(() -> bucketPolicy(grant("\"*\"")));
    owner.deletePublicAccessBlock(it -> it.bucket(bucket));
    bucketPolicy(grant("\"*\""));
    assertThat(get(anybody, "team-a/report")).isEqualTo("text");
    denied(() -> put(anybody, "team-a/report"));
    denied(() -> anybody.listObjectsV2(it -> it.bucket(bucket)));
  }

  @Test
  @Behaviour({"S3-ACCESS-02", "IAM-POLICY-07"})
  void a_bucket_policy_denies_uploads_that_do_not_ask_for_encryption() {
    bucketPolicy(
        """
        {"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"BUCKET/*",
         "Condition":{"Null":{"s3:x-amz-server-side-encryption":"true"}}},
        {"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"BUCKET/*",
         "Condition":{"StringNotEqualsIfExists":{"s3:x-amz-server-side-encryption":"AES256"}}}""");
    denied(() -> put(owner, "plain"));
    denied(
        () ->
            owner.putObject(
                it ->
                    it.bucket(bucket)
                        .key("by KMS")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS),
                RequestBody.fromString("text")));
    owner.putObject(
        it -> it.bucket(bucket).key("encrypted").serverSideEncryption(ServerSideEncryption.AES256),
        RequestBody.fromString("text"));
    assertThat(owner.listObjectsV2(it -> it.bucket(bucket).prefix("plain")).contents()).isEmpty();
  }

  @Test
  @Behaviour("IAM-POLICY-03")
  void a_deny_of_the_bucket_wins_over_whatever_else_allows() {
    permit("alice", "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}");
    assertThat(get(alice, "team-a/report")).isEqualTo("text");
    bucketPolicy(
        grant(arn(cloud.accountId(), "alice"))
            + ","
            + grant(arn(cloud.accountId(), "alice")).replace("Allow", "Deny"));
    denied(() -> get(alice, "team-a/report"));
    owner.deleteBucketPolicy(it -> it.bucket(bucket));
    assertThat(get(alice, "team-a/report")).isEqualTo("text");
  }

  @Test
  @Behaviour("IAM-POLICY-06")
  void the_name_of_a_user_stands_for_a_folder_and_actions_can_be_left_out() {
    permit(
        "alice",
        """
        {"Effect":"Allow","Action":"S3:PUTOBJECT","Resource":"BUCKET/home/${aws:username}/*"},
        {"Effect":"Allow","NotAction":["s3:DeleteObject*","s3:PutObject"],"Resource":"BUCKET/home/?lice/*"}""");
    put(alice, "home/alice/notes");
    assertThat(get(alice, "home/alice/notes")).isEqualTo("text");
    denied(() -> put(alice, "home/bob/notes"));
    denied(() -> alice.deleteObject(it -> it.bucket(bucket).key("home/alice/notes")));
    assertThat(get(owner, "home/alice/notes")).isEqualTo("text");
  }
}

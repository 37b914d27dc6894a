package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

@CloudjarTest(rooms = S3Room.class)
class TagConditionTest {

  @Test
  @Behaviour("S3-OBJECT-05")
  void tagsGrantAccess(S3Client s3, TestCloud cloud) {
    String bucket = cloud.unique("tagged");
    String other = cloud.newAccountId();
    S3Client stranger = cloud.client(S3Client.class, cloud.credentialsOf(other));
    s3.createBucket(it -> it.bucket(bucket));
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [
                     {"Effect": "Allow", "Principal": {"AWS": "%1$s"}, "Action": "s3:GetObject",
                      "Resource": "arn:aws:s3:::%2$s/*",
                      "Condition": {"StringEquals": {"s3:ExistingObjectTag/state": "open"}}},
                     {"Effect": "Allow", "Principal": {"AWS": "%1$s"},
                      "Action": ["s3:PutObject", "s3:PutObjectTagging"],
                      "Resource": "arn:aws:s3:::%2$s/*",
                      "Condition": {"StringEquals": {"s3:RequestObjectTag/team": ["a", "b"]}}}]}
                    """
                        .formatted(other, bucket)));
    s3.putObject(
        it -> it.bucket(bucket).key("open").tagging("state=open&x=y"),
        RequestBody.fromString("text"));
    s3.putObject(
        it -> it.bucket(bucket).key("shut").tagging("state=shut"), RequestBody.fromString("text"));

    assertThat(stranger.getObjectAsBytes(it -> it.bucket(bucket).key("open")).asUtf8String())
        .isEqualTo("text");
    assertRefused(
        () -> stranger.getObjectAsBytes(it -> it.bucket(bucket).key("shut")), 403, "AccessDenied");
    stranger.putObject(
        it -> it.bucket(bucket).key("new").tagging("team=b"), RequestBody.fromString("x"));
    assertRefused(
        () ->
            stranger.putObject(
                it -> it.bucket(bucket).key("none").tagging("team=c"), RequestBody.fromString("x")),
        403,
        "AccessDenied");
    assertRefused(
        () -> stranger.putObject(it -> it.bucket(bucket).key("none"), RequestBody.fromString("x")),
        403,
        "AccessDenied");
  }
}

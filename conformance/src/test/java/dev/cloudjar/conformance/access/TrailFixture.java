package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A trail, and the bucket that it writes to. */
final class TrailFixture {
  private TrailFixture() {}

  static Map<String, Object> make(TestCloud cloud) {
    String bucket = cloud.unique("trail");
    S3Client s3 = cloud.client(S3Client.class);
    s3.createBucket(it -> it.bucket(bucket));
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":["arn:aws:s3:::BUCKET","arn:aws:s3:::BUCKET/*"],
                     "Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":["s3:GetBucketAcl","s3:PutObject"]}}"""
                        .replace("BUCKET", bucket)));
    String trail =
        cloud
            .client(CloudTrailClient.class)
            .createTrail(it -> it.name("trail").s3BucketName(bucket))
            .trailARN();
    Map<String, Object> known = new HashMap<>();
    known.put("Name", trail);
    known.put("TrailName", trail);
    known.put("ResourceId", trail);
    known.put("ResourceIdList", List.of(trail));
    known.put("TagsList", List.of(Map.of("Key", "a", "Value", "b")));
    known.put("S3BucketName", bucket);
    known.put("CreateTrail.Name", "another");
    return known;
  }
}

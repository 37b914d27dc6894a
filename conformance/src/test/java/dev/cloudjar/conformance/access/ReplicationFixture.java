package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

/** What requests for the replication of buckets can be about. */
final class ReplicationFixture {
  private ReplicationFixture() {}

  static void addTo(Map<String, Object> known, TestCloud cloud, S3Client s3) {
    String source = cloud.unique("denials");
    String target = cloud.unique("denials");
    for (String each : List.of(source, target)) {
      s3.createBucket(it -> it.bucket(each));
      s3.putBucketVersioning(
          it -> it.bucket(each).versioningConfiguration(v -> v.status("Enabled")));
    }
    known.put("PutBucketReplication.Bucket", source);
    known.put(
        "PutBucketReplication.ReplicationConfiguration",
        Map.of(
            "Role",
            "arn:aws:iam::" + cloud.accountId() + ":role/replication",
            "Rules",
            List.of(
                Map.of(
                    "Status",
                    "Enabled",
                    "Priority",
                    1,
                    "Filter",
                    Map.of("Prefix", ""),
                    "DeleteMarkerReplication",
                    Map.of("Status", "Disabled"),
                    "Destination",
                    Map.of("Bucket", "arn:aws:s3:::" + target)))));
  }
}

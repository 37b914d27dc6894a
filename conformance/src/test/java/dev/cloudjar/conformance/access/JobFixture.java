package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.S3Tag;

/** A job that waits for leave, and what another one would be for. */
final class JobFixture {
  private JobFixture() {}

  static Map<String, Object> make(TestCloud cloud) {
    String bucket = cloud.unique("jobs");
    S3Client s3 = cloud.client(S3Client.class);
    s3.createBucket(it -> it.bucket(bucket));
    String etag =
        s3.putObject(
                it -> it.bucket(bucket).key("manifest.csv"),
                RequestBody.fromString(bucket + ",manifest.csv\n"))
            .eTag();
    String role = role(cloud);
    String manifest = "arn:aws:s3:::" + bucket + "/manifest.csv";
    String job =
        cloud
            .client(S3ControlClient.class)
            .createJob(
                it ->
                    it.accountId(cloud.accountId())
                        .confirmationRequired(true)
                        .roleArn(role)
                        .priority(1)
                        .clientRequestToken("first")
                        .report(r -> r.enabled(false))
                        .operation(
                            o ->
                                o.s3PutObjectTagging(
                                    t -> t.tagSet(S3Tag.builder().key("a").value("b").build())))
                        .manifest(
                            m ->
                                m.spec(
                                        s ->
                                            s.format(
                                                    JobManifestFormat
                                                        .S3_BATCH_OPERATIONS_CSV_20180820)
                                                .fields(
                                                    JobManifestFieldName.BUCKET,
                                                    JobManifestFieldName.KEY))
                                    .location(l -> l.objectArn(manifest).eTag(etag))))
            .jobId();
    List<Map<String, String>> tags = List.of(Map.of("Key", "a", "Value", "b"));
    Map<String, Object> known = new HashMap<>();
    known.put("JobId", job);
    known.put("RoleArn", role);
    known.put("Operation", Map.of("S3PutObjectTagging", Map.of("TagSet", tags)));
    known.put("Report", Map.of("Enabled", false));
    known.put(
        "Manifest",
        Map.of(
            "Spec",
            Map.of("Format", "S3BatchOperations_CSV_20180820", "Fields", List.of("Bucket", "Key")),
            "Location",
            Map.of("ObjectArn", manifest, "ETag", etag)));
    known.put("ClientRequestToken", "another");
    known.put("Priority", 7);
    known.put("RequestedJobStatus", "Cancelled");
    known.put("PutJobTagging.Tags", tags);
    return known;
  }

  private static String role(TestCloud cloud) {
    IamClient iam = cloud.client(IamClient.class);
    String role =
        iam.createRole(
                it ->
                    it.roleName("jobs")
                        .assumeRolePolicyDocument(
                            """
                            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"batchoperations.s3.amazonaws.com"}}}"""))
            .role()
            .arn();
    iam.putRolePolicy(
        it -> it.roleName("jobs").policyName("s3").policyDocument(Users.allow("s3:*", "*")));
    return role;
  }
}

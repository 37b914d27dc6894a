package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

@CloudjarTest(rooms = S3Room.class)
class AccelerationTest {
  private static final Duration VALID = Duration.ofMinutes(5);

  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;

  AccelerationTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("fast");
  }

  private WebHttp.Answer put(URL url, String text) {
    return new WebHttp(cloud.port())
        .send("PUT", url.getAuthority(), url.getFile(), text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Behaviour("S3-PERF-06")
  void uploadsGoByTheEdgeWhereItIsEnabled() {
    s3.createBucket(it -> it.bucket(bucket));
    try (S3Presigner presigner =
        S3Presigner.builder()
            .region(cloud.region())
            .credentialsProvider(cloud.credentials())
            .serviceConfiguration(S3Configuration.builder().accelerateModeEnabled(true).build())
            .build()) {
      URL plain =
          presigner
              .presignPutObject(
                  it ->
                      it.signatureDuration(VALID).putObjectRequest(p -> p.bucket(bucket).key("a")))
              .url();
      assertThat(plain.getHost()).isEqualTo(bucket + ".s3-accelerate.amazonaws.com");
      WebHttp.Answer refused = put(plain, "text");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body())
          .contains("S3 Transfer Acceleration is not configured on this bucket");

      s3.putBucketAccelerateConfiguration(
          it -> it.bucket(bucket).accelerateConfiguration(a -> a.status("Enabled")));
      assertThat(put(plain, "text").status()).isEqualTo(200);
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("a")).asUtf8String())
          .isEqualTo("text");

      String upload = s3.createMultipartUpload(it -> it.bucket(bucket).key("b")).uploadId();
      URL part =
          presigner
              .presignUploadPart(
                  it ->
                      it.signatureDuration(VALID)
                          .uploadPartRequest(
                              p -> p.bucket(bucket).key("b").uploadId(upload).partNumber(1)))
              .url();
      String etag = put(part, "part").header("etag");
      s3.completeMultipartUpload(
          it ->
              it.bucket(bucket)
                  .key("b")
                  .uploadId(upload)
                  .multipartUpload(
                      m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("b")).asUtf8String())
          .isEqualTo("part");

      s3.putBucketAccelerateConfiguration(
          it -> it.bucket(bucket).accelerateConfiguration(a -> a.status("Suspended")));
      assertThat(put(plain, "text").body())
          .contains("S3 Transfer Acceleration is disabled on this bucket");
    }
  }
}

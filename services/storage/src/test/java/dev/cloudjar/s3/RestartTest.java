package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Tag;

@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class RestartTest {
  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;

  RestartTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("lasting");
  }

  @Test
  void keepsEverything() {
    s3.createBucket(it -> it.bucket(bucket));
    s3.putBucketVersioning(
        it ->
            it.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    s3.putBucketTagging(
        it -> it.bucket(bucket).tagging(t -> t.tagSet(Tag.builder().key("a").value("b").build())));
    byte[][] contents = new byte[3][];
    int[] sizes = {1_000, 20_000, 1_000_000};
    for (int i = 0; i < sizes.length; i++) {
      byte[] bytes = new byte[sizes[i]];
      new Random(i).nextBytes(bytes);
      contents[i] = bytes;
      String key = "key-" + i;
      s3.putObject(
          it -> it.bucket(bucket).key(key).metadata(Map.of("size", "" + bytes.length)),
          RequestBody.fromBytes(bytes));
    }
    String overwritten =
        s3.putObject(it -> it.bucket(bucket).key("key-2"), RequestBody.fromString("new"))
            .versionId();
    String upload = s3.createMultipartUpload(it -> it.bucket(bucket).key("parts")).uploadId();
    String etag =
        s3.uploadPart(
                it -> it.bucket(bucket).key("parts").uploadId(upload).partNumber(1),
                RequestBody.fromBytes(contents[2]))
            .eTag();

    cloud.restart();

    for (int i = 0; i < 2; i++) {
      String key = "key-" + i;
      byte[] found = s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asByteArray();
      assertThat(Arrays.equals(found, contents[i])).isTrue();
    }
    s3.deleteObject(it -> it.bucket(bucket).key("key-2").versionId(overwritten));
    byte[] large = s3.getObjectAsBytes(it -> it.bucket(bucket).key("key-2")).asByteArray();
    assertThat(Arrays.equals(large, contents[2])).isTrue();
    assertThat(s3.headObject(it -> it.bucket(bucket).key("key-2")).metadata())
        .isEqualTo(Map.of("size", "1000000"));
    assertThat(s3.getBucketTagging(it -> it.bucket(bucket)).tagSet()).hasSize(1);

    s3.completeMultipartUpload(
        it ->
            it.bucket(bucket)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(
                    m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
    byte[] parts = s3.getObjectAsBytes(it -> it.bucket(bucket).key("parts")).asByteArray();
    assertThat(Arrays.equals(parts, contents[2])).isTrue();
  }
}

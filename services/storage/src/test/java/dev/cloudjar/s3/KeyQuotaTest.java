package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** How much S3 asks of KMS, which has a quota. */
@CloudjarTest(
    rooms = {S3Room.class, KmsRoom.class},
    region = "eu-north-1",
    shared = false)
class KeyQuotaTest {
  /** What KMS lets an account have in a second, in this Region. */
  private static final int QUOTA = 10_000;

  private final TestCloud cloud;
  private final S3Client s3;
  private final KmsClient kms;
  private final String bucket;
  private final String key;

  KeyQuotaTest(TestCloud cloud, S3Client s3, KmsClient kms) {
    this.cloud = cloud;
    this.s3 = s3;
    this.kms = kms;
    this.bucket = cloud.unique("quota");
    this.key = kms.createKey().keyMetadata().arn();
    cloud.clock().freeze();
    s3.createBucket(
        it -> it.bucket(bucket).createBucketConfiguration(c -> c.locationConstraint("eu-north-1")));
  }

  private void put(String name, boolean shared) {
    s3.putObject(
        it ->
            it.bucket(bucket)
                .key(name)
                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                .ssekmsKeyId(key)
                .bucketKeyEnabled(shared),
        RequestBody.fromString("text"));
  }

  private void get(String name) {
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key(name)).asUtf8String())
        .isEqualTo("text");
  }

  /** Uses up this second's quota, but for some. */
  private void leave(int requests) {
    cloud.clock().advance(Duration.ofSeconds(1));
    for (int i = requests; i < QUOTA; i++) {
      kms.generateRandom(it -> it.numberOfBytes(1));
    }
  }

  @Test
  @Behaviour("S3-PERF-03")
  void eachUploadAndEachDownloadCounts() {
    leave(4);
    put("a", false);
    put("b", false);
    get("a");
    get("b");
    assertRefused(
        () -> get("a"),
        503,
        "SlowDown",
        "Please reduce your request rate for operations involving AWS KMS.");
    assertRefused(() -> put("c", false), 503, "SlowDown");
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).hasSize(2);
    cloud.clock().advance(Duration.ofSeconds(1));
    get("a");
  }

  @Test
  @Behaviour("S3-PERF-03")
  void bucketKeysMakeOneRequestOfMany() {
    leave(1);
    for (int i = 0; i < 100; i++) {
      put("shared-" + i, true);
      get("shared-" + i);
    }
    assertThat(s3.headObject(it -> it.bucket(bucket).key("shared-7")).bucketKeyEnabled()).isTrue();
    assertRefused(() -> put("own", false), 503, "SlowDown");
    cloud.clock().advance(BucketKeys.LIFETIME);
    leave(0);
    assertRefused(() -> get("shared-7"), 503, "SlowDown");
    kms.disableKey(it -> it.keyId(key));
    leave(1);
    assertRefused(() -> get("shared-7"), 400, "KMS.DisabledException");
  }
}

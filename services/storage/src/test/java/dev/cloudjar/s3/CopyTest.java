package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.StorageClass;

@CloudjarTest(rooms = S3Room.class)
class CopyTest {
  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;

  CopyTest(@OverSocket S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("copies");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private byte[] put(String key, int size) {
    byte[] bytes = new byte[size];
    RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
    s3.putObject(
        it ->
            it.bucket(bucket)
                .key(key)
                .contentType("text/x")
                .metadata(Map.of("a", "1"))
                .tagging("t=1")
                .storageClass(StorageClass.STANDARD_IA)
                .websiteRedirectLocation("/there"),
        RequestBody.fromBytes(bytes));
    return bytes;
  }

  private CopyObjectResponse copy(
      String from, String to, Consumer<CopyObjectRequest.Builder> settings) {
    return s3.copyObject(
        it -> {
          it.sourceBucket(bucket).sourceKey(from).destinationBucket(bucket).destinationKey(to);
          settings.accept(it);
        });
  }

  private byte[] get(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asByteArray();
  }

  private HeadObjectResponse head(String key) {
    return s3.headObject(it -> it.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 5_000, 100_000, 2_000_000})
  void hasTheBytesAndTheEtagOfItsSource(int size) {
    byte[] bytes = put("from", size);
    CopyObjectResponse copied = copy("from", "to", it -> {});
    assertThat(get("to")).isEqualTo(bytes);
    assertThat(copied.copyObjectResult().eTag()).isEqualTo('"' + Md5.hex(bytes) + '"');
    assertThat(head("to").checksumCRC32()).isEqualTo(head("from").checksumCRC32());
  }

  @Test
  void outlivesItsSourceAndTheOtherWayAround() {
    byte[] bytes = put("from", 300_000);
    copy("from", "one", it -> {});
    copy("one", "two", it -> {});
    s3.deleteObject(it -> it.bucket(bucket).key("from"));
    assertThat(get("one")).isEqualTo(bytes);
    s3.deleteObject(it -> it.bucket(bucket).key("one"));
    assertThat(get("two")).isEqualTo(bytes);
    copy("two", "two", it -> it.metadataDirective("REPLACE"));
    copy("two", "two", it -> it.storageClass(StorageClass.STANDARD_IA));
    assertThat(get("two")).isEqualTo(bytes);
    s3.deleteObject(it -> it.bucket(bucket).key("two"));
    assertRefused(() -> get("two"), 404, "NoSuchKey");
  }

  @Test
  void takesTheMetadataAndTheTagsAlongButNotTheClassAndTheRedirect() {
    put("from", 10);
    copy("from", "to", it -> {});
    HeadObjectResponse head = head("to");
    assertThat(head.contentType()).isEqualTo("text/x");
    assertThat(head.metadata()).isEqualTo(Map.of("a", "1"));
    assertThat(head.storageClass()).isNull();
    assertThat(head.websiteRedirectLocation()).isNull();
    assertThat(s3.getObjectTagging(it -> it.bucket(bucket).key("to")).tagSet()).hasSize(1);
  }

  @Test
  void replacesWhatItIsToldTo() {
    put("from", 10);
    copy(
        "from",
        "to",
        it ->
            it.metadataDirective("REPLACE")
                .metadata(Map.of("b", "2"))
                .taggingDirective("REPLACE")
                .tagging("u=2&v=3")
                .storageClass(StorageClass.ONEZONE_IA));
    HeadObjectResponse head = head("to");
    assertThat(head.contentType()).isEqualTo("binary/octet-stream");
    assertThat(head.metadata()).isEqualTo(Map.of("b", "2"));
    assertThat(head.storageClass()).isEqualTo(StorageClass.ONEZONE_IA);
    assertThat(s3.getObjectTagging(it -> it.bucket(bucket).key("to")).tagSet()).hasSize(2);
  }

  @Test
  void ontoItselfMustChangeSomething() {
    put("key", 10);
    assertRefused(() -> copy("key", "key", it -> {}), 400, "InvalidRequest");
    copy("key", "key", it -> it.metadataDirective("REPLACE"));
  }

  @Test
  void mayHaveAnotherChecksum() {
    byte[] bytes = put("from", 200_000);
    CopyObjectResponse copied =
        copy("from", "to", it -> it.checksumAlgorithm(ChecksumAlgorithm.SHA256));
    assertThat(copied.copyObjectResult().checksumSHA256()).isNotNull();
    assertThat(head("to").checksumSHA256()).isEqualTo(copied.copyObjectResult().checksumSHA256());
    assertThat(get("to")).isEqualTo(bytes);
  }

  @Test
  void dependsOnConditions() {
    put("from", 10);
    String etag = head("from").eTag();
    Instant modified = head("from").lastModified();
    copy("from", "to", it -> it.copySourceIfMatch(etag));
    copy("from", "to", it -> it.copySourceIfUnmodifiedSince(modified));
    assertRefused(
        () -> copy("from", "to", it -> it.copySourceIfMatch("\"other\"")),
        412,
        "PreconditionFailed");
    assertRefused(
        () -> copy("from", "to", it -> it.copySourceIfNoneMatch(etag)), 412, "PreconditionFailed");
    assertRefused(
        () -> copy("from", "to", it -> it.copySourceIfModifiedSince(modified)),
        412,
        "PreconditionFailed");
    assertRefused(() -> copy("from", "to", it -> it.ifNoneMatch("*")), 412, "PreconditionFailed");
    copy("from", "new", it -> it.ifNoneMatch("*"));
  }

  @Test
  void needsASource() {
    assertRefused(() -> copy("nothing", "to", it -> {}), 404, "NoSuchKey");
    assertRefused(
        () -> copy("nothing", "to", it -> it.sourceBucket(bucket + "-none")), 404, "NoSuchBucket");
  }

  @Test
  void ofADeleteMarkerIsRefused() {
    s3.putBucketVersioning(
        it ->
            it.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    put("from", 10);
    String marker = s3.deleteObject(it -> it.bucket(bucket).key("from")).versionId();
    assertRefused(
        () -> copy("from", "to", it -> it.sourceVersionId(marker)), 400, "InvalidRequest");
    assertRefused(() -> copy("from", "to", it -> {}), 404, "NoSuchKey");
  }

  @Test
  void goesFromBucketToBucket() {
    byte[] bytes = put("ünï cödé+%/key", 100_000);
    String other = cloud.unique("other");
    s3.createBucket(it -> it.bucket(other));
    copy("ünï cödé+%/key", "to", it -> it.destinationBucket(other));
    assertThat(s3.getObjectAsBytes(it -> it.bucket(other).key("to")).asByteArray())
        .isEqualTo(bytes);
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Transition;

/** A bucket whose rules are told in few words; the clock stands at a midnight. */
record AgingBucket(S3Client s3, TestCloud cloud, String name) {
  static final int LARGE = 128 * 1024;
  private static final byte[] CONTENT = new byte[LARGE];

  static AgingBucket create(S3Client s3, TestCloud cloud) {
    String name = cloud.unique("ages");
    cloud.clock().freeze();
    s3.createBucket(it -> it.bucket(name));
    AgingBucket bucket = new AgingBucket(s3, cloud, name);
    Instant now = cloud.clock().now();
    cloud
        .clock()
        .advance(Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).plusSeconds(86_400)));
    return bucket;
  }

  void version(BucketVersioningStatus status) {
    s3.putBucketVersioning(it -> it.bucket(name).versioningConfiguration(v -> v.status(status)));
  }

  /** A rule that is on, for all keys unless {@code more} says otherwise. */
  static LifecycleRule rule(String id, Consumer<LifecycleRule.Builder> more) {
    return LifecycleRule.builder()
        .id(id)
        .status(ExpirationStatus.ENABLED)
        .filter(f -> f.prefix(""))
        .applyMutation(more)
        .build();
  }

  static Transition to(int days, String storageClass) {
    return Transition.builder().days(days).storageClass(storageClass).build();
  }

  static NoncurrentVersionTransition noncurrentTo(int days, String storageClass) {
    return NoncurrentVersionTransition.builder()
        .noncurrentDays(days)
        .storageClass(storageClass)
        .build();
  }

  void rules(LifecycleRule... rules) {
    s3.putBucketLifecycleConfiguration(
        it -> it.bucket(name).lifecycleConfiguration(l -> l.rules(rules)));
  }

  void put(String key) {
    put(key, LARGE, "STANDARD");
  }

  void put(String key, int sizeBytes, String storageClass) {
    s3.putObject(
        it -> it.bucket(name).key(key).storageClass(storageClass),
        RequestBody.fromBytes(Arrays.copyOf(CONTENT, sizeBytes)));
  }

  void put(String key, String tagging) {
    s3.putObject(it -> it.bucket(name).key(key).tagging(tagging), RequestBody.fromBytes(CONTENT));
  }

  HeadObjectResponse head(String key) {
    return s3.headObject(it -> it.bucket(name).key(key));
  }

  /** The class of an object as listings have it. */
  String storageClass(String key) {
    return s3.listObjectsV2(it -> it.bucket(name).prefix(key))
        .contents()
        .getFirst()
        .storageClassAsString();
  }

  List<String> keys() {
    return s3.listObjectsV2(it -> it.bucket(name)).contents().stream().map(S3Object::key).toList();
  }

  List<ObjectVersion> versions() {
    return s3.listObjectVersions(it -> it.bucket(name)).versions();
  }

  int markers() {
    return s3.listObjectVersions(it -> it.bucket(name)).deleteMarkers().size();
  }

  void delete(String key) {
    s3.deleteObject(it -> it.bucket(name).key(key));
  }

  Instant now() {
    return cloud.clock().now();
  }

  void days(long days) {
    cloud.clock().advance(Duration.ofDays(days));
  }

  void hours(long hours) {
    cloud.clock().advance(Duration.ofHours(hours));
  }
}

package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tier;

/** Moves the clock, so the cloud is its own. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class ArchiveTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final S3Client s3;
  private final TestCloud cloud;
  private final String bucket;

  ArchiveTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.bucket = cloud.unique("archives");
    cloud.clock().freeze();
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private void put(String key, String storageClass) {
    s3.putObject(
        it -> it.bucket(bucket).key(key).storageClass(storageClass),
        RequestBody.fromString("text"));
  }

  private String get(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key(key)).asUtf8String();
  }

  private HeadObjectResponse head(String key) {
    return s3.headObject(it -> it.bucket(bucket).key(key));
  }

  private RestoreObjectResponse restore(String key, Integer days, Tier tier) {
    return s3.restoreObject(
        it ->
            it.bucket(bucket)
                .key(key)
                .restoreRequest(
                    r -> {
                      r.days(days);
                      if (tier != null) {
                        r.glacierJobParameters(g -> g.tier(tier));
                      }
                    }));
  }

  private static int status(RestoreObjectResponse response) {
    return response.sdkHttpResponse().statusCode();
  }

  /** The midnight that a time falls on, or else the next one. */
  private static Instant midnight(Instant time) {
    Instant day = time.truncatedTo(ChronoUnit.DAYS);
    return day.equals(time.truncatedTo(ChronoUnit.SECONDS)) ? day : day.plus(DAY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "STANDARD_IA",
        "ONEZONE_IA",
        "INTELLIGENT_TIERING",
        "GLACIER_IR",
        "GLACIER",
        "DEEP_ARCHIVE",
        "REDUCED_REDUNDANCY"
      })
  @Behaviour("S3-CLASS-01")
  void objectsAreKeptInAndCopiedToEveryClass(String name) {
    put("a", "STANDARD");
    put("b", name);
    s3.copyObject(
        it ->
            it.sourceBucket(bucket)
                .sourceKey("a")
                .destinationBucket(bucket)
                .destinationKey("c")
                .storageClass(name));
    String upload =
        s3.createMultipartUpload(it -> it.bucket(bucket).key("d").storageClass(name)).uploadId();
    String etag =
        s3.uploadPart(
                it -> it.bucket(bucket).key("d").uploadId(upload).partNumber(1),
                RequestBody.fromString("text"))
            .eTag();
    s3.completeMultipartUpload(
        it ->
            it.bucket(bucket)
                .key("d")
                .uploadId(upload)
                .multipartUpload(
                    m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));

    for (String key : new String[] {"b", "c", "d"}) {
      assertThat(head(key).storageClassAsString()).isEqualTo(name);
    }
    assertThat(head("a").storageClass()).isNull();
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents())
        .extracting(S3Object::storageClassAsString)
        .containsExactly("STANDARD", name, name, name);
    assertThat(s3.listObjectVersions(it -> it.bucket(bucket)).versions())
        .extracting(it -> it.storageClassAsString())
        .containsExactly("STANDARD", name, name, name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OUTPOSTS", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS", "COLD"})
  @Behaviour("S3-CLASS-01")
  void classesOfOtherKindsOfBucketsAreRefused(String name) {
    put("a", "STANDARD");
    assertRefused(() -> put("b", name), 400, "InvalidStorageClass");
    assertRefused(
        () ->
            s3.copyObject(
                it ->
                    it.sourceBucket(bucket)
                        .sourceKey("a")
                        .destinationBucket(bucket)
                        .destinationKey("b")
                        .storageClass(name)),
        400,
        "InvalidStorageClass");
    assertRefused(
        () -> s3.createMultipartUpload(it -> it.bucket(bucket).key("b").storageClass(name)),
        400,
        "InvalidStorageClass");
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "GLACIER, EXPEDITED, 5",
    "GLACIER, STANDARD, 300",
    "GLACIER, , 300",
    "GLACIER, BULK, 720",
    "DEEP_ARCHIVE, STANDARD, 720",
    "DEEP_ARCHIVE, BULK, 2880"
  })
  @Behaviour({"S3-CLASS-05", "S3-CLASS-06", "STORAGE-04"})
  void archivedObjectsAreReadOnceTheyAreRestoredAndForAsLongAsAsked(
      String name, Tier tier, int minutes) {
    put("a", name);
    assertRefused(() -> get("a"), 403, "InvalidObjectState")
        .isInstanceOfSatisfying(
            InvalidObjectStateException.class,
            e -> assertThat(e.storageClassAsString()).isEqualTo(name));
    assertThat(head("a").restore()).isNull();

    assertThat(status(restore("a", 3, tier))).isEqualTo(202);
    assertThat(head("a").restore()).isEqualTo("ongoing-request=\"true\"");
    Duration takes = Duration.ofMinutes(minutes);
    cloud.clock().advance(takes.minus(SECOND));
    assertRefused(() -> get("a"), 403, "InvalidObjectState");

    cloud.clock().advance(SECOND);
    Instant expires = midnight(cloud.clock().now().plus(DAY.multipliedBy(3)));
    cloud.restart();
    assertThat(get("a")).isEqualTo("text");
    assertThat(head("a").restore())
        .isEqualTo("ongoing-request=\"false\", expiry-date=\"" + HttpDate.format(expires) + '"');
    assertThat(head("a").storageClassAsString()).isEqualTo(name);

    cloud.clock().advance(Duration.between(cloud.clock().now(), expires).minus(SECOND));
    assertThat(get("a")).isEqualTo("text");
    cloud.clock().advance(SECOND);
    assertRefused(() -> get("a"), 403, "InvalidObjectState");
    assertThat(head("a").restore()).isNull();
    assertThat(status(restore("a", 1, tier))).isEqualTo(202);
  }

  @Test
  @Behaviour("S3-CLASS-06")
  void deepArchivesHaveNoExpeditedTier() {
    put("a", "DEEP_ARCHIVE");
    assertRefused(() -> restore("a", 1, Tier.EXPEDITED), 403, "InvalidTier");
    assertThat(head("a").restore()).isNull();
  }

  @Test
  @Behaviour("S3-CLASS-05")
  void whatIsNotArchivedIsReadAtOnceAndNotRestored() {
    put("a", "GLACIER_IR");
    put("b", "STANDARD");
    assertThat(get("a")).isEqualTo("text");
    assertRefused(
        () -> restore("a", 1, null),
        403,
        "InvalidObjectState",
        "Restore is not allowed for the object's current storage class");
    assertRefused(() -> restore("b", 1, null), 403, "InvalidObjectState");
    assertRefused(() -> restore("c", 1, null), 404, "NoSuchKey");
  }

  @Test
  @Behaviour("S3-CLASS-05")
  void wishesThatMakeNoSenseAreRefused() {
    put("a", "GLACIER");
    assertRefused(() -> restore("a", null, null), 400, "MalformedXML");
    assertRefused(() -> restore("a", 0, null), 400, "InvalidArgument", "should be at least 1");
    assertRefused(() -> restore("a", 1, Tier.fromValue("Slow")), 400, "MalformedXML");
    assertRefused(
        () ->
            s3.restoreObject(
                it -> it.bucket(bucket).key("a").restoreRequest(r -> r.type("SELECT"))),
        405,
        "MethodNotAllowed");
    assertRefused(() -> s3.restoreObject(it -> it.bucket(bucket).key("a")), 400, "MalformedXML");
    assertThat(head("a").restore()).isNull();
  }

  @Test
  @Behaviour("S3-CLASS-05")
  void aRestoreInProgressCanOnlyBecomeFaster() {
    put("a", "GLACIER");
    restore("a", 2, Tier.BULK);
    assertRefused(
        () -> restore("a", 2, Tier.BULK),
        409,
        "RestoreAlreadyInProgress",
        "Object restore is already in progress");
    assertRefused(() -> restore("a", 3, Tier.EXPEDITED), 409, "RestoreAlreadyInProgress");
    cloud.clock().advance(Duration.ofHours(1));
    assertThat(status(restore("a", 2, Tier.STANDARD))).isEqualTo(202);
    assertRefused(() -> restore("a", 2, Tier.BULK), 409, "RestoreAlreadyInProgress");
    cloud.clock().advance(Duration.ofHours(5));
    assertThat(get("a")).isEqualTo("text");
  }

  @Test
  @Behaviour("S3-CLASS-05")
  void aRestoredCopyIsKeptLongerOrShorterFromNowOn() {
    put("a", "GLACIER");
    restore("a", 1, Tier.EXPEDITED);
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(status(restore("a", 10, null))).isEqualTo(200);
    Instant expires = midnight(cloud.clock().now().plus(DAY.multipliedBy(10)));
    assertThat(head("a").restore()).contains(HttpDate.format(expires));
    assertThat(status(restore("a", 1, null))).isEqualTo(200);
    cloud.clock().advance(DAY.multipliedBy(2));
    assertRefused(() -> get("a"), 403, "InvalidObjectState");
  }

  @Test
  @Behaviour("S3-CLASS-05")
  void listingsTellOfRestoresWhereTheyAreAskedTo() {
    put("a", "GLACIER");
    put("b", "GLACIER");
    put("c", "STANDARD");
    restore("a", 1, Tier.EXPEDITED);
    assertThat(listed()).extracting(S3Object::restoreStatus).doesNotContainNull().hasSize(1);
    cloud.clock().advance(Duration.ofMinutes(5));
    RestoreStatus status = listed().getFirst().restoreStatus();
    assertThat(status.isRestoreInProgress()).isFalse();
    assertThat(status.restoreExpiryDate()).isEqualTo(midnight(cloud.clock().now().plus(DAY)));
    assertThat(
            s3.listObjectVersions(
                    it ->
                        it.bucket(bucket)
                            .optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS))
                .versions()
                .getFirst()
                .restoreStatus())
        .isEqualTo(status);
    assertThat(s3.listObjects(it -> it.bucket(bucket)).contents())
        .allSatisfy(it -> assertThat(it.restoreStatus()).isNull());
    assertRefused(
        () ->
            s3.listObjectsV2(it -> it.bucket(bucket).optionalObjectAttributesWithStrings("Colour")),
        400,
        "InvalidArgument");
  }

  private List<S3Object> listed() {
    return s3
        .listObjectsV2(
            it ->
                it.bucket(bucket).optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS))
        .contents()
        .stream()
        .filter(it -> it.restoreStatus() != null)
        .toList();
  }

  @Test
  @Behaviour("S3-CLASS-05")
  void onlyRestoredObjectsAreCopied() {
    put("a", "GLACIER");
    assertRefused(() -> copy("a"), 403, "InvalidObjectState", "source object's storage class");
    restore("a", 1, Tier.EXPEDITED);
    cloud.clock().advance(Duration.ofMinutes(5));
    copy("a");
    assertThat(get("a")).isEqualTo("text");
    assertThat(head("a").storageClass()).isNull();
    assertThat(head("a").restore()).isNull();
  }

  private void copy(String key) {
    s3.copyObject(
        it ->
            it.sourceBucket(bucket)
                .sourceKey(key)
                .destinationBucket(bucket)
                .destinationKey(key)
                .storageClass(StorageClass.STANDARD));
  }

  @Test
  @Behaviour("S3-CLASS-05")
  void aVersionIsRestoredByItsId() {
    s3.putBucketVersioning(
        it ->
            it.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    put("a", "GLACIER");
    String old = head("a").versionId();
    put("a", "GLACIER");
    s3.restoreObject(
        it ->
            it.bucket(bucket)
                .key("a")
                .versionId(old)
                .restoreRequest(r -> r.days(1).glacierJobParameters(g -> g.tier(Tier.EXPEDITED))));
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("a").versionId(old)).asUtf8String())
        .isEqualTo("text");
    assertRefused(() -> get("a"), 403, "InvalidObjectState");
    s3.deleteObject(it -> it.bucket(bucket).key("a"));
    String marker =
        s3.listObjectVersions(it -> it.bucket(bucket)).deleteMarkers().getFirst().versionId();
    assertRefused(
        () ->
            s3.restoreObject(
                it -> it.bucket(bucket).key("a").versionId(marker).restoreRequest(r -> r.days(1))),
        405,
        "MethodNotAllowed");
  }
}

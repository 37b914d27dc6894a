package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Moves the clock, so the cloud is its own. */
@CloudjarTest(
    rooms = {S3Room.class, IamRoom.class},
    data = Data.DISK)
class LockTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final S3Client s3;
  private final IamClient iam;
  private final TestCloud cloud;
  private final String bucket;

  LockTest(S3Client s3, IamClient iam, TestCloud cloud) {
    this.s3 = s3;
    this.iam = iam;
    this.cloud = cloud;
    this.bucket = cloud.unique("locked");
    cloud.clock().freeze();
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket).objectLockEnabledForBucket(true));
  }

  private Instant in(Duration duration) {
    return cloud.clock().now().plus(duration).truncatedTo(ChronoUnit.SECONDS);
  }

  private String put(String key, Consumer<PutObjectRequest.Builder> more) {
    return s3.putObject(
            it -> {
              it.bucket(bucket).key(key);
              more.accept(it);
            },
            RequestBody.fromString("text"))
        .versionId();
  }

  private String retained(String mode, Duration time) {
    return put("a", it -> it.objectLockMode(mode).objectLockRetainUntilDate(in(time)));
  }

  private void delete(String key, String version) {
    s3.deleteObject(it -> it.bucket(bucket).key(key).versionId(version));
  }

  private void deleteBypassing(S3Client client, String version) {
    client.deleteObject(
        it -> it.bucket(bucket).key("a").versionId(version).bypassGovernanceRetention(true));
  }

  private void retain(S3Client client, String version, String mode, Duration time, Boolean bypass) {
    client.putObjectRetention(
        it ->
            it.bucket(bucket)
                .key("a")
                .versionId(version)
                .bypassGovernanceRetention(bypass)
                .retention(r -> r.mode(mode).retainUntilDate(in(time))));
  }

  private void configure(String name, DefaultRetention retention) {
    s3.putObjectLockConfiguration(
        it ->
            it.bucket(name)
                .objectLockConfiguration(
                    lock -> {
                      lock.objectLockEnabled("Enabled");
                      if (retention != null) {
                        lock.rule(rule -> rule.defaultRetention(retention));
                      }
                    }));
  }

  @Test
  @Behaviour("S3-LOCK-01")
  void lockingTakesVersioningAndIsForEver() {
    assertThat(s3.getBucketVersioning(it -> it.bucket(bucket)).statusAsString())
        .isEqualTo("Enabled");
    assertThat(
            s3.getObjectLockConfiguration(it -> it.bucket(bucket))
                .objectLockConfiguration()
                .objectLockEnabledAsString())
        .isEqualTo("Enabled");
    assertRefused(
        () ->
            s3.putBucketVersioning(
                it -> it.bucket(bucket).versioningConfiguration(v -> v.status("Suspended"))),
        409,
        "InvalidBucketState",
        "An Object Lock configuration is present on this bucket");

    String later = cloud.unique("later");
    s3.createBucket(it -> it.bucket(later));
    assertRefused(
        () -> s3.getObjectLockConfiguration(it -> it.bucket(later)),
        404,
        "ObjectLockConfigurationNotFoundError");
    assertRefused(
        () -> configure(later, null),
        409,
        "InvalidBucketState",
        "Versioning must be 'Enabled' on the bucket");
    assertRefused(
        () ->
            s3.putObject(
                it -> it.bucket(later).key("a").objectLockLegalHoldStatus("ON"),
                RequestBody.fromString("x")),
        400,
        "InvalidRequest",
        "Bucket is missing Object Lock Configuration");
    s3.putBucketVersioning(
        it -> it.bucket(later).versioningConfiguration(v -> v.status("Enabled")));
    configure(later, null);
    s3.putObject(
        it -> it.bucket(later).key("a").objectLockLegalHoldStatus("ON"),
        RequestBody.fromString("x"));
    assertThat(s3.headObject(it -> it.bucket(later).key("a")).objectLockLegalHoldStatusAsString())
        .isEqualTo("ON");
  }

  @Test
  @Behaviour("S3-LOCK-02")
  void aVersionUnderRetentionStaysUntilItsDate() {
    String version = retained("GOVERNANCE", DAY);
    assertRefused(
        () -> delete("a", version),
        403,
        "AccessDenied",
        "Access Denied because object protected by object lock.");
    var errors =
        s3.deleteObjects(
                it ->
                    it.bucket(bucket)
                        .delete(
                            d ->
                                d.objects(
                                    ObjectIdentifier.builder()
                                        .key("a")
                                        .versionId(version)
                                        .build())))
            .errors();
    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst().code()).isEqualTo("AccessDenied");

    put("a", it -> {});
    assertThat(s3.deleteObject(it -> it.bucket(bucket).key("a")).deleteMarker()).isTrue();
    assertThat(
            s3.getObjectAsBytes(it -> it.bucket(bucket).key("a").versionId(version)).asUtf8String())
        .isEqualTo("text");
    cloud.restart();
    assertRefused(() -> delete("a", version), 403, "AccessDenied");
    cloud.clock().advance(DAY.plusSeconds(1));
    delete("a", version);
    assertRefused(
        () -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("a").versionId(version)),
        404,
        "NoSuchVersion");
  }

  /** A user who may do all but pass governance by. */
  private S3Client userWithoutBypass() {
    iam.createUser(it -> it.userName("clerk"));
    iam.putUserPolicy(
        it ->
            it.userName("clerk")
                .policyName("all-but-bypass")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [
                      {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
                      {"Effect": "Deny", "Action": "s3:BypassGovernanceRetention",
                       "Resource": "*"}]}
                    """));
    var key = iam.createAccessKey(it -> it.userName("clerk")).accessKey();
    return cloud.client(
        S3Client.class,
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
  }

  @Test
  @Behaviour("S3-LOCK-03")
  void governanceYieldsToThoseWhoMayAndSaySo() {
    S3Client clerk = userWithoutBypass();
    String version = retained("GOVERNANCE", DAY.multipliedBy(10));
    assertRefused(() -> deleteBypassing(clerk, version), 403, "AccessDenied");
    assertRefused(() -> retain(clerk, version, "GOVERNANCE", DAY, true), 403, "AccessDenied");
    assertRefused(
        () -> retain(s3, version, "GOVERNANCE", DAY, null),
        403,
        "AccessDenied",
        "Access Denied because object protected by object lock.");
    retain(clerk, version, "GOVERNANCE", DAY.multipliedBy(20), null);
    retain(s3, version, "GOVERNANCE", DAY, true);
    assertThat(
            s3.getObjectRetention(it -> it.bucket(bucket).key("a").versionId(version))
                .retention()
                .retainUntilDate())
        .isEqualTo(in(DAY));
    deleteBypassing(s3, version);
    assertThat(s3.listObjectVersions(it -> it.bucket(bucket)).versions()).isEmpty();
  }

  @Test
  @Behaviour("S3-LOCK-04")
  void complianceYieldsToNobody() {
    String version = retained("COMPLIANCE", DAY);
    assertRefused(() -> deleteBypassing(s3, version), 403, "AccessDenied");
    assertRefused(
        () -> retain(s3, version, "GOVERNANCE", DAY.multipliedBy(2), true), 403, "AccessDenied");
    assertRefused(
        () -> retain(s3, version, "COMPLIANCE", Duration.ofHours(1), true), 403, "AccessDenied");
    assertRefused(
        () ->
            s3.putObjectRetention(
                it ->
                    it.bucket(bucket)
                        .key("a")
                        .versionId(version)
                        .bypassGovernanceRetention(true)
                        .retention(r -> {})),
        403,
        "AccessDenied");
    retain(s3, version, "COMPLIANCE", DAY.multipliedBy(3), null);
    cloud.clock().advance(DAY.multipliedBy(2));
    assertRefused(() -> delete("a", version), 403, "AccessDenied");
    cloud.clock().advance(DAY.multipliedBy(2));
    delete("a", version);
  }

  @Test
  @Behaviour("S3-LOCK-05")
  void aLegalHoldEndsOnlyWhenItIsRemoved() {
    String version = put("a", it -> it.objectLockLegalHoldStatus("ON"));
    cloud.clock().advance(Duration.ofDays(10_000));
    assertRefused(() -> deleteBypassing(s3, version), 403, "AccessDenied");
    retain(s3, version, "GOVERNANCE", DAY, null);
    s3.putObjectLegalHold(
        it -> it.bucket(bucket).key("a").versionId(version).legalHold(h -> h.status("OFF")));
    assertThat(s3.getObjectLegalHold(it -> it.bucket(bucket).key("a")).legalHold().statusAsString())
        .isEqualTo("OFF");
    assertRefused(() -> delete("a", version), 403, "AccessDenied");
    deleteBypassing(s3, version);
  }

  @Test
  @Behaviour("S3-LOCK-05")
  void newObjectsAreRetainedByDefault() {
    configure(bucket, DefaultRetention.builder().mode("COMPLIANCE").days(3).build());
    String plain = put("a", it -> {});
    HeadObjectResponse head = s3.headObject(it -> it.bucket(bucket).key("a"));
    assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
    assertThat(head.objectLockRetainUntilDate())
        .isBetween(in(DAY.multipliedBy(3)).minusSeconds(1), in(DAY.multipliedBy(3)).plusSeconds(1));
    assertRefused(() -> delete("a", plain), 403, "AccessDenied");
    retained("GOVERNANCE", DAY);
    assertThat(s3.headObject(it -> it.bucket(bucket).key("a")).objectLockMode())
        .isEqualTo(ObjectLockMode.GOVERNANCE);

    configure(bucket, DefaultRetention.builder().mode("GOVERNANCE").years(1).build());
    s3.copyObject(
        it ->
            it.sourceBucket(bucket)
                .sourceKey("a")
                .destinationBucket(bucket)
                .destinationKey("copy"));
    assertThat(s3.headObject(it -> it.bucket(bucket).key("copy")).objectLockRetainUntilDate())
        .isAfter(in(DAY.multipliedBy(364)));
    String upload =
        s3.createMultipartUpload(
                it -> it.bucket(bucket).key("parts").objectLockLegalHoldStatus("ON"))
            .uploadId();
    String etag =
        s3.uploadPart(
                it -> it.bucket(bucket).key("parts").uploadId(upload).partNumber(1),
                RequestBody.fromString("x"))
            .eTag();
    s3.completeMultipartUpload(
        it ->
            it.bucket(bucket)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(
                    m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
    HeadObjectResponse parts = s3.headObject(it -> it.bucket(bucket).key("parts"));
    assertThat(parts.objectLockLegalHoldStatusAsString()).isEqualTo("ON");
    assertThat(parts.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
  }

  @Test
  void whatIsWrongIsRefused() {
    assertRefused(
        () -> put("a", it -> it.objectLockMode("GOVERNANCE")),
        400,
        "InvalidArgument",
        "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
    assertRefused(
        () -> retained("GOVERNANCE", DAY.negated()),
        400,
        "InvalidArgument",
        "The retain until date must be in the future!");
    assertRefused(
        () -> retained("STRICT", DAY), 400, "InvalidArgument", "Unknown wormMode directive.");
    String version = put("a", it -> {});
    assertRefused(
        () -> s3.getObjectRetention(it -> it.bucket(bucket).key("a")),
        404,
        "NoSuchObjectLockConfiguration");
    assertRefused(
        () -> s3.getObjectLegalHold(it -> it.bucket(bucket).key("a")),
        404,
        "NoSuchObjectLockConfiguration");
    assertRefused(
        () -> configure(bucket, DefaultRetention.builder().mode("GOVERNANCE").build()),
        400,
        "MalformedXML");
    assertRefused(
        () -> configure(bucket, DefaultRetention.builder().mode("GOVERNANCE").days(0).build()),
        400,
        "InvalidArgument",
        "Default retention period must be a positive integer value.");
    delete("a", version);
    String open = cloud.unique("open");
    s3.createBucket(it -> it.bucket(open));
    assertRefused(
        () -> s3.deleteObject(it -> it.bucket(open).key("a").bypassGovernanceRetention(true)),
        400,
        "InvalidArgument");
    assertRefused(
        () -> s3.getObjectRetention(it -> it.bucket(open).key("a")), 400, "InvalidRequest");
  }
}

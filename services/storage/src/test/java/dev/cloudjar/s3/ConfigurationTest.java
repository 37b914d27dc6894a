package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;
import software.amazon.awssdk.services.s3.model.Type;

@CloudjarTest(rooms = S3Room.class)
class ConfigurationTest {
  private final S3Client s3;
  private final String bucket;

  ConfigurationTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.bucket = cloud.unique("configured");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  @Nested
  class OfNewBuckets {
    @Test
    void isWhatAwsGivesThem() {
      PublicAccessBlockConfiguration block =
          s3.getPublicAccessBlock(it -> it.bucket(bucket)).publicAccessBlockConfiguration();
      assertThat(block.blockPublicAcls()).isTrue();
      assertThat(block.ignorePublicAcls()).isTrue();
      assertThat(block.blockPublicPolicy()).isTrue();
      assertThat(block.restrictPublicBuckets()).isTrue();
      assertThat(
              s3.getBucketOwnershipControls(it -> it.bucket(bucket))
                  .ownershipControls()
                  .rules()
                  .getFirst()
                  .objectOwnership())
          .isEqualTo(ObjectOwnership.BUCKET_OWNER_ENFORCED);
      assertThat(
              s3.getBucketEncryption(it -> it.bucket(bucket))
                  .serverSideEncryptionConfiguration()
                  .rules()
                  .getFirst()
                  .applyServerSideEncryptionByDefault()
                  .sseAlgorithm())
          .isEqualTo(ServerSideEncryption.AES256);
      assertThat(s3.getBucketRequestPayment(it -> it.bucket(bucket)).payer())
          .isEqualTo(Payer.BUCKET_OWNER);
      assertThat(s3.getBucketAccelerateConfiguration(it -> it.bucket(bucket)).status()).isNull();
      assertThat(s3.getBucketLogging(it -> it.bucket(bucket)).loggingEnabled()).isNull();
      assertThat(
              s3.getBucketNotificationConfiguration(it -> it.bucket(bucket))
                  .hasQueueConfigurations())
          .isFalse();
    }

    @Test
    void lacksTheRest() {
      assertRefused(
          () -> s3.getBucketCors(it -> it.bucket(bucket)), 404, "NoSuchCORSConfiguration");
      assertRefused(
          () -> s3.getBucketLifecycleConfiguration(it -> it.bucket(bucket)),
          404,
          "NoSuchLifecycleConfiguration");
      assertRefused(
          () -> s3.getBucketWebsite(it -> it.bucket(bucket)), 404, "NoSuchWebsiteConfiguration");
      assertRefused(
          () -> s3.getBucketReplication(it -> it.bucket(bucket)),
          404,
          "ReplicationConfigurationNotFoundError");
      assertRefused(() -> s3.getBucketTagging(it -> it.bucket(bucket)), 404, "NoSuchTagSet");
      assertRefused(() -> s3.getBucketPolicy(it -> it.bucket(bucket)), 404, "NoSuchBucketPolicy");
      assertRefused(
          () -> s3.getBucketPolicyStatus(it -> it.bucket(bucket)), 404, "NoSuchBucketPolicy");
      assertRefused(
          () -> s3.getObjectLockConfiguration(it -> it.bucket(bucket)),
          404,
          "ObjectLockConfigurationNotFoundError");
      assertRefused(
          () -> s3.getBucketAnalyticsConfiguration(it -> it.bucket(bucket).id("a")),
          404,
          "NoSuchConfiguration");
    }
  }

  @Test
  void isGivenBackAsItWasPut() {
    CORSConfiguration cors =
        CORSConfiguration.builder()
            .corsRules(
                CORSRule.builder()
                    .id("rule")
                    .allowedMethods("GET", "PUT")
                    .allowedOrigins("https://a.example", "*")
                    .allowedHeaders("*")
                    .exposeHeaders("ETag")
                    .maxAgeSeconds(300)
                    .build())
            .build();
    s3.putBucketCors(it -> it.bucket(bucket).corsConfiguration(cors));
    assertThat(s3.getBucketCors(it -> it.bucket(bucket)).corsRules()).isEqualTo(cors.corsRules());
    s3.deleteBucketCors(it -> it.bucket(bucket));
    s3.deleteBucketCors(it -> it.bucket(bucket));
    assertRefused(() -> s3.getBucketCors(it -> it.bucket(bucket)), 404, "NoSuchCORSConfiguration");
  }

  @Test
  void keepsDatesNumbersAndWhatIsNestedDeeply() {
    LifecycleRule rule =
        LifecycleRule.builder()
            .id("archive")
            .status(ExpirationStatus.ENABLED)
            .filter(
                f ->
                    f.and(
                        a ->
                            a.prefix("logs/")
                                .objectSizeGreaterThan(5_000_000_000L)
                                .tags(Tag.builder().key("a").value("b").build())))
            .transitions(
                transition(60, TransitionStorageClass.STANDARD_IA),
                transition(180, TransitionStorageClass.GLACIER))
            .build();
    LifecycleRule dated =
        LifecycleRule.builder()
            .id("end")
            .status(ExpirationStatus.DISABLED)
            .filter(f -> f.prefix(""))
            .expiration(e -> e.date(Instant.parse("2030-01-01T00:00:00Z")))
            .build();
    s3.putBucketLifecycleConfiguration(
        it -> it.bucket(bucket).lifecycleConfiguration(l -> l.rules(rule, dated)));
    var found = s3.getBucketLifecycleConfiguration(it -> it.bucket(bucket));
    assertThat(found.rules()).containsExactly(rule, dated);
    assertThat(found.transitionDefaultMinimumObjectSizeAsString())
        .isEqualTo("all_storage_classes_128K");
  }

  private static Transition transition(int days, TransitionStorageClass storageClass) {
    return Transition.builder().days(days).storageClass(storageClass).build();
  }

  @Test
  void ofAKindWithNamesMayBeSeveral() {
    for (String id : List.of("b", "a", "c")) {
      s3.putBucketAnalyticsConfiguration(
          it ->
              it.bucket(bucket)
                  .id(id)
                  .analyticsConfiguration(a -> a.id(id).storageClassAnalysis(s -> {})));
    }
    assertThat(
            s3.listBucketAnalyticsConfigurations(it -> it.bucket(bucket))
                .analyticsConfigurationList())
        .extracting(AnalyticsConfiguration::id)
        .containsExactly("a", "b", "c");
    s3.deleteBucketAnalyticsConfiguration(it -> it.bucket(bucket).id("b"));
    assertRefused(
        () -> s3.deleteBucketAnalyticsConfiguration(it -> it.bucket(bucket).id("b")),
        404,
        "NoSuchConfiguration");
    assertThat(
            s3.getBucketAnalyticsConfiguration(it -> it.bucket(bucket).id("c"))
                .analyticsConfiguration()
                .id())
        .isEqualTo("c");
  }

  @Test
  void thatBucketsBeginWithCanBeTakenAway() {
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    assertRefused(
        () -> s3.getPublicAccessBlock(it -> it.bucket(bucket)),
        404,
        "NoSuchPublicAccessBlockConfiguration");
    s3.putPublicAccessBlock(
        it -> it.bucket(bucket).publicAccessBlockConfiguration(p -> p.blockPublicAcls(true)));
    PublicAccessBlockConfiguration block =
        s3.getPublicAccessBlock(it -> it.bucket(bucket)).publicAccessBlockConfiguration();
    assertThat(block.blockPublicAcls()).isTrue();
    assertThat(block.restrictPublicBuckets()).isFalse();

    s3.deleteBucketOwnershipControls(it -> it.bucket(bucket));
    assertRefused(
        () -> s3.getBucketOwnershipControls(it -> it.bucket(bucket)),
        404,
        "OwnershipControlsNotFoundError");
    s3.deleteBucketEncryption(it -> it.bucket(bucket));
    assertThat(
            s3.getBucketEncryption(it -> it.bucket(bucket))
                .serverSideEncryptionConfiguration()
                .rules())
        .hasSize(1);
  }

  @Test
  void thatMakesNoSenseIsRefused() {
    assertRefused(
        () ->
            s3.putBucketCors(
                it ->
                    it.bucket(bucket)
                        .corsConfiguration(
                            c ->
                                c.corsRules(
                                    CORSRule.builder()
                                        .allowedMethods("BREW")
                                        .allowedOrigins("*")
                                        .build()))),
        400,
        "InvalidRequest");
    assertRefused(
        () ->
            s3.putBucketTagging(
                it ->
                    it.bucket(bucket)
                        .tagging(
                            t ->
                                t.tagSet(
                                    Tag.builder().key("a").value("1").build(),
                                    Tag.builder().key("a").value("2").build()))),
        400,
        "InvalidTag");
    assertRefused(
        () -> s3.putBucketPolicy(it -> it.bucket(bucket).policy("not json")),
        400,
        "MalformedPolicy");
    assertRefused(
        () -> s3.putBucketPolicy(it -> it.bucket(bucket).policy("{}")), 400, "MalformedPolicy");
  }

  @Test
  void ofPoliciesIsKeptToTheLetter() {
    String policy =
        """
        {"Version": "2012-10-17",
         "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                        "Resource": "arn:aws:s3:::%s/*"}]}
        """
            .formatted(bucket)
            .strip();
    assertRefused(
        () -> s3.putBucketPolicy(it -> it.bucket(bucket).policy(policy)), 403, "AccessDenied");
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    s3.putBucketPolicy(it -> it.bucket(bucket).policy(policy));
    assertThat(s3.getBucketPolicy(it -> it.bucket(bucket)).policy()).isEqualTo(policy);
    assertThat(s3.getBucketPolicyStatus(it -> it.bucket(bucket)).policyStatus().isPublic())
        .isTrue();
    s3.deleteBucketPolicy(it -> it.bucket(bucket));
    assertRefused(() -> s3.getBucketPolicy(it -> it.bucket(bucket)), 404, "NoSuchBucketPolicy");
  }

  @Nested
  class OfAccess {
    @Test
    void givesTheOwnerEverything() {
      s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString("text"));
      String owner = s3.listBuckets().owner().id();
      assertThat(s3.getBucketAcl(it -> it.bucket(bucket)).grants())
          .singleElement()
          .satisfies(
              grant -> {
                assertThat(grant.permission()).isEqualTo(Permission.FULL_CONTROL);
                assertThat(grant.grantee().id()).isEqualTo(owner);
                assertThat(grant.grantee().type()).isEqualTo(Type.CANONICAL_USER);
              });
      assertThat(s3.getObjectAcl(it -> it.bucket(bucket).key("key")).owner().id()).isEqualTo(owner);
    }

    @Test
    void toOthersIsRefused() {
      assertRefused(
          () ->
              s3.putObject(
                  it -> it.bucket(bucket).key("key").acl("public-read"),
                  RequestBody.fromString("text")),
          400,
          "AccessControlListNotSupported");
      assertRefused(
          () -> s3.putBucketAcl(it -> it.bucket(bucket).acl("private")),
          400,
          "AccessControlListNotSupported");
      s3.putObject(
          it -> it.bucket(bucket).key("key").acl("bucket-owner-full-control"),
          RequestBody.fromString("text"));
      s3.putBucketOwnershipControls(
          it ->
              it.bucket(bucket)
                  .ownershipControls(
                      o ->
                          o.rules(
                              OwnershipControlsRule.builder()
                                  .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                                  .build())));
      s3.putBucketAcl(it -> it.bucket(bucket).acl("private"));
      assertRefused(
          () -> s3.putBucketAcl(it -> it.bucket(bucket).acl("public-read")), 403, "AccessDenied");
    }
  }

  @Test
  void ofKeysOfKmsIsRefusedWhereThereIsNone() {
    assertRefused(
        () ->
            s3.putObject(
                it -> it.bucket(bucket).key("key").serverSideEncryption("aws:kms"),
                RequestBody.fromString("text")),
        501,
        "NotImplemented");
    assertThat(s3.listBuckets().buckets()).hasSize(1);
    s3.putBucketVersioning(
        it ->
            it.bucket(bucket)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    assertThatThrownBy(
            () ->
                s3.putObject(
                    it -> it.bucket(bucket).key("key").objectLockLegalHoldStatus("ON"),
                    RequestBody.fromString("text")))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("Bucket is missing Object Lock Configuration");
  }
}

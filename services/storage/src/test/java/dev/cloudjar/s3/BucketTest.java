package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

@CloudjarTest(rooms = S3Room.class)
class BucketTest {
  private final S3Client s3;
  private final TestCloud cloud;
  private final String name;

  @AutoClose private final Clients clients;

  BucketTest(@OverSocket S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.name = cloud.unique("bucket");
    this.clients = new Clients(cloud);
  }

  private S3Client ireland() {
    return clients.make(it -> it.region(Region.EU_WEST_1));
  }

  private void createInIreland() {
    ireland()
        .createBucket(
            bucket ->
                bucket
                    .bucket(name)
                    .createBucketConfiguration(
                        it -> it.locationConstraint(BucketLocationConstraint.EU_WEST_1)));
  }

  @Nested
  @Behaviour("S3-BUCKET-01")
  class Names {
    @Test
    void ofOthersAreTaken() {
      s3.createBucket(it -> it.bucket(name));
      S3Client other = cloud.client(S3Client.class, cloud.credentialsOf(cloud.newAccountId()));
      assertRefused(() -> other.createBucket(it -> it.bucket(name)), 409, "BucketAlreadyExists");
    }

    @Test
    void ofOnesOwnAreTakenToo() {
      createInIreland();
      assertRefused(BucketTest.this::createInIreland, 409, "BucketAlreadyOwnedByYou");
      assertRefused(() -> s3.createBucket(it -> it.bucket(name)), 409, "BucketAlreadyOwnedByYou");
    }

    @Test
    void ofOnesOwnMayBeMadeAgainInTheFirstRegion() {
      s3.createBucket(it -> it.bucket(name));
      s3.putObject(it -> it.bucket(name).key("key"), RequestBody.fromString("kept"));
      s3.createBucket(it -> it.bucket(name));
      assertThat(s3.getObjectAsBytes(it -> it.bucket(name).key("key")).asUtf8String())
          .isEqualTo("kept");
    }

    @Test
    void areFreeAgainOnceDeleted() {
      s3.createBucket(it -> it.bucket(name));
      s3.deleteBucket(it -> it.bucket(name));
      S3Client other = cloud.client(S3Client.class, cloud.credentialsOf(cloud.newAccountId()));
      other.createBucket(it -> it.bucket(name));
      assertThatThrownBy(() -> s3.headBucket(it -> it.bucket(name)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Upper",
          "under_score",
          "ab",
          "192.168.1.1",
          "-begin",
          "end-",
          "0123456789012345678901234567890123456789012345678901234567890123"
        })
    @Behaviour("S3-BUCKET-03")
    void thatBreakTheRulesAreRefused(String wrong) {
      // The SDK would refuse the name itself, so it is exchanged behind its back.
      S3Client unchecked = clients.makeRewriting(request -> request.encodedPath("/" + wrong));
      assertRefused(() -> unchecked.createBucket(it -> it.bucket(name)), 400, "InvalidBucketName");
      assertThat(s3.listBuckets().buckets()).isEmpty();
    }
  }

  @Nested
  @Behaviour("S3-BUCKET-02")
  class Regions {
    @Test
    void areNamedByTheLocation() {
      createInIreland();
      s3.createBucket(it -> it.bucket(name + "-us"));
      assertThat(s3.getBucketLocation(it -> it.bucket(name)).locationConstraintAsString())
          .isEqualTo("eu-west-1");
      assertThat(s3.getBucketLocation(it -> it.bucket(name + "-us")).locationConstraintAsString())
          .isEmpty();
    }

    @Test
    void ofOthersBucketsAreToldToWhoeverCallsElsewhere() {
      createInIreland();
      assertRefused(() -> s3.listObjectsV2(it -> it.bucket(name)), 301, "PermanentRedirect")
          .satisfies(
              e ->
                  assertThat(e.awsErrorDetails().sdkHttpResponse())
                      .satisfies(
                          http ->
                              assertThat(http.firstMatchingHeader("x-amz-bucket-region"))
                                  .hasValue("eu-west-1")));
      assertThat(ireland().listObjectsV2(it -> it.bucket(name)).contents()).isEmpty();
    }

    @Test
    void areToldByTheHeadOfABucket() {
      createInIreland();
      assertThat(ireland().headBucket(it -> it.bucket(name)).bucketRegion()).isEqualTo("eu-west-1");
    }

    @Test
    void areFollowedByClientsThatCross() {
      createInIreland();
      clients
          .make(it -> it.region(Region.US_EAST_1).crossRegionAccessEnabled(true))
          .putObject(it -> it.bucket(name).key("key"), RequestBody.fromString("there"));
      assertThat(ireland().getObjectAsBytes(it -> it.bucket(name).key("key")).asUtf8String())
          .isEqualTo("there");
    }

    @Test
    void mustFitTheLocationConstraint() {
      assertRefused(
          () ->
              ireland()
                  .createBucket(
                      bucket ->
                          bucket
                              .bucket(name)
                              .createBucketConfiguration(
                                  it -> it.locationConstraint("eu-north-1"))),
          400,
          "IllegalLocationConstraintException");
      assertRefused(
          () ->
              s3.createBucket(
                  bucket ->
                      bucket
                          .bucket(name)
                          .createBucketConfiguration(it -> it.locationConstraint("nowhere-1"))),
          400,
          "InvalidLocationConstraint");
    }

    @Test
    void canBeChosenFromTheFirst() {
      s3.createBucket(
          bucket ->
              bucket.bucket(name).createBucketConfiguration(it -> it.locationConstraint("EU")));
      assertThat(ireland().headBucket(it -> it.bucket(name)).bucketRegion()).isEqualTo("eu-west-1");
      assertThat(s3.getBucketLocation(it -> it.bucket(name)).locationConstraintAsString())
          .isEqualTo("EU");
    }
  }

  @Nested
  class Deletion {
    @Test
    void needsAnEmptyBucket() {
      s3.createBucket(it -> it.bucket(name));
      s3.putObject(it -> it.bucket(name).key("key"), RequestBody.fromString("text"));
      assertRefused(() -> s3.deleteBucket(it -> it.bucket(name)), 409, "BucketNotEmpty");
      s3.deleteObject(it -> it.bucket(name).key("key"));
      s3.deleteBucket(it -> it.bucket(name));
      assertRefused(() -> s3.deleteBucket(it -> it.bucket(name)), 404, "NoSuchBucket");
    }

    @Test
    void waitsForVersionsAndMarkers() {
      s3.createBucket(it -> it.bucket(name));
      s3.putBucketVersioning(
          it ->
              it.bucket(name)
                  .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
      String marker = s3.deleteObject(it -> it.bucket(name).key("key")).versionId();
      assertRefused(() -> s3.deleteBucket(it -> it.bucket(name)), 409, "BucketNotEmpty");
      s3.deleteObject(it -> it.bucket(name).key("key").versionId(marker));
      s3.deleteBucket(it -> it.bucket(name));
    }

    @Test
    void waitsForUploads() {
      s3.createBucket(it -> it.bucket(name));
      String upload = s3.createMultipartUpload(it -> it.bucket(name).key("key")).uploadId();
      assertRefused(() -> s3.deleteBucket(it -> it.bucket(name)), 409, "BucketNotEmpty");
      s3.abortMultipartUpload(it -> it.bucket(name).key("key").uploadId(upload));
      s3.deleteBucket(it -> it.bucket(name));
    }

    @Test
    void leavesNothingToTheNextOfTheName() {
      s3.createBucket(it -> it.bucket(name));
      s3.putBucketTagging(
          it -> it.bucket(name).tagging(t -> t.tagSet(Tag.builder().key("a").value("b").build())));
      s3.deleteBucket(it -> it.bucket(name));
      s3.createBucket(it -> it.bucket(name));
      assertRefused(() -> s3.getBucketTagging(it -> it.bucket(name)), 404, "NoSuchTagSet");
    }
  }

  @Nested
  class Lists {
    @Test
    void showTheCallersOwnInTheOrderOfTheirNames() {
      assertThat(s3.listBuckets().buckets()).isEmpty();
      s3.createBucket(it -> it.bucket(name + "-b"));
      s3.createBucket(it -> it.bucket(name + "-a"));
      ListBucketsResponse all = s3.listBuckets();
      assertThat(all.buckets()).extracting(Bucket::name).containsExactly(name + "-a", name + "-b");
      assertThat(all.owner().id()).matches("[0-9a-f]{64}");
      assertThat(all.buckets()).allSatisfy(it -> assertThat(it.creationDate()).isNotNull());
    }

    @Test
    void comeInPages() {
      for (int i = 0; i < 5; i++) {
        String each = name + "-" + i;
        s3.createBucket(it -> it.bucket(each));
      }
      List<String> found =
          s3.listBucketsPaginator(it -> it.maxBuckets(2)).buckets().stream()
              .map(Bucket::name)
              .toList();
      assertThat(found).hasSize(5).isSorted();
    }

    @Test
    void canBeNarrowed() {
      createInIreland();
      s3.createBucket(it -> it.bucket("x" + name));
      assertThat(s3.listBuckets(it -> it.prefix("x")).buckets())
          .extracting(Bucket::name)
          .containsExactly("x" + name);
      assertThat(s3.listBuckets(it -> it.bucketRegion("eu-west-1")).buckets())
          .extracting(Bucket::bucketRegion)
          .containsExactly("eu-west-1");
      assertRefused(() -> s3.listBuckets(it -> it.maxBuckets(0)), 400, "InvalidArgument");
      assertRefused(() -> s3.listBuckets(it -> it.continuationToken("no")), 400, "InvalidArgument");
    }
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertRefused(() -> s3.listObjectsV2(it -> it.bucket(name)), 404, "NoSuchBucket")
        .satisfies(e -> assertThat(e.getMessage()).contains("The specified bucket does not exist"));
    assertRefused(
        () -> s3.putObject(it -> it.bucket(name).key("key"), RequestBody.fromString("text")),
        404,
        "NoSuchBucket");
  }

  @Test
  void anotherOwnerThanExpectedIsRefused() {
    s3.createBucket(it -> it.bucket(name));
    s3.headBucket(it -> it.bucket(name).expectedBucketOwner(cloud.accountId()));
    assertRefused(
        () -> s3.listObjectsV2(it -> it.bucket(name).expectedBucketOwner("999999999999")),
        403,
        "AccessDenied");
  }
}

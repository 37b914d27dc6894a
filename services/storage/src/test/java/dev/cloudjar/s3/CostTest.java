package dev.cloudjar.s3;

import static dev.cloudjar.s3.AgingBucket.rule;
import static dev.cloudjar.s3.AgingBucket.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Tier;

/** Moves the clock, so the cloud is its own. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class CostTest {
  private static final long LARGE = AgingBucket.LARGE;
  private final S3Client s3;
  private final TestCloud cloud;
  private AgingBucket bucket;

  CostTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
  }

  @BeforeEach
  void createBucket() {
    bucket = AgingBucket.create(s3, cloud);
  }

  /** What an account pays for the bucket, by usage type. */
  private Map<String, Long> costs(String accountId) {
    return new CostRecord(cloud).of(accountId, bucket.name());
  }

  private Map<String, Long> costs() {
    return costs(cloud.accountId());
  }

  private void get(S3Client client, String key, String payer) {
    client.getObjectAsBytes(it -> it.bucket(bucket.name()).key(key).requestPayer(payer));
  }

  @Test
  @Behaviour("S3-CLASS-07")
  void storageIsCountedByTheHourInTheClassThatItIsIn() {
    bucket.put("standard");
    bucket.put("seldom", AgingBucket.LARGE, "STANDARD_IA");
    bucket.put("small", 1000, "ONEZONE_IA");
    bucket.days(10);
    assertThat(costs())
        .containsEntry("TimedStorage-ByteHrs", 240 * LARGE)
        .containsEntry("TimedStorage-SIA-ByteHrs", 240 * LARGE)
        .containsEntry("TimedStorage-ZIA-SmObjects", 240 * LARGE)
        .containsEntry("DataTransfer-In-Bytes", 2 * LARGE + 1000)
        .containsEntry("Requests-SIA-Tier1", 1L);
    bucket.delete("standard");
    cloud.restart();
    bucket.days(10);
    assertThat(costs())
        .containsEntry("TimedStorage-ByteHrs", 240 * LARGE)
        .containsEntry("TimedStorage-SIA-ByteHrs", 480 * LARGE);
  }

  @Test
  @Behaviour("S3-CLASS-07")
  void whatDoesNotStayForTheMinimumIsChargedForTheRest() {
    for (String each : new String[] {"STANDARD_IA", "ONEZONE_IA", "GLACIER_IR", "GLACIER"}) {
      bucket.put(each, AgingBucket.LARGE, each);
    }
    bucket.put("DEEP_ARCHIVE", AgingBucket.LARGE, "DEEP_ARCHIVE");
    bucket.put("STANDARD");
    bucket.days(10);
    bucket.keys().forEach(bucket::delete);
    Map<String, Long> costs = costs();
    assertThat(costs)
        .containsEntry("EarlyDelete-SIA", 20 * 24 * LARGE)
        .containsEntry("EarlyDelete-ZIA", 20 * 24 * LARGE)
        .containsEntry("EarlyDelete-GIR", 80 * 24 * LARGE)
        .containsEntry("EarlyDelete-ByteHrs", 80 * 24 * LARGE)
        .containsEntry("EarlyDelete-GDA", 170 * 24 * LARGE);
    bucket.put("late", AgingBucket.LARGE, "STANDARD_IA");
    bucket.days(30);
    bucket.delete("late");
    assertThat(costs()).containsEntry("EarlyDelete-SIA", 20 * 24 * LARGE);
  }

  @Test
  @Behaviour("S3-CLASS-07")
  void restoredCopiesAreStoredBesideTheArchive() {
    bucket.put("GLACIER", AgingBucket.LARGE, "GLACIER");
    restore(2);
    bucket.hours(5);
    assertThat(costs())
        .containsEntry("TimedStorage-GlacierByteHrs", 5 * LARGE)
        .doesNotContainKey("TimedStorage-ByteHrs")
        .doesNotContainKey("EarlyDelete-ByteHrs");
    bucket.hours(10);
    assertThat(costs()).containsEntry("TimedStorage-ByteHrs", 10 * LARGE);
    restore(3);
    bucket.days(10);
    assertThat(bucket.head("GLACIER").restore()).isNull();
    assertThat(costs())
        .as("until the third midnight after the second restore")
        .containsEntry("TimedStorage-ByteHrs", (4 * 24 - 5) * LARGE)
        .containsEntry("TimedStorage-GlacierByteHrs", (10 * 24 + 15) * LARGE);
    restore(5);
    bucket.hours(6);
    bucket.delete("GLACIER");
    bucket.days(10);
    assertThat(costs())
        .as("a copy goes with its original")
        .containsEntry("TimedStorage-ByteHrs", (4 * 24 - 5 + 1) * LARGE);
  }

  private void restore(int days) {
    s3.restoreObject(
        it -> it.bucket(bucket.name()).key("GLACIER").restoreRequest(r -> r.days(days)));
  }

  @Test
  @Behaviour("S3-CLASS-07")
  void readsOfClassesForWhatIsReadSeldomAreCharged() {
    for (String each : new String[] {"STANDARD_IA", "ONEZONE_IA", "GLACIER_IR", "STANDARD"}) {
      bucket.put(each, AgingBucket.LARGE, each);
      get(s3, each, null);
    }
    bucket.put("GLACIER", AgingBucket.LARGE, "GLACIER");
    s3.restoreObject(
        it ->
            it.bucket(bucket.name())
                .key("GLACIER")
                .restoreRequest(r -> r.days(1).glacierJobParameters(g -> g.tier(Tier.BULK))));
    assertThat(costs())
        .containsEntry("Retrieval-SIA", LARGE)
        .containsEntry("Retrieval-ZIA", LARGE)
        .containsEntry("Retrieval-GIR", LARGE)
        .containsEntry("Bulk-Retrieval-Bytes", LARGE)
        .containsEntry("Requests-Tier5", 1L)
        .containsEntry("Requests-SIA-Tier2", 1L)
        .containsEntry("DataTransfer-Out-Bytes", 4 * LARGE);
  }

  @Test
  @Behaviour("S3-LIFE-01")
  void movesByRulesChangeWhatStorageCosts() {
    bucket.rules(rule("cool", it -> it.transitions(to(30, "STANDARD_IA"))));
    bucket.put("a");
    bucket.days(40);
    assertThat(costs())
        .containsEntry("TimedStorage-ByteHrs", 30 * 24 * LARGE)
        .containsEntry("TimedStorage-SIA-ByteHrs", 10 * 24 * LARGE)
        .containsEntry("Requests-Tier4", 1L);
  }

  @Test
  @Behaviour("S3-INTTIER-01")
  void whatNobodyReadsComesIntoCheaperTiersAndAReadBringsItBack() {
    bucket.put("a", AgingBucket.LARGE, "INTELLIGENT_TIERING");
    bucket.put("small", 1000, "INTELLIGENT_TIERING");
    bucket.days(100);
    assertThat(costs())
        .containsEntry("TimedStorage-INT-FA-ByteHrs", 24 * (30 * LARGE + 100 * 1000))
        .containsEntry("TimedStorage-INT-IA-ByteHrs", 24 * 60 * LARGE)
        .containsEntry("TimedStorage-INT-AIA-ByteHrs", 24 * 10 * LARGE)
        .containsEntry("Monitoring-Automation-INT", 24L * 100);
    get(s3, "a", null);
    bucket.days(20);
    assertThat(costs())
        .containsEntry("TimedStorage-INT-FA-ByteHrs", 24 * (50 * LARGE + 120 * 1000))
        .containsEntry("TimedStorage-INT-IA-ByteHrs", 24 * 60 * LARGE)
        .containsEntry("TimedStorage-INT-AIA-ByteHrs", 24 * 10 * LARGE)
        .doesNotContainKey("Retrieval-INT");
  }

  @Test
  @Behaviour("S3-REQPAY-02")
  void requestersPayForRequestsAndDownloadsAndOwnersForStorage() {
    bucket.put("a");
    String other = cloud.newAccountId();
    S3Client stranger =
        S3Client.builder()
            .endpointOverride(cloud.endpoint())
            .region(cloud.region())
            .credentialsProvider(cloud.credentialsOf(other))
            .forcePathStyle(true)
            .build();
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket.name())
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                      "Principal": {"AWS": "arn:aws:iam::%s:root"}, "Action": "s3:GetObject",
                      "Resource": "arn:aws:s3:::%s/*"}}
                    """
                        .formatted(other, bucket.name())));
    get(stranger, "a", null);
    assertThat(costs()).containsEntry("DataTransfer-Out-Bytes", LARGE);
    assertThat(costs(other)).isEmpty();

    s3.putBucketRequestPayment(
        it -> it.bucket(bucket.name()).requestPaymentConfiguration(r -> r.payer("Requester")));
    get(stranger, "a", "requester");
    get(s3, "a", null);
    bucket.days(1);
    assertThat(costs())
        .containsEntry("DataTransfer-Out-Bytes", 2 * LARGE)
        .containsEntry("TimedStorage-ByteHrs", 24 * LARGE);
    assertThat(costs(other))
        .containsEntry("DataTransfer-Out-Bytes", LARGE)
        .containsEntry("Requests-Tier2", 1L)
        .doesNotContainKey("TimedStorage-ByteHrs");
    stranger.close();
  }
}

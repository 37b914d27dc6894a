package dev.cloudjar.s3;

import static dev.cloudjar.s3.AgingBucket.rule;
import static dev.cloudjar.s3.AgingBucket.to;
import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.IntelligentTieringAccessTier;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.Tier;
import software.amazon.awssdk.services.s3.model.Tiering;

/** Moves the clock, so the cloud is its own. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class TieringTest {
  private static final String TIERING = "INTELLIGENT_TIERING";

  private final S3Client s3;
  private final TestCloud cloud;
  private AgingBucket bucket;

  TieringTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
  }

  @BeforeEach
  void createBucket() {
    bucket = AgingBucket.create(s3, cloud);
  }

  private static Tiering after(int days, IntelligentTieringAccessTier tier) {
    return Tiering.builder().days(days).accessTier(tier).build();
  }

  private void configure(String id, String prefix, Tiering... tierings) {
    s3.putBucketIntelligentTieringConfiguration(
        it ->
            it.bucket(bucket.name())
                .id(id)
                .intelligentTieringConfiguration(
                    IntelligentTieringConfiguration.builder()
                        .id(id)
                        .status("Enabled")
                        .filter(f -> f.prefix(prefix))
                        .tierings(tierings)
                        .build()));
  }

  private byte[] get(String key) {
    return s3.getObjectAsBytes(it -> it.bucket(bucket.name()).key(key)).asByteArray();
  }

  private void restore(String key, Tier tier) {
    s3.restoreObject(
        it ->
            it.bucket(bucket.name())
                .key(key)
                .restoreRequest(r -> r.glacierJobParameters(g -> g.tier(tier))));
  }

  @Test
  @Behaviour("S3-INTTIER-02")
  void whatNobodyReadsIsArchivedAndThenArchivedDeeply() {
    configure(
        "all",
        "",
        after(90, IntelligentTieringAccessTier.ARCHIVE_ACCESS),
        after(180, IntelligentTieringAccessTier.DEEP_ARCHIVE_ACCESS));
    bucket.put("a", AgingBucket.LARGE, TIERING);
    bucket.put("read", AgingBucket.LARGE, TIERING);
    bucket.put("small", AgingBucket.LARGE - 1, TIERING);
    bucket.put("standard");
    bucket.days(60);
    assertThat(get("read")).hasSize(AgingBucket.LARGE);
    assertThat(bucket.head("a").storageClassAsString()).isEqualTo(TIERING);
    bucket.days(29);
    assertThat(bucket.head("a").archiveStatus()).isNull();
    bucket.days(1);
    assertThat(bucket.head("a").archiveStatusAsString()).isEqualTo("ARCHIVE_ACCESS");
    assertThat(bucket.head("a").storageClassAsString()).isEqualTo(TIERING);
    assertRefused(() -> get("a"), 403, "InvalidObjectState")
        .isInstanceOfSatisfying(
            InvalidObjectStateException.class,
            e -> {
              assertThat(e.storageClassAsString()).isEqualTo(TIERING);
              assertThat(e.accessTierAsString()).isEqualTo("ARCHIVE_ACCESS");
            });
    for (String key : new String[] {"read", "small", "standard"}) {
      assertThat(bucket.head(key).archiveStatus()).isNull();
      assertThat(get(key)).isNotEmpty();
    }
    cloud.restart();
    bucket.days(90);
    assertThat(bucket.head("a").archiveStatusAsString()).isEqualTo("DEEP_ARCHIVE_ACCESS");
    assertThat(bucket.head("read").archiveStatusAsString()).isEqualTo("ARCHIVE_ACCESS");
  }

  @Test
  @Behaviour("S3-INTTIER-02")
  void whatIsRestoredComesBackForGoodAndIsArchivedAgain() {
    configure("all", "", after(90, IntelligentTieringAccessTier.ARCHIVE_ACCESS));
    bucket.put("a", AgingBucket.LARGE, TIERING);
    bucket.days(90);
    assertRefused(
        () ->
            s3.restoreObject(
                it -> it.bucket(bucket.name()).key("a").restoreRequest(r -> r.days(1))),
        400,
        "InvalidRequest");
    restore("a", Tier.STANDARD);
    assertThat(bucket.head("a").restore()).isEqualTo("ongoing-request=\"true\"");
    assertRefused(() -> restore("a", Tier.STANDARD), 409, "RestoreAlreadyInProgress");
    bucket.hours(5);
    assertThat(bucket.head("a").restore()).isNull();
    assertThat(bucket.head("a").archiveStatus()).isNull();
    bucket.days(60);
    assertThat(bucket.head("a").archiveStatus()).isNull();
    assertRefused(() -> restore("a", Tier.STANDARD), 403, "InvalidObjectState");
    bucket.days(31);
    assertThat(bucket.head("a").archiveStatusAsString()).isEqualTo("ARCHIVE_ACCESS");
    restore("a", Tier.EXPEDITED);
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(get("a")).hasSize(AgingBucket.LARGE);
  }

  @Test
  @Behaviour("S3-INTTIER-02")
  void theDeepArchiveIsNotExpedited() {
    configure("all", "", after(180, IntelligentTieringAccessTier.DEEP_ARCHIVE_ACCESS));
    bucket.put("a", AgingBucket.LARGE, TIERING);
    bucket.days(180);
    assertRefused(() -> restore("a", Tier.EXPEDITED), 403, "InvalidTier");
    restore("a", Tier.STANDARD);
    bucket.hours(12);
    assertThat(get("a")).hasSize(AgingBucket.LARGE);
  }

  @Test
  @Behaviour("S3-INTTIER-02")
  void onlyWhatAConfigurationIsAboutIsArchivedAndStaysSoWithoutIt() {
    configure("logs", "logs/", after(90, IntelligentTieringAccessTier.ARCHIVE_ACCESS));
    bucket.rules(rule("tier", it -> it.filter(f -> f.prefix("logs/")).transitions(to(0, TIERING))));
    bucket.hours(1);
    bucket.put("logs/1");
    bucket.put("other", AgingBucket.LARGE, TIERING);
    bucket.hours(23);
    assertThat(bucket.storageClass("logs/1")).isEqualTo(TIERING);
    bucket.days(90);
    assertThat(bucket.head("logs/1").archiveStatusAsString()).isEqualTo("ARCHIVE_ACCESS");
    assertThat(bucket.head("other").archiveStatus()).isNull();
    s3.deleteBucketIntelligentTieringConfiguration(it -> it.bucket(bucket.name()).id("logs"));
    bucket.days(100);
    assertThat(bucket.head("logs/1").archiveStatusAsString()).isEqualTo("ARCHIVE_ACCESS");
  }

  @Test
  @Behaviour("S3-INTTIER-02")
  void daysMustBeWithinAwssBounds() {
    for (int days : new int[] {89, 731}) {
      assertRefused(
          () -> configure("a", "", after(days, IntelligentTieringAccessTier.ARCHIVE_ACCESS)),
          400,
          "InvalidArgument");
    }
    assertRefused(
        () -> configure("a", "", after(179, IntelligentTieringAccessTier.DEEP_ARCHIVE_ACCESS)),
        400,
        "InvalidArgument");
    assertRefused(() -> configure("a", ""), 400, "MalformedXML");
    assertThat(
            s3.listBucketIntelligentTieringConfigurations(it -> it.bucket(bucket.name()))
                .intelligentTieringConfigurationList())
        .isEmpty();
  }
}

package dev.cloudjar.s3;

import static dev.cloudjar.s3.AgingBucket.noncurrentTo;
import static dev.cloudjar.s3.AgingBucket.rule;
import static dev.cloudjar.s3.AgingBucket.to;
import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;

/** Moves the clock, so the cloud is its own. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class LifecycleTest {
  private final S3Client s3;
  private final TestCloud cloud;
  private AgingBucket bucket;

  LifecycleTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
  }

  @BeforeEach
  void createBucket() {
    bucket = AgingBucket.create(s3, cloud);
  }

  @Test
  @Behaviour("S3-LIFE-01")
  void objectsMoveToColderClassesAsTheyAge() {
    bucket.rules(rule("cool", it -> it.transitions(to(60, "STANDARD_IA"), to(180, "GLACIER"))));
    bucket.hours(10);
    bucket.put("large");
    bucket.put("small", 1000, "STANDARD");
    Instant written = bucket.head("large").lastModified();

    bucket.days(60);
    assertThat(bucket.storageClass("large")).isEqualTo("STANDARD");
    bucket.hours(14);
    assertThat(bucket.storageClass("large")).isEqualTo("STANDARD_IA");
    assertThat(bucket.head("large").storageClassAsString()).isEqualTo("STANDARD_IA");
    cloud.restart();
    bucket.days(119);
    assertThat(bucket.storageClass("large")).isEqualTo("STANDARD_IA");
    bucket.days(1);
    assertThat(bucket.storageClass("large")).isEqualTo("GLACIER");
    assertRefused(
        () -> s3.getObjectAsBytes(it -> it.bucket(bucket.name()).key("large")),
        403,
        "InvalidObjectState");
    assertThat(bucket.head("large").lastModified()).isEqualTo(written);
    assertThat(bucket.storageClass("small")).isEqualTo("STANDARD");
  }

  @Test
  @Behaviour({"S3-LIFE-01", "S3-LIFE-05"})
  void smallObjectsMoveWhereARuleOrTheBucketSaysSo() {
    s3.putBucketLifecycleConfiguration(
        it ->
            it.bucket(bucket.name())
                .transitionDefaultMinimumObjectSize("varies_by_storage_class")
                .lifecycleConfiguration(
                    l ->
                        l.rules(
                            rule(
                                "archive",
                                r -> r.filter(f -> f.prefix("a")).transitions(to(1, "GLACIER"))),
                            rule(
                                "tier",
                                r ->
                                    r.filter(f -> f.prefix("b"))
                                        .transitions(to(1, "INTELLIGENT_TIERING"))),
                            rule(
                                "sized",
                                r ->
                                    r.filter(
                                            f ->
                                                f.and(a -> a.prefix("c").objectSizeGreaterThan(1L)))
                                        .transitions(to(1, "GLACIER_IR"))))));
    assertThat(
            s3.getBucketLifecycleConfiguration(it -> it.bucket(bucket.name()))
                .transitionDefaultMinimumObjectSizeAsString())
        .isEqualTo("varies_by_storage_class");
    for (String key : new String[] {"a", "b", "c"}) {
      bucket.put(key, 1000, "STANDARD");
    }
    bucket.days(1);
    assertThat(bucket.storageClass("a")).isEqualTo("GLACIER");
    assertThat(bucket.storageClass("b")).isEqualTo("STANDARD");
    assertThat(bucket.storageClass("c")).isEqualTo("GLACIER_IR");
  }

  @Test
  @Behaviour("S3-LIFE-02")
  void logsEndAfterAYearAndSayWhen() {
    bucket.rules(
        rule("end of logs", it -> it.filter(f -> f.prefix("logs/")).expiration(e -> e.days(365))));
    bucket.hours(1);
    String told =
        s3.putObject(it -> it.bucket(bucket.name()).key("logs/1"), RequestBody.fromString("text"))
            .expiration();
    bucket.put("other");
    Instant end = bucket.now().plus(Duration.ofDays(365)).plus(Duration.ofHours(23));
    assertThat(told)
        .isEqualTo("expiry-date=\"" + HttpDate.format(end) + "\", rule-id=\"end%20of%20logs\"");
    assertThat(bucket.head("logs/1").expiration()).isEqualTo(told);
    assertThat(s3.getObject(it -> it.bucket(bucket.name()).key("logs/1")).response().expiration())
        .isEqualTo(told);
    assertThat(bucket.head("other").expiration()).isNull();

    bucket.days(365);
    assertThat(bucket.keys()).containsExactly("logs/1", "other");
    bucket.hours(23);
    assertThat(bucket.keys()).containsExactly("other");
  }

  @Test
  @Behaviour("S3-LIFE-02")
  void rulesByDateActOnThatDayAndOnAllLaterOnes() {
    Instant date = bucket.now().plus(Duration.ofDays(10));
    bucket.rules(
        rule("end", it -> it.filter(f -> f.prefix("a")).expiration(e -> e.date(date))),
        rule(
            "move",
            it ->
                it.filter(f -> f.prefix("b"))
                    .transitions(Transition.builder().date(date).storageClass("GLACIER").build())));
    bucket.put("a1");
    bucket.put("b1");
    bucket.days(9);
    assertThat(bucket.keys()).containsExactly("a1", "b1");
    bucket.days(1);
    assertThat(bucket.keys()).containsExactly("b1");
    assertThat(bucket.storageClass("b1")).isEqualTo("GLACIER");
    bucket.hours(1);
    bucket.put("a2");
    bucket.hours(22);
    assertThat(bucket.keys()).containsExactly("a2", "b1");
    bucket.hours(1);
    assertThat(bucket.keys()).containsExactly("b1");
  }

  @Test
  @Behaviour("S3-LIFE-03")
  void oldVersionsMoveAndEndCountedFromWhenTheyWereReplaced() {
    bucket.version(BucketVersioningStatus.ENABLED);
    bucket.rules(
        rule(
            "old",
            it ->
                it.noncurrentVersionTransitions(
                        noncurrentTo(30, "STANDARD_IA"), noncurrentTo(60, "GLACIER"))
                    .noncurrentVersionExpiration(e -> e.noncurrentDays(90))));
    bucket.put("a");
    bucket.days(100);
    assertThat(bucket.storageClass("a")).isEqualTo("STANDARD");
    bucket.put("a");
    bucket.days(29);
    assertThat(classes()).containsExactly("STANDARD", "STANDARD");
    bucket.days(1);
    assertThat(classes()).containsExactly("STANDARD", "STANDARD_IA");
    bucket.days(30);
    assertThat(classes()).containsExactly("STANDARD", "GLACIER");
    bucket.days(30);
    assertThat(classes()).containsExactly("STANDARD");
  }

  private List<String> classes() {
    return bucket.versions().stream().map(ObjectVersion::storageClassAsString).toList();
  }

  @Test
  @Behaviour("S3-LIFE-03")
  void someOldVersionsAreKeptInAnyCase() {
    bucket.version(BucketVersioningStatus.ENABLED);
    bucket.rules(
        rule(
            "all but two",
            it ->
                it.noncurrentVersionExpiration(
                    e -> e.noncurrentDays(5).newerNoncurrentVersions(2))));
    for (int i = 0; i < 5; i++) {
      bucket.put("a");
    }
    bucket.days(4);
    assertThat(bucket.versions()).hasSize(5);
    bucket.days(1);
    assertThat(bucket.versions()).hasSize(3);
    bucket.days(100);
    assertThat(bucket.versions()).hasSize(3);
    bucket.put("a");
    bucket.days(2);
    assertThat(bucket.versions()).hasSize(3);
  }

  @Test
  @Behaviour("S3-LIFE-03")
  void markersWithNothingBehindThemEnd() {
    bucket.version(BucketVersioningStatus.ENABLED);
    bucket.rules(
        rule(
            "tidy",
            it ->
                it.expiration(e -> e.expiredObjectDeleteMarker(true))
                    .noncurrentVersionExpiration(e -> e.noncurrentDays(3))));
    bucket.put("a");
    bucket.delete("a");
    bucket.delete("never-was");
    bucket.days(1);
    assertThat(bucket.markers()).isEqualTo(1);
    bucket.days(2);
    assertThat(bucket.versions()).isEmpty();
    bucket.days(1);
    assertThat(bucket.markers()).isZero();

    bucket.put("b");
    bucket.delete("b");
    String version = bucket.versions().getFirst().versionId();
    s3.deleteObject(it -> it.bucket(bucket.name()).key("b").versionId(version));
    bucket.days(1);
    assertThat(bucket.markers()).isZero();
  }

  @Test
  @Behaviour("S3-LIFE-02")
  void whatEndsWithVersioningLeavesAMarker() {
    bucket.version(BucketVersioningStatus.ENABLED);
    bucket.rules(rule("end", it -> it.expiration(e -> e.days(1))));
    bucket.put("a");
    bucket.days(1);
    assertThat(bucket.keys()).isEmpty();
    assertThat(bucket.versions()).hasSize(1);
    assertThat(bucket.markers()).isEqualTo(1);
    bucket.days(10);
    assertThat(bucket.markers()).isEqualTo(1);

    bucket.version(BucketVersioningStatus.SUSPENDED);
    bucket.put("b");
    bucket.days(1);
    assertThat(bucket.keys()).isEmpty();
    assertThat(bucket.versions()).hasSize(1);
  }

  @Test
  @Behaviour("S3-LIFE-04")
  void uploadsThatNobodyCompletesEnd() {
    bucket.rules(
        rule(
            "abort",
            it ->
                it.filter(f -> f.prefix("up/"))
                    .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(7))));
    bucket.hours(12);
    var begun = s3.createMultipartUpload(it -> it.bucket(bucket.name()).key("up/1"));
    assertThat(begun.abortRuleId()).isEqualTo("abort");
    assertThat(begun.abortDate()).isEqualTo(bucket.now().plus(Duration.ofHours(7 * 24 + 12)));
    String other = s3.createMultipartUpload(it -> it.bucket(bucket.name()).key("other")).uploadId();
    s3.uploadPart(
        it -> it.bucket(bucket.name()).key("up/1").uploadId(begun.uploadId()).partNumber(1),
        RequestBody.fromString("text"));
    assertThat(
            s3.listParts(it -> it.bucket(bucket.name()).key("up/1").uploadId(begun.uploadId()))
                .abortDate())
        .isEqualTo(begun.abortDate());
    bucket.days(7);
    assertThat(s3.listMultipartUploads(it -> it.bucket(bucket.name())).uploads()).hasSize(2);
    bucket.hours(12);
    assertThat(s3.listMultipartUploads(it -> it.bucket(bucket.name())).uploads())
        .singleElement()
        .satisfies(it -> assertThat(it.uploadId()).isEqualTo(other));
    assertRefused(
        () -> s3.listParts(it -> it.bucket(bucket.name()).key("up/1").uploadId(begun.uploadId())),
        404,
        "NoSuchUpload");
  }

  @Test
  @Behaviour("S3-LIFE-05")
  void rulesTouchWhatTheyAreAbout() {
    bucket.rules(
        rule("prefix", it -> it.filter(f -> f.prefix("mp3/")).expiration(e -> e.days(1))),
        rule(
            "tag",
            it ->
                it.filter(f -> f.tag(t -> t.key("Department").value("Finance")))
                    .expiration(e -> e.days(1))),
        rule("size", it -> it.filter(f -> f.objectSizeLessThan(10L)).expiration(e -> e.days(1))),
        rule(
            "all",
            it ->
                it.filter(
                        f ->
                            f.and(
                                a ->
                                    a.prefix("x/")
                                        .tags(tag("a", "1"), tag("b", "2"))
                                        .objectSizeGreaterThan(1000L)))
                    .expiration(e -> e.days(1))),
        rule(
            "off",
            it ->
                it.status(ExpirationStatus.DISABLED)
                    .filter(f -> f.prefix("off"))
                    .expiration(e -> e.days(1))));
    bucket.put("mp3/song");
    bucket.put("mp4/song");
    bucket.put("finance", "Department=Finance&x=y");
    bucket.put("research", "Department=Research");
    bucket.put("tiny", 9, "STANDARD");
    bucket.put("ten", 10, "STANDARD");
    bucket.put("x/both", "a=1&b=2&c=3");
    bucket.put("x/one", "a=1");
    bucket.put("off");
    bucket.days(2);
    assertThat(bucket.keys()).containsExactly("mp4/song", "off", "research", "ten", "x/one");
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Test
  @Behaviour("S3-LIFE-05")
  void whatIsTaggedLaterIsMetAtTheNextMidnight() {
    bucket.rules(
        rule(
            "tag",
            it ->
                it.filter(f -> f.tag(t -> t.key("old").value("yes"))).expiration(e -> e.days(30))));
    bucket.put("a");
    bucket.put("b");
    bucket.days(40);
    bucket.hours(1);
    s3.putObjectTagging(
        it -> it.bucket(bucket.name()).key("a").tagging(t -> t.tagSet(tag("old", "yes"))));
    bucket.hours(22);
    assertThat(bucket.keys()).containsExactly("a", "b");
    bucket.hours(1);
    assertThat(bucket.keys()).containsExactly("b");
  }

  @Test
  @Behaviour({"S3-LIFE-01", "S3-LIFE-02"})
  void whereRulesDisagreeTheCheaperOneActs() {
    bucket.rules(
        rule("long", it -> it.filter(f -> f.prefix("a")).expiration(e -> e.days(20))),
        rule("short", it -> it.filter(f -> f.prefix("a/")).expiration(e -> e.days(10))),
        rule("end", it -> it.filter(f -> f.prefix("b")).expiration(e -> e.days(40))),
        rule("move", it -> it.filter(f -> f.prefix("b/")).transitions(to(40, "GLACIER"))),
        rule("cool", it -> it.filter(f -> f.prefix("c")).transitions(to(30, "STANDARD_IA"))),
        rule("cold", it -> it.filter(f -> f.prefix("c/")).transitions(to(30, "GLACIER"))),
        rule(
            "tier",
            it -> it.filter(f -> f.prefix("c/t")).transitions(to(30, "INTELLIGENT_TIERING"))));
    bucket.put("a/1");
    bucket.put("b/1");
    bucket.put("c/1");
    bucket.put("cc");
    assertThat(bucket.head("a/1").expiration()).contains("rule-id=\"short\"");
    bucket.days(10);
    assertThat(bucket.keys()).containsExactly("b/1", "c/1", "cc");
    bucket.days(20);
    assertThat(bucket.storageClass("c/1")).isEqualTo("GLACIER");
    assertThat(bucket.storageClass("cc")).isEqualTo("STANDARD_IA");
    bucket.days(10);
    assertThat(bucket.keys()).containsExactly("c/1", "cc");
  }

  @Test
  @Behaviour("S3-LIFE-01")
  void objectsMoveDownTheWaterfallOnly() {
    bucket.rules(
        rule("cool", it -> it.transitions(to(30, "STANDARD_IA"), to(90, "INTELLIGENT_TIERING"))));
    bucket.put("a", AgingBucket.LARGE, "GLACIER");
    bucket.put("b", AgingBucket.LARGE, "ONEZONE_IA");
    bucket.put("c", AgingBucket.LARGE, "STANDARD_IA");
    bucket.days(100);
    assertThat(bucket.storageClass("a")).isEqualTo("GLACIER");
    assertThat(bucket.storageClass("b")).isEqualTo("ONEZONE_IA");
    assertThat(bucket.storageClass("c")).isEqualTo("INTELLIGENT_TIERING");
  }

  @Test
  @Behaviour("S3-LIFE-03")
  void lockedVersionsStayUntilTheyMayGo() {
    String locked = cloud.unique("locked");
    s3.createBucket(it -> it.bucket(locked).objectLockEnabledForBucket(true));
    AgingBucket guarded = new AgingBucket(s3, cloud, locked);
    guarded.rules(
        rule(
            "end",
            it ->
                it.expiration(e -> e.days(1))
                    .noncurrentVersionExpiration(e -> e.noncurrentDays(1))));
    guarded.put("free");
    s3.putObject(
        it ->
            it.bucket(locked)
                .key("kept")
                .objectLockMode("COMPLIANCE")
                .objectLockRetainUntilDate(guarded.now().plus(Duration.ofDays(10))),
        RequestBody.fromString("text"));
    s3.putObject(
        it -> it.bucket(locked).key("held").objectLockLegalHoldStatus("ON"),
        RequestBody.fromString("text"));
    String held = guarded.head("held").versionId();
    guarded.days(3);
    assertThat(guarded.keys()).isEmpty();
    assertThat(guarded.versions()).extracting(ObjectVersion::key).containsExactly("held", "kept");
    guarded.days(7);
    assertThat(guarded.versions()).extracting(ObjectVersion::key).containsExactly("held");
    s3.putObjectLegalHold(
        it -> it.bucket(locked).key("held").versionId(held).legalHold(h -> h.status("OFF")));
    guarded.days(1);
    assertThat(guarded.versions()).isEmpty();
  }

  @Test
  @Behaviour("S3-LIFE-02")
  void rulesThatAreChangedOrTakenAwayNoLongerAct() {
    bucket.rules(rule("end", it -> it.expiration(e -> e.days(5))));
    bucket.put("a");
    bucket.days(4);
    bucket.rules(rule("end", it -> it.expiration(e -> e.days(50))));
    bucket.days(10);
    assertThat(bucket.keys()).containsExactly("a");
    s3.deleteBucketLifecycle(it -> it.bucket(bucket.name()));
    bucket.days(100);
    assertThat(bucket.keys()).containsExactly("a");
    assertThat(bucket.head("a").expiration()).isNull();
    bucket.rules(rule("end", it -> it.expiration(e -> e.days(50))));
    bucket.days(1);
    assertThat(bucket.keys()).isEmpty();
    s3.deleteBucket(it -> it.bucket(bucket.name()));
    bucket.days(10);
  }

  @Test
  @Behaviour("S3-LIFE-02")
  void objectsWrittenAnewBeginAnew() {
    bucket.rules(rule("end", it -> it.expiration(e -> e.days(30))));
    bucket.put("a");
    bucket.put("b");
    bucket.days(20);
    bucket.put("a");
    bucket.days(10);
    assertThat(bucket.keys()).containsExactly("a");
    cloud.restart();
    bucket.days(20);
    assertThat(bucket.keys()).isEmpty();
  }

  @Test
  @Behaviour("SC-S3-LIFE-1")
  void aPhotoIsArchivedAndItsThumbnailEnds() {
    bucket.rules(
        rule("source", it -> it.filter(f -> f.prefix("photos/")).transitions(to(45, "GLACIER"))),
        rule(
            "thumbnail",
            it -> it.filter(f -> f.prefix("thumbnails/")).expiration(e -> e.days(45))));
    bucket.put("photos/1.jpg");
    bucket.put("thumbnails/1.jpg", AgingBucket.LARGE, "ONEZONE_IA");
    bucket.days(44);
    for (String key : new String[] {"photos/1.jpg", "thumbnails/1.jpg"}) {
      assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket.name()).key(key)).asByteArray())
          .hasSize(AgingBucket.LARGE);
    }
    bucket.days(1);
    assertThat(bucket.keys()).containsExactly("photos/1.jpg");
    assertThat(bucket.storageClass("photos/1.jpg")).isEqualTo("GLACIER");
    s3.restoreObject(
        it -> it.bucket(bucket.name()).key("photos/1.jpg").restoreRequest(r -> r.days(2)));
    bucket.hours(6);
    assertThat(
            s3.getObjectAsBytes(it -> it.bucket(bucket.name()).key("photos/1.jpg")).asByteArray())
        .hasSize(AgingBucket.LARGE);
  }

  @Test
  @Behaviour("SC-S3-LIFE-2")
  void whatWasDeletedIsRecoveredUntilItsVersionsEnd() {
    bucket.version(BucketVersioningStatus.ENABLED);
    bucket.rules(
        rule(
            "old",
            it ->
                it.noncurrentVersionTransitions(
                        noncurrentTo(30, "STANDARD_IA"), noncurrentTo(100, "DEEP_ARCHIVE"))
                    .noncurrentVersionExpiration(e -> e.noncurrentDays(365))));
    bucket.put("a");
    bucket.delete("a");
    bucket.days(10);
    String marker =
        s3.listObjectVersions(it -> it.bucket(bucket.name()))
            .deleteMarkers()
            .getFirst()
            .versionId();
    s3.deleteObject(it -> it.bucket(bucket.name()).key("a").versionId(marker));
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket.name()).key("a")).asByteArray())
        .hasSize(AgingBucket.LARGE);

    bucket.delete("a");
    String version = bucket.versions().getFirst().versionId();
    bucket.days(15);
    assertThat(classes()).containsExactly("STANDARD");
    bucket.days(185);
    assertThat(classes()).containsExactly("DEEP_ARCHIVE");
    s3.restoreObject(
        it ->
            it.bucket(bucket.name())
                .key("a")
                .versionId(version)
                .restoreRequest(r -> r.days(1).glacierJobParameters(g -> g.tier("Bulk"))));
    bucket.hours(48);
    assertThat(
            s3.getObjectAsBytes(it -> it.bucket(bucket.name()).key("a").versionId(version))
                .asByteArray())
        .hasSize(AgingBucket.LARGE);
    bucket.days(164);
    assertThat(bucket.versions()).isEmpty();
    assertRefused(
        () -> s3.getObjectAsBytes(it -> it.bucket(bucket.name()).key("a").versionId(version)),
        404,
        "NoSuchVersion");
  }
}

package dev.cloudjar.s3;

import static dev.cloudjar.s3.AgingBucket.noncurrentTo;
import static dev.cloudjar.s3.AgingBucket.rule;
import static dev.cloudjar.s3.AgingBucket.to;
import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Instant;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;

@CloudjarTest(rooms = S3Room.class)
class LifecycleConfigurationTest {
  private static final Instant MIDNIGHT = Instant.parse("2030-01-01T00:00:00Z");

  private final S3Client s3;
  private final String bucket;

  LifecycleConfigurationTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.bucket = cloud.unique("rules");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private void put(LifecycleRule... rules) {
    s3.putBucketLifecycleConfiguration(
        it -> it.bucket(bucket).lifecycleConfiguration(l -> l.rules(rules)));
  }

  @SuppressWarnings("deprecation") // the form that old clients still send
  private static LifecycleRule old(String id, String prefix, Consumer<LifecycleRule.Builder> more) {
    return LifecycleRule.builder()
        .id(id)
        .status("Enabled")
        .prefix(prefix)
        .applyMutation(more)
        .build();
  }

  private static Transition on(Instant date, String storageClass) {
    return Transition.builder().date(date).storageClass(storageClass).build();
  }

  private static Arguments refused(
      String code, String words, Consumer<LifecycleRule.Builder> rule) {
    return Arguments.of(code, words, rule);
  }

  static Stream<Arguments> rules() {
    Tag tag = Tag.builder().key("archive").value("true").build();
    return Stream.of(
        refused("InvalidRequest", "At least one action needs to be specified in a rule", it -> {}),
        refused("MalformedXML", "", it -> it.status("On").expiration(e -> e.days(1))),
        refused("MalformedXML", "", it -> it.expiration(e -> {})),
        refused(
            "MalformedXML",
            "",
            it -> it.filter(f -> f.prefix("a").objectSizeLessThan(5L)).expiration(e -> e.days(1))),
        refused("MalformedXML", "", it -> it.expiration(e -> e.days(1).date(MIDNIGHT))),
        refused(
            "InvalidArgument",
            "'Days' for Expiration action must be a positive integer",
            it -> it.expiration(e -> e.days(0))),
        refused(
            "InvalidArgument",
            "'Date' must be at midnight GMT",
            it -> it.expiration(e -> e.date(MIDNIGHT.plusSeconds(1)))),
        refused(
            "InvalidArgument",
            "'Days' in Transition action must be greater than or equal to 30 for storageClass"
                + " 'STANDARD_IA'",
            it -> it.transitions(to(29, "STANDARD_IA"))),
        refused(
            "InvalidArgument",
            "greater than or equal to 30 for storageClass 'ONEZONE_IA'",
            it -> it.transitions(to(0, "ONEZONE_IA"))),
        refused(
            "InvalidArgument",
            "'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal"
                + " to 30",
            it -> it.noncurrentVersionTransitions(noncurrentTo(29, "STANDARD_IA"))),
        refused(
            "InvalidArgument",
            "'Days' in Transition action must be nonnegative",
            it -> it.transitions(to(-1, "GLACIER"))),
        refused("MalformedXML", "", it -> it.transitions(to(1, "STANDARD"))),
        refused("MalformedXML", "", it -> it.transitions(to(1, "EXPRESS_ONEZONE"))),
        refused(
            "InvalidRequest",
            "'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter"
                + " '(prefix=)'",
            it -> it.transitions(to(1, "GLACIER"), to(2, "GLACIER"))),
        refused(
            "InvalidRequest",
            "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle"
                + " rule for filter '(prefix=)'",
            it -> it.transitions(to(1, "GLACIER")).expiration(e -> e.date(MIDNIGHT))),
        refused(
            "InvalidRequest",
            "Found mixed 'Date' and 'Days' based Transition actions",
            it -> it.transitions(to(1, "GLACIER"), on(MIDNIGHT, "DEEP_ARCHIVE"))),
        refused(
            "InvalidArgument",
            "'Days' in the Expiration action for filter '(prefix=test/)' must be greater than"
                + " 'Days' in the Transition action",
            it ->
                it.filter(f -> f.prefix("test/"))
                    .transitions(to(180, "DEEP_ARCHIVE"))
                    .expiration(e -> e.days(180))),
        refused(
            "InvalidArgument",
            "'Date' in the Expiration action for filter '(prefix=)' must be greater than 'Date' in"
                + " the Transition action",
            it -> it.transitions(on(MIDNIGHT, "GLACIER")).expiration(e -> e.date(MIDNIGHT))),
        refused(
            "InvalidArgument",
            "'NoncurrentDays' in the NoncurrentVersionExpiration action for filter '(prefix=test/"
                + " and tag={key=archive, value=true} and objectsizegreaterthan=500 and"
                + " objectsizelessthan=120120)' must be greater than 'NoncurrentDays' in the"
                + " NoncurrentVersionTransition action",
            it ->
                it.filter(
                        f ->
                            f.and(
                                a ->
                                    a.prefix("test/")
                                        .tags(tag)
                                        .objectSizeGreaterThan(500L)
                                        .objectSizeLessThan(120_120L)))
                    .noncurrentVersionTransitions(noncurrentTo(1, "GLACIER"))
                    .noncurrentVersionExpiration(e -> e.noncurrentDays(1))),
        refused(
            "InvalidArgument",
            "StorageClass 'GLACIER'",
            it -> it.transitions(to(30, "STANDARD_IA"), to(59, "GLACIER"))),
        refused(
            "InvalidArgument",
            "StorageClass 'DEEP_ARCHIVE'",
            it -> it.transitions(to(90, "GLACIER"), to(90, "DEEP_ARCHIVE"))),
        refused("MalformedXML", "", it -> it.noncurrentVersionExpiration(e -> {})),
        refused(
            "InvalidArgument",
            "'NewerNoncurrentVersions' must be a positive integer",
            it ->
                it.noncurrentVersionExpiration(
                    e -> e.noncurrentDays(1).newerNoncurrentVersions(0))),
        refused(
            "InvalidArgument",
            "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive"
                + " integer",
            it -> it.abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(0))),
        refused(
            "InvalidRequest",
            "AbortIncompleteMultipartUpload cannot be specified with Tags.",
            it ->
                it.filter(f -> f.tag(tag))
                    .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1))),
        refused(
            "InvalidRequest",
            "ExpiredObjectDeleteMarker cannot be specified with Object Size.",
            it ->
                it.filter(f -> f.objectSizeGreaterThan(1L))
                    .expiration(e -> e.expiredObjectDeleteMarker(true))),
        refused(
            "InvalidRequest",
            "Duplicate Tag Keys are not allowed.",
            it -> it.filter(f -> f.and(a -> a.tags(tag, tag))).expiration(e -> e.days(1))),
        refused(
            "InvalidRequest",
            "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
            it ->
                it.filter(f -> f.and(a -> a.objectSizeGreaterThan(5L).objectSizeLessThan(5L)))
                    .expiration(e -> e.days(1))),
        refused(
            "InvalidRequest",
            "'ObjectSizeLessThan' should be between 1 and 1099511627776000.",
            it -> it.filter(f -> f.objectSizeLessThan(0L)).expiration(e -> e.days(1))));
  }

  @ParameterizedTest
  @MethodSource("rules")
  @Behaviour({"S3-LIFE-01", "S3-LIFE-03", "S3-LIFE-04", "S3-LIFE-05"})
  void rulesThatMakeNoSenseAreRefused(
      String code, String words, Consumer<LifecycleRule.Builder> more) {
    assertRefused(() -> put(rule("a", more)), 400, code, words);
    assertRefused(
        () -> s3.getBucketLifecycleConfiguration(it -> it.bucket(bucket)),
        404,
        "NoSuchLifecycleConfiguration");
  }

  @Test
  @Behaviour("S3-LIFE-05")
  void configurationsThatMakeNoSenseAreRefused() {
    LifecycleRule end = rule("end", it -> it.expiration(e -> e.days(1)));
    assertRefused(() -> put(), 400, "MalformedXML");
    assertRefused(
        () -> put(Collections.nCopies(1001, end).toArray(LifecycleRule[]::new)),
        400,
        "InvalidRequest",
        "must not exceed the allowed limit of 1000 rules");
    assertRefused(() -> put(end, end), 400, "InvalidArgument", "Rule ID must be unique");
    assertRefused(
        () -> put(rule("x".repeat(256), it -> it.expiration(e -> e.days(1)))),
        400,
        "InvalidArgument",
        "ID length should not exceed");
    assertRefused(
        () -> put(end, old("b", "a", it -> it.expiration(e -> e.days(1)))),
        400,
        "InvalidRequest",
        "Base level prefix cannot be used in Lifecycle V2");
    assertRefused(
        () ->
            put(
                old("a", "", it -> it.expiration(e -> e.days(1))),
                old("b", "b", it -> it.expiration(e -> e.days(2)))),
        400,
        "InvalidRequest",
        "Found overlapping prefixes '' and 'b' for same action type 'Expiration'");
    assertRefused(
        () ->
            s3.putBucketLifecycleConfiguration(
                it ->
                    it.bucket(bucket)
                        .transitionDefaultMinimumObjectSize("all_of_them")
                        .lifecycleConfiguration(l -> l.rules(end))),
        400,
        "InvalidRequest",
        "Invalid TransitionDefaultMinimumObjectSize found");
  }

  @Test
  @Behaviour("S3-LIFE-05")
  void theOldFormIsKeptAsItCame() {
    LifecycleRule first = old("a", "logs/", it -> it.expiration(e -> e.days(1)));
    LifecycleRule second = old("b", "logs/old/", it -> it.transitions(to(90, "GLACIER")));
    var response =
        s3.putBucketLifecycleConfiguration(
            it -> it.bucket(bucket).lifecycleConfiguration(l -> l.rules(first, second)));
    assertThat(response.transitionDefaultMinimumObjectSizeAsString())
        .isEqualTo("all_storage_classes_128K");
    assertThat(s3.getBucketLifecycleConfiguration(it -> it.bucket(bucket)).rules())
        .containsExactly(first, second);
  }

  @Test
  void rulesWithoutAnIdAreGivenOne() {
    put(
        rule(null, it -> it.expiration(e -> e.days(1))),
        rule("", it -> it.expiration(e -> e.days(2))),
        rule("rule-1", it -> it.expiration(e -> e.days(3))));
    assertThat(s3.getBucketLifecycleConfiguration(it -> it.bucket(bucket)).rules())
        .extracting(LifecycleRule::id)
        .doesNotHaveDuplicates()
        .allSatisfy(id -> assertThat(id).isNotEmpty());
  }
}

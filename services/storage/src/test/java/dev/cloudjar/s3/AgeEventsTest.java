package dev.cloudjar.s3;

import static dev.cloudjar.s3.AgingBucket.rule;
import static dev.cloudjar.s3.AgingBucket.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sqs.SqsRoom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.Tier;
import software.amazon.awssdk.services.s3.model.Tiering;
import software.amazon.awssdk.services.sqs.SqsClient;
import tools.jackson.databind.JsonNode;

/** What is told of objects that time changes. Moves the clock, so the cloud is its own. */
@CloudjarTest(
    rooms = {S3Room.class, SqsRoom.class},
    shared = false)
class AgeEventsTest {
  private final S3Client s3;
  private final SqsClient sqs;
  private final TestCloud cloud;
  private AgingBucket bucket;
  private EventQueue events;

  AgeEventsTest(S3Client s3, SqsClient sqs, TestCloud cloud) {
    this.s3 = s3;
    this.sqs = sqs;
    this.cloud = cloud;
  }

  @BeforeEach
  void makeBucket() {
    bucket = AgingBucket.create(s3, cloud);
    events = new EventQueue(sqs, cloud);
    events.hear(
        s3,
        bucket.name(),
        "s3:ObjectRestore:*",
        "s3:LifecycleExpiration:*",
        "s3:LifecycleTransition",
        "s3:IntelligentTiering");
  }

  @Test
  @Behaviour({"S3-EVENTS-01", "S3-CLASS-05"})
  void aRestoreIsToldOfWhenItBeginsIsDoneAndIsOver() {
    bucket.put("tape", 1000, "GLACIER");
    s3.restoreObject(
        it ->
            it.bucket(bucket.name())
                .key("tape")
                .restoreRequest(r -> r.days(2).glacierJobParameters(g -> g.tier(Tier.STANDARD))));
    assertThat(EventQueue.names(events.records())).containsExactly("ObjectRestore:Post tape");
    bucket.hours(4);
    assertThat(events.records()).isEmpty();
    bucket.hours(2);
    List<JsonNode> done = events.records();
    assertThat(EventQueue.names(done)).containsExactly("ObjectRestore:Completed tape");
    JsonNode data = done.getFirst().at("/glacierEventData/restoreEventData");
    assertThat(data.get("lifecycleRestorationExpiryTime").asString())
        .isEqualTo(
            bucket
                .now()
                .minus(Duration.ofHours(6))
                .plus(Duration.ofDays(3))
                .toString()
                .replace("Z", ".000Z"));
    assertThat(data.get("lifecycleRestoreStorageClass").asString()).isEqualTo("GLACIER");
    assertThat(done.getFirst().at("/s3/object/size").asInt()).isEqualTo(1000);
    bucket.days(3);
    List<JsonNode> over = events.records();
    assertThat(EventQueue.names(over)).containsExactly("ObjectRestore:Delete tape");
    assertThat(over.getFirst().get("eventVersion").asString()).isEqualTo("2.3");
  }

  @Test
  @Behaviour("S3-EVENTS-01")
  void rulesTellWhatTheyMoveAndEnd() {
    bucket.rules(
        rule("cold", it -> it.filter(f -> f.prefix("cold/")).transitions(to(1, "GLACIER"))),
        rule("gone", it -> it.filter(f -> f.prefix("gone/")).expiration(e -> e.days(3))));
    bucket.put("cold/a");
    bucket.put("gone/a b");
    bucket.days(2);
    List<JsonNode> moved = events.records();
    assertThat(EventQueue.names(moved)).containsExactly("LifecycleTransition cold/a");
    assertThat(
            moved
                .getFirst()
                .at("/lifecycleEventData/transitionEventData/destinationStorageClass")
                .asString())
        .isEqualTo("GLACIER");
    bucket.days(1);
    List<JsonNode> ended = events.records();
    assertThat(EventQueue.names(ended)).containsExactly("LifecycleExpiration:Delete gone/a+b");
    assertThat(ended.getFirst().at("/s3/object").has("size")).isFalse();
    assertThat(ended.getFirst().at("/userIdentity/principalId").asString())
        .isEqualTo("s3.amazonaws.com");
    bucket.version(BucketVersioningStatus.ENABLED);
    bucket.put("gone/b");
    bucket.days(3);
    assertThat(EventQueue.names(events.records()))
        .containsExactly("LifecycleExpiration:DeleteMarkerCreated gone/b");
    assertThat(bucket.markers()).isEqualTo(1);
  }

  @Test
  @Behaviour("S3-EVENTS-01")
  void intelligentTieringTellsOfItsArchives() {
    s3.putBucketIntelligentTieringConfiguration(
        it ->
            it.bucket(bucket.name())
                .id("archives")
                .intelligentTieringConfiguration(
                    c ->
                        c.id("archives")
                            .status("Enabled")
                            .tierings(
                                Tiering.builder().days(90).accessTier("ARCHIVE_ACCESS").build(),
                                Tiering.builder()
                                    .days(180)
                                    .accessTier("DEEP_ARCHIVE_ACCESS")
                                    .build())));
    bucket.put("seldom", AgingBucket.LARGE, "INTELLIGENT_TIERING");
    bucket.days(89);
    assertThat(events.records()).isEmpty();
    bucket.days(2);
    List<JsonNode> archived = events.records();
    assertThat(EventQueue.names(archived)).containsExactly("IntelligentTiering seldom");
    assertThat(
            archived.getFirst().at("/intelligentTieringEventData/destinationAccessTier").asString())
        .isEqualTo("ARCHIVE_ACCESS");
    bucket.days(90);
    assertThat(
            events
                .records()
                .getFirst()
                .at("/intelligentTieringEventData/destinationAccessTier")
                .asString())
        .isEqualTo("DEEP_ARCHIVE_ACCESS");
  }
}

package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sqs.SqsRoom;
import dev.cloudjar.sts.StsRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.sqs.SqsClient;
import tools.jackson.databind.JsonNode;

/**
 * Replication that breaks off, as the key service is too busy to give it keys. Moves the clock, so
 * the cloud is its own.
 */
@CloudjarTest(
    rooms = {
      S3Room.class,
      IamRoom.class,
      StsRoom.class,
      SqsRoom.class,
      BusyKeyService.KmsRoom.class
    },
    data = Data.DISK)
class ReplicationRetryTest {
  private static final Duration PROMISE = Duration.ofMinutes(15);

  private final S3Client s3;
  private final TestCloud cloud;
  private final ReplicaBuckets buckets;
  private final EventQueue events;
  private final String key;
  private final String source;
  private final String target;

  ReplicationRetryTest(S3Client s3, IamClient iam, SqsClient sqs, KmsClient kms, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.buckets = new ReplicaBuckets(s3, iam, cloud);
    this.events = new EventQueue(sqs, cloud);
    this.key = kms.createKey().keyMetadata().arn();
    cloud.clock().freeze();
    this.source = buckets.versioned("source");
    this.target = buckets.versioned("target");
  }

  @BeforeEach
  void replicateInTime() {
    events.hear(s3, source, "s3:Replication:*");
    buckets.replicate(source, timed(true));
  }

  @AfterEach
  void calmDown() {
    BusyKeyService.BUSY.set(false);
  }

  private ReplicationRule timed(boolean promised) {
    return ReplicaBuckets.rule("all", 1, target)
        .sourceSelectionCriteria(it -> it.sseKmsEncryptedObjects(k -> k.status("Enabled")))
        .destination(
            it -> {
              it.bucket("arn:aws:s3:::" + target)
                  .encryptionConfiguration(e -> e.replicaKmsKeyID(key));
              if (promised) {
                it.replicationTime(r -> r.status("Enabled").time(t -> t.minutes(15)))
                    .metrics(m -> m.status("Enabled").eventThreshold(t -> t.minutes(15)));
              }
            })
        .build();
  }

  /** Puts an object whose replica the key service is too busy for. */
  private String whileBusy(String name) {
    BusyKeyService.BUSY.set(true);
    String version =
        buckets.put(
            source, name, "text", it -> it.serverSideEncryption("aws:kms").ssekmsKeyId(key));
    cloud.clock().settle();
    return version;
  }

  private String status(String name, String version) {
    return buckets.status(source, name, version);
  }

  @Test
  @Behaviour("S3-REPL-02")
  void whatBreaksOffIsTriedAgainAlsoAfterARestart() {
    String version = whileBusy("a");
    assertThat(status("a", version)).isEqualTo("PENDING");
    cloud.clock().advance(Duration.ofMinutes(1));
    cloud.restart();
    cloud.clock().advance(Duration.ofMinutes(1));
    assertThat(status("a", version)).isEqualTo("PENDING");
    assertThat(buckets.versions(target)).isEmpty();
    BusyKeyService.BUSY.set(false);
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(status("a", version)).isEqualTo("COMPLETED");
    assertThat(buckets.text(target, "a", version)).isEqualTo("text REPLICA");
    assertThat(events.records()).as("it was still in time").isEmpty();
  }

  @Test
  @Behaviour({"S3-REPL-02", "S3-EVENTS-01"})
  void whatTakesLongerThanPromisedIsToldOfOnceAndWhenItIsThere() {
    String version = whileBusy("late");
    cloud.clock().advance(PROMISE.minusMinutes(2));
    assertThat(events.records()).isEmpty();
    cloud.clock().advance(Duration.ofMinutes(20));
    List<JsonNode> missed = events.records();
    assertThat(EventQueue.names(missed))
        .containsExactly("Replication:OperationMissedThreshold late");
    JsonNode data = missed.getFirst().get("replicationEventData");
    assertThat(data.get("replicationRuleId").asString()).isEqualTo("all");
    assertThat(data.get("destinationBucket").asString()).isEqualTo("arn:aws:s3:::" + target);
    assertThat(data.get("s3Operation").asString()).isEqualTo("OBJECT_PUT");
    cloud.clock().advance(Duration.ofHours(2));
    assertThat(events.records()).as("it is told once").isEmpty();

    BusyKeyService.BUSY.set(false);
    cloud.clock().advance(PROMISE);
    assertThat(EventQueue.names(events.records()))
        .containsExactly("Replication:OperationReplicatedAfterThreshold late");
    assertThat(status("late", version)).isEqualTo("COMPLETED");
  }

  /** An inventory tells at each of both ends how far its objects have come. */
  @Test
  @Behaviour("S3-REPL-02")
  void inventoriesTellTheStatusOfBothEnds() throws IOException {
    buckets.put(source, "done", "text");
    cloud.clock().settle();
    whileBusy("waiting");
    String kept = buckets.versioned("reports");
    WrittenReports reports = new WrittenReports(s3, kept);
    ReportPolicy.allow(s3, kept, "*", cloud.accountId());
    for (String bucket : List.of(source, target)) {
      reports.order(bucket, "status", it -> it.optionalFieldsWithStrings("ReplicationStatus"));
    }
    cloud.clock().advance(Duration.ofDays(1));
    assertThat(statuses(reports, source))
        .containsExactly("\"done\",\"COMPLETED\"", "\"waiting\",\"PENDING\"");
    assertThat(statuses(reports, target)).containsExactly("\"done\",\"REPLICA\"");
  }

  private static List<String> statuses(WrittenReports reports, String bucket) throws IOException {
    return reports.rows(reports.manifest(bucket, "status")).stream()
        .map(it -> it.substring(it.indexOf(',') + 1))
        .toList();
  }

  @Test
  @Behaviour({"S3-REPL-02", "S3-EVENTS-01"})
  void whatNeverSucceedsHasFailedAfterADayAndNothingIsPromisedWithoutTimeControl() {
    buckets.replicate(source, timed(false));
    String version = whileBusy("never");
    cloud.clock().advance(Duration.ofHours(23));
    assertThat(status("never", version)).isEqualTo("PENDING");
    assertThat(events.records()).isEmpty();
    cloud.clock().advance(Duration.ofHours(2));
    assertThat(status("never", version)).isEqualTo("FAILED");
    assertThat(EventQueue.names(events.records()))
        .containsExactly("Replication:OperationFailedReplication never");
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which inventories buckets are to have, and when. */
final class BucketInventory implements ConfigurationActor {
  static final String KIND = "s3:write-inventory";
  static final RecordCodec<Subject> PAYLOAD = RecordCodec.of(Subject.class);

  private static final int MAX_CONFIGURATIONS = 1_000;
  private static final Set<String> OPTIONAL =
      Set.of(
          "Size",
          "LastModifiedDate",
          "StorageClass",
          "ETag",
          "IsMultipartUploaded",
          "ReplicationStatus",
          "EncryptionStatus",
          "ObjectLockRetainUntilDate",
          "ObjectLockMode",
          "ObjectLockLegalHoldStatus",
          "IntelligentTieringAccessTier",
          "BucketKeyStatus",
          "ChecksumAlgorithm",
          "ObjectAccessControlList",
          "ObjectOwner",
          "LifecycleExpirationDate");

  private final Work work;
  private final Clock clock;
  private final ConfigurationStore configurations;

  BucketInventory(Work work, Clock clock, ConfigurationStore configurations) {
    this.work = work;
    this.clock = clock;
    this.configurations = configurations;
  }

  /** Which configuration of which bucket a report is for. */
  record Subject(String partition, String bucket, long number, String id) {
    String name() {
      return number + "/" + id;
    }
  }

  @Override
  public void check(Call call, Snapshot snapshot, Bucket bucket, Structure document) {
    checkForm(document);
    InventoryPlan plan = InventoryPlan.of(document);
    if (plan.destination().isEmpty()) {
      throw Fault.of(
          400,
          "InvalidS3DestinationBucket",
          "Invalid bucket ARN. Destination bucket ARN expected.");
    }
    boolean known =
        configurations.find(snapshot, bucket, ConfigurationKind.INVENTORY.name(), plan.id())
            != null;
    if (!known && isFull(snapshot, bucket)) {
      throw Fault.of(
          400,
          "TooManyConfigurations",
          "You are attempting to create a new configuration but have already reached the"
              + " 1,000-configuration limit.");
    }
  }

  private boolean isFull(Snapshot snapshot, Bucket bucket) {
    return configurations
            .list(snapshot, bucket, ConfigurationKind.INVENTORY.name(), "", MAX_CONFIGURATIONS)
            .size()
        >= MAX_CONFIGURATIONS;
  }

  private static void checkForm(Structure document) {
    if (!(document.member("Destination") instanceof Structure destination)
        || !(destination.member("S3BucketDestination") instanceof Structure bucket)
        || !(document.member("Schedule") instanceof Structure schedule)
        || !(document.member("IsEnabled") instanceof Document.Flag)) {
      throw S3Faults.malformedXml();
    }
    oneOf(bucket.text("Format"), Set.of("CSV", "Parquet", "ORC"));
    oneOf(schedule.text("Frequency"), Set.of("Daily", "Weekly"));
    oneOf(document.text("IncludedObjectVersions"), Set.of("All", "Current"));
    List<String> fields = document.texts("OptionalFields");
    fields.forEach(field -> oneOf(field, OPTIONAL));
    if (new HashSet<>(fields).size() != fields.size()) {
      throw S3Faults.malformedXml();
    }
    if ("ORC".equals(bucket.text("Format"))) {
      throw S3Faults.unsupported("Cloudjar writes no inventory as ORC; take CSV or Parquet.");
    }
  }

  private static void oneOf(@Nullable String value, Set<String> allowed) {
    if (value == null || !allowed.contains(value)) {
      throw S3Faults.malformedXml();
    }
  }

  @Override
  public void changed(
      Transaction transaction, Bucket bucket, String id, @Nullable Structure document) {
    Subject subject =
        new Subject(Partition.of(bucket.region()), bucket.name(), bucket.number(), id);
    InventoryPlan plan = document == null ? null : InventoryPlan.of(document);
    if (plan != null && plan.enabled()) {
      work.schedule(
          transaction, KIND, subject.name(), plan.next(clock.now()), PAYLOAD.write(subject));
    } else {
      work.cancel(transaction, KIND, subject.name());
    }
  }
}

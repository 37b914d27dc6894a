package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Events;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.s3.batch.JobTask;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Has versions replicated that were there before the rules, or whose replication failed, which only
 * jobs ask for.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html">Replicating
 *     existing objects with Batch Replication</a>
 */
final class ExistingReplications {
  static final String TOPIC = "s3.replicate-existing";

  private static final RecordCodec<Asked> CODEC = RecordCodec.of(Asked.class);

  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final ConfigurationStore configurations;
  private final ObjectStore objects;
  private final Events events;

  ExistingReplications(
      KeyValueStore store,
      BucketDirectory directory,
      ConfigurationStore configurations,
      ObjectStore objects,
      Events events) {
    this.store = store;
    this.directory = directory;
    this.configurations = configurations;
    this.objects = objects;
    this.events = events;
  }

  /** A version that is to be replicated. */
  private record Asked(String region, String bucket, long number, String key, String versionId) {}

  /**
   * Asks for it.
   *
   * @param question a call that is the role's, by which the gate is asked
   * @param request what stands for the request that it makes
   * @throws Fault where the role may not, or no rule is about the version
   */
  void ask(Call question, SdkPojo request, JobTask task) {
    String versionId = task.versionId().orElse(null);
    if (!question.allows(
        new Need(
            "s3:InitiateReplication",
            directory.object(question, request, task.bucket(), task.key(), versionId)))) {
      throw Fault.of(
          403, "InitiateReplicationNotPermitted", "The role may not initiate replication.");
    }
    store.transact(
        transaction -> {
          Bucket bucket = directory.require(transaction, question, task.bucket(), null);
          Version version = version(transaction, bucket, task.key(), versionId);
          ReplicationRules rules = ReplicationRules.find(configurations, transaction, bucket);
          if (rules == null || Replications.holding(rules, task.key(), version).isEmpty()) {
            throw Fault.of(
                400, "SrcObjectNotEligible", "No rule replicates this version of the object.");
          }
          Asked asked =
              new Asked(
                  bucket.region(), bucket.name(), bucket.number(), task.key(), version.versionId());
          events.publish(
              transaction,
              new Events.Event(TOPIC, bucket.number() + "/" + task.key(), CODEC.write(asked)));
          return bucket;
        });
  }

  private Version version(
      Snapshot snapshot, Bucket bucket, String key, @Nullable String versionId) {
    Version found =
        versionId == null
            ? objects.current(snapshot, bucket, key)
            : objects.find(snapshot, bucket, key, versionId);
    if (found == null) {
      throw versionId == null ? S3Faults.noSuchKey(key) : S3Faults.noSuchVersion(key, versionId);
    }
    return found;
  }

  /** Does what was asked for. */
  static Events.Subscriber hearer(
      KeyValueStore store, BucketStore buckets, ObjectStore objects, Replications replications) {
    return event -> {
      Asked asked = CODEC.read(event.payload());
      store.transact(
          transaction -> {
            Bucket bucket = buckets.find(transaction, Partition.of(asked.region()), asked.bucket());
            Version version =
                bucket == null || bucket.number() != asked.number()
                    ? null
                    : objects.find(transaction, bucket, asked.key(), asked.versionId());
            return bucket == null || version == null
                ? 0
                : replications.replicate(transaction, bucket, asked.key(), version);
          });
    };
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Events;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.ObjectChange.Cause;
import dev.cloudjar.s3.ReplicationRoleOperations.Passage;
import dev.cloudjar.s3.ReplicationStates.State;
import dev.cloudjar.s3.ReplicationTask.Kind;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replicates what was written down. A task that is refused has failed for good; one that breaks off
 * is tried again for a day.
 */
final class Replicator {
  static final String WORK = "s3:replicate";

  private static final Duration PROMISE = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final long LONGEST_PAUSE_SECONDS = 900;

  private final KeyValueStore store;
  private final Cloud cloud;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final ObjectStore objects;
  private final LockStore locks;
  private final ReplicationStates states;
  private final ReplicationRoleOperations roles;
  private final ReplicaSealing sealing;
  private final ReplicaWriter writer;
  private final ObjectNews news;
  private final ReplicationMeter meter;

  Replicator(
      Cloud cloud,
      BucketStore buckets,
      ConfigurationStore configurations,
      ObjectStore objects,
      LockStore locks,
      ReplicationStates states,
      ReplicationRoleOperations roles,
      ReplicaSealing sealing,
      ReplicaWriter writer,
      ObjectNews news,
      ReplicationMeter meter) {
    this.store = cloud.store();
    this.cloud = cloud;
    this.buckets = buckets;
    this.configurations = configurations;
    this.objects = objects;
    this.locks = locks;
    this.states = states;
    this.roles = roles;
    this.sealing = sealing;
    this.writer = writer;
    this.news = news;
    this.meter = meter;
  }

  /** What a task is about. */
  private record Found(
      Bucket source,
      Bucket destination,
      ReplicationRules rules,
      ReplicationRule rule,
      Version version,
      ObjectLock lock) {}

  void hear(Events.Event event) {
    run(ReplicationTask.CODEC.read(event.payload()));
  }

  void work(Work.Item item) {
    run(ReplicationTask.CODEC.read(item.payload()));
  }

  private void run(ReplicationTask task) {
    try {
      replicate(task);
    } catch (ReplicationRefusedException e) {
      fail(task, e.reason());
    } catch (RuntimeException e) {
      if (Duration.between(task.requested(), cloud.clock().now()).compareTo(LONGEST) > 0) {
        fail(task, "");
      } else {
        tryLater(task);
      }
    }
  }

  private void replicate(ReplicationTask task) {
    Optional<Found> begun = store.read(snapshot -> Optional.ofNullable(find(snapshot, task)));
    if (begun.isEmpty()) {
      return;
    }
    Found first = begun.get();
    Version version = first.version();
    Passage passage =
        new Passage(
            first.rules().role(),
            first.source(),
            first.destination(),
            first.rule(),
            task.key(),
            task.versionId(),
            version instanceof Stored stored && !stored.attributes().tags().isEmpty(),
            first.lock(),
            task.kind());
    ReplicationRoleOperations.Ends ends = roles.admit(passage);
    Optional<Found> done =
        version instanceof Stored stored && mustReseal(task, first, stored)
            ? reseal(task, passage, ends, stored)
            : store.transact(transaction -> write(transaction, task, null));
    done.ifPresent(
        found ->
            meter.ended(
                found.source(), found.rule(), sizeBytes(task, found), task.requested(), false));
  }

  private boolean mustReseal(ReplicationTask task, Found found, Stored stored) {
    return task.kind() == Kind.OBJECT
        && ReplicaSealing.isNeeded(stored, found.rule())
        && store.read(
            snapshot ->
                Optional.ofNullable(
                        objects.find(snapshot, found.destination(), task.key(), task.versionId()))
                    .isEmpty());
  }

  private Optional<Found> reseal(
      ReplicationTask task, Passage passage, ReplicationRoleOperations.Ends ends, Stored original) {
    return sealing.seal(
        ends,
        passage,
        original,
        snapshot -> {
          Found found = find(snapshot, task);
          if (found == null || !(found.version() instanceof Stored stored)) {
            throw new ReplicationRefusedException("SrcObjectNotFound");
          }
          return new CopyContent.Source(found.source(), stored);
        },
        (transaction, resealed) -> write(transaction, task, resealed));
  }

  private static long sizeBytes(ReplicationTask task, Found found) {
    return task.kind() == Kind.OBJECT && found.version() instanceof Stored stored
        ? stored.sizeBytes()
        : 0;
  }

  /** Null where there is nothing left to do. */
  private @Nullable Found find(Snapshot snapshot, ReplicationTask task) {
    Bucket source = source(snapshot, task);
    Version version =
        source == null ? null : objects.find(snapshot, source, task.key(), task.versionId());
    if (source == null || version == null) {
      return null;
    }
    State state = states.find(snapshot, source, task.key(), task.versionId());
    if (state == null
        || (!state.replica()
            && !ReplicationStates.PENDING.equals(state.targets().get(task.destination())))) {
      return null;
    }
    ReplicationRules rules = ReplicationRules.find(configurations, snapshot, source);
    ReplicationRule rule = rules == null ? null : rules.find(task.rule());
    if (rules == null || rule == null) {
      throw new ReplicationRefusedException("SrcBucketReplicationConfigMissing");
    }
    Bucket destination = buckets.find(snapshot, Partition.of(source.region()), task.destination());
    if (destination == null) {
      throw new ReplicationRefusedException("DstBucketNotFound");
    }
    if (destination.versioning() != Versioning.ENABLED) {
      throw new ReplicationRefusedException("DstBucketUnversioned");
    }
    ObjectLock lock = locks.find(snapshot, source, task.key(), task.versionId());
    if (!lock.equals(ObjectLock.NONE) && !destination.locked()) {
      throw new ReplicationRefusedException("DstBucketObjectLockConfigMissing");
    }
    if (version instanceof Stored stored
        && stored.attributes().encryption() instanceof Encryption.Customer
        && BucketEncryption.blocksCustomerKeys(configurations, snapshot, destination)) {
      throw new ReplicationRefusedException("DstPutObjectNotPermitted");
    }
    if (rule.account() != null && !rule.account().equals(destination.accountId())) {
      throw new ReplicationRefusedException("DstPutObjectNotPermitted");
    }
    return new Found(source, destination, rules, rule, version, lock);
  }

  private @Nullable Bucket source(Snapshot snapshot, ReplicationTask task) {
    Bucket bucket = buckets.find(snapshot, Partition.of(task.region()), task.bucket());
    return bucket != null && bucket.number() == task.bucketNumber() ? bucket : null;
  }

  private Optional<Found> write(
      Transaction transaction, ReplicationTask task, ReplicaWriter.@Nullable Resealed resealed) {
    Found found = find(transaction, task);
    if (found == null) {
      return Optional.empty();
    }
    boolean written =
        writer.write(
            transaction,
            new ReplicaWriter.Original(
                found.source(), task.key(), found.version(), found.lock(), found.rule()),
            found.destination(),
            task.kind(),
            resealed);
    if (!written) {
      throw new ReplicationRefusedException("DstVersionNotFound");
    }
    if (task.late()) {
      tell(transaction, task, found.source(), ObjectEvent.REPLICATED_AFTER_THRESHOLD, "");
    }
    mark(transaction, task, found.source(), ReplicationStates.COMPLETED);
    return Optional.of(found);
  }

  private void mark(Transaction transaction, ReplicationTask task, Bucket source, String status) {
    State state = states.find(transaction, source, task.key(), task.versionId());
    if (state != null && state.targets().containsKey(task.destination())) {
      State marked = state.with(task.destination(), status);
      states.put(transaction, source, task.key(), task.versionId(), marked);
    }
  }

  private void fail(ReplicationTask task, String reason) {
    store
        .transact(
            transaction -> {
              Bucket source = source(transaction, task);
              if (source == null) {
                return Optional.<Runnable>empty();
              }
              mark(transaction, task, source, ReplicationStates.FAILED);
              Version version =
                  tell(transaction, task, source, ObjectEvent.REPLICATION_FAILED, reason);
              ReplicationRules rules = ReplicationRules.find(configurations, transaction, source);
              ReplicationRule rule = rules == null ? null : rules.find(task.rule());
              if (rule == null) {
                return Optional.<Runnable>empty();
              }
              long sizeBytes =
                  task.kind() == Kind.OBJECT && version instanceof Stored stored
                      ? stored.sizeBytes()
                      : 0;
              return Optional.<Runnable>of(
                  () -> meter.ended(source, rule, sizeBytes, task.requested(), true));
            })
        .ifPresent(Runnable::run);
  }

  private void tryLater(ReplicationTask task) {
    Instant now = cloud.clock().now();
    long pauseSeconds = Math.min(LONGEST_PAUSE_SECONDS, 1L << Math.min(task.failures(), 20));
    boolean overdue = Duration.between(task.requested(), now).compareTo(PROMISE) >= 0;
    store.transact(
        transaction -> {
          Bucket source = source(transaction, task);
          ReplicationRules rules =
              source == null ? null : ReplicationRules.find(configurations, transaction, source);
          ReplicationRule rule = rules == null ? null : rules.find(task.rule());
          boolean late = task.late();
          if (source != null && rule != null && rule.timed() && overdue && !late) {
            tell(transaction, task, source, ObjectEvent.REPLICATION_MISSED_THRESHOLD, "");
            late = true;
          }
          ReplicationTask again = task.again(late);
          cloud
              .work()
              .schedule(
                  transaction,
                  WORK,
                  task.kind() + " " + task.versionId() + " " + task.line(),
                  now.plusSeconds(pauseSeconds),
                  ReplicationTask.CODEC.write(again));
          return again;
        });
  }

  /** Tells of what became of a task, and answers the version that it is about. */
  private @Nullable Version tell(
      Transaction transaction,
      ReplicationTask task,
      Bucket source,
      ObjectEvent event,
      String reason) {
    Version version = objects.find(transaction, source, task.key(), task.versionId());
    if (version == null) {
      return null;
    }
    Map<String, String> details = new LinkedHashMap<>();
    details.put("replicationRuleId", task.rule());
    details.put(
        "destinationBucket",
        "arn:" + Partition.of(source.region()) + ":s3:::" + task.destination());
    details.put("s3Operation", task.kind() == Kind.MARKER ? "OBJECT_DELETE" : "OBJECT_PUT");
    details.put("requestTime", EventRecord.time(task.requested()));
    if (!reason.isEmpty()) {
      details.put("failureReason", reason);
    }
    Cause cause = Cause.ofS3(source, cloud.ids(), cloud.clock().now());
    news.tell(transaction, new ObjectChange(cause, source, task.key(), event, version, details));
    return version;
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Events;
import dev.cloudjar.s3.ReplicationStates.State;
import dev.cloudjar.s3.ReplicationTask.Kind;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes down what is to be replicated, with the change itself.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html">What
 *     does Amazon S3 replicate?</a>
 */
final class Replications implements ObjectNews.Listener {
  static final String TOPIC = "s3.replicate";

  private final ConfigurationStore configurations;
  private final ReplicationStates states;
  private final Events events;
  private final Clock clock;
  private final ReplicationMeter meter;

  Replications(
      ConfigurationStore configurations,
      ReplicationStates states,
      Events events,
      Clock clock,
      ReplicationMeter meter) {
    this.configurations = configurations;
    this.states = states;
    this.events = events;
    this.clock = clock;
    this.meter = meter;
  }

  @Override
  public void hear(Transaction transaction, ObjectChange change) {
    Bucket bucket = change.bucket();
    if (!bucket.hearers().replicated()) {
      return;
    }
    String key = change.key();
    String versionId = change.version().versionId();
    switch (change.event()) {
      case REMOVED_DELETE, LIFECYCLE_EXPIRATION_DELETE ->
          states.delete(transaction, bucket, key, versionId);
      case REMOVED_DELETE_MARKER_CREATED,
          CREATED_PUT,
          CREATED_POST,
          CREATED_COPY,
          CREATED_COMPLETE_MULTIPART_UPLOAD ->
          begin(transaction, change);
      case TAGGING_PUT, TAGGING_DELETE, ACL_PUT, LOCK_CHANGED -> follow(transaction, change);
      default -> {}
    }
  }

  /** Replicas are not passed on. */
  private void begin(Transaction transaction, ObjectChange change) {
    Bucket bucket = change.bucket();
    State state = states.find(transaction, bucket, change.key(), change.version().versionId());
    if (bucket.versioning() == Versioning.ENABLED && (state == null || !state.replica())) {
      replicate(transaction, bucket, change.key(), change.version());
    }
  }

  /**
   * Has a version replicated by the rules as they are now, whatever it was before: a new one, one
   * from before the rules, one that failed, or a replica. This is what a batch job asks for.
   *
   * @return to how many destinations; 0 where no rule is about it or it cannot be replicated
   */
  int replicate(Transaction transaction, Bucket bucket, String key, Version version) {
    ReplicationRules rules = ReplicationRules.find(configurations, transaction, bucket);
    if (rules == null) {
      return 0;
    }
    Collection<ReplicationRule> holding = holding(rules, key, version);
    if (holding.isEmpty()) {
      return 0;
    }
    Kind kind = version instanceof Stored ? Kind.OBJECT : Kind.MARKER;
    State before = states.find(transaction, bucket, key, version.versionId());
    Map<String, String> targets = new TreeMap<>(before == null ? Map.of() : before.targets());
    for (ReplicationRule rule : holding) {
      targets.put(rule.destination(), ReplicationStates.PENDING);
      publish(transaction, bucket, key, version, rule, kind);
    }
    State state = new State(before != null && before.replica(), targets);
    states.put(transaction, bucket, key, version.versionId(), state);
    return holding.size();
  }

  /** The rules by which a version would be replicated now, one for each destination. */
  static Collection<ReplicationRule> holding(ReplicationRules rules, String key, Version version) {
    return switch (version) {
      case Stored stored ->
          Archive.isKeptArchived(stored)
              ? List.of()
              : rules.holding(rule -> rule.takes(key, stored.attributes()));
      case DeleteMarker marker ->
          rules.holding(rule -> rule.deleteMarkers() && rule.covers(key, Map.of()));
    };
  }

  /** What changes beside the content of a version follows to where the version went. */
  private void follow(Transaction transaction, ObjectChange change) {
    Bucket bucket = change.bucket();
    String key = change.key();
    Version version = change.version();
    State state = states.find(transaction, bucket, key, version.versionId());
    ReplicationRules rules = ReplicationRules.find(configurations, transaction, bucket);
    if (state == null || rules == null) {
      return;
    }
    State changed = state;
    for (ReplicationRule rule : rules.holding(rule -> rule.covers(key))) {
      if (state.replica() ? rule.replicaModifications() : isThere(state, rule)) {
        publish(transaction, bucket, key, version, rule, Kind.METADATA);
        if (!state.replica()) {
          changed = changed.with(rule.destination(), ReplicationStates.PENDING);
        }
      }
    }
    states.put(transaction, bucket, key, version.versionId(), changed);
  }

  private static boolean isThere(State state, ReplicationRule rule) {
    String status = state.targets().get(rule.destination());
    return status != null && !status.equals(ReplicationStates.FAILED);
  }

  private void publish(
      Transaction transaction,
      Bucket bucket,
      String key,
      Version version,
      ReplicationRule rule,
      Kind kind) {
    ReplicationTask task =
        ReplicationTask.of(bucket, key, version.versionId(), rule, kind, clock.now());
    events.publish(
        transaction, new Events.Event(TOPIC, task.line(), ReplicationTask.CODEC.write(task)));
    long sizeBytes =
        version instanceof Stored stored && kind == Kind.OBJECT ? stored.sizeBytes() : 0;
    transaction.afterCommit(() -> meter.began(bucket, rule, sizeBytes));
  }
}

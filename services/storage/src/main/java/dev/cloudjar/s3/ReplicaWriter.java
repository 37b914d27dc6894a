package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.s3.ObjectChange.Cause;
import dev.cloudjar.s3.ReplicationTask.Kind;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes replicas: the same versions in other buckets, whose content is shared, not copied. */
final class ReplicaWriter {
  private final BucketStore buckets;
  private final ObjectStore objects;
  private final ContentStore contents;
  private final AccessLists lists;
  private final ObjectLocks locks;
  private final LockStore lockStore;
  private final ReplicationStates states;
  private final ObjectNews news;
  private final Clock clock;
  private final Ids ids;

  ReplicaWriter(
      BucketStore buckets,
      ObjectStore objects,
      ContentStore contents,
      AccessLists lists,
      ObjectLocks locks,
      LockStore lockStore,
      ReplicationStates states,
      ObjectNews news,
      Clock clock,
      Ids ids) {
    this.buckets = buckets;
    this.objects = objects;
    this.contents = contents;
    this.lists = lists;
    this.locks = locks;
    this.lockStore = lockStore;
    this.states = states;
    this.news = news;
    this.clock = clock;
    this.ids = ids;
  }

  /** What is replicated, by which rule. */
  record Original(
      Bucket bucket, String key, Version version, ObjectLock lock, ReplicationRule rule) {}

  /** Writes a replica; false where it is to follow a version that is not there. */
  boolean write(Transaction transaction, Original original, Bucket into, Kind kind) {
    String key = original.key();
    Version there = objects.find(transaction, into, key, original.version().versionId());
    if (original.version() instanceof Stored stored
        && there instanceof Stored copy
        && !copy.isNull()) {
      objects.replace(
          transaction, into, key, copy.with(attributes(transaction, original, stored, into)));
      if (into.locked()) {
        lockStore.put(transaction, into, key, copy.versionId(), original.lock());
      }
      return true;
    }
    if (kind == Kind.METADATA) {
      // A replica's original may be gone, or never have been there.
      return isReplica(transaction, original);
    }
    if (there == null || there.isNull()) {
      create(transaction, original, heeding(transaction, into));
    }
    return true;
  }

  private boolean isReplica(Snapshot snapshot, Original original) {
    ReplicationStates.State state =
        states.find(snapshot, original.bucket(), original.key(), original.version().versionId());
    return state != null && state.replica();
  }

  /** The destination, which from now on looks for what is said of replicas. */
  private Bucket heeding(Transaction transaction, Bucket bucket) {
    if (bucket.hearers().replicated()) {
      return bucket;
    }
    Bucket heeding = bucket.with(bucket.hearers().withReplicated());
    buckets.replace(transaction, heeding);
    return heeding;
  }

  private void create(Transaction transaction, Original original, Bucket into) {
    String key = original.key();
    String versionId = original.version().versionId();
    states.put(transaction, into, key, versionId, ReplicationStates.State.COPY);
    Version replica =
        switch (original.version()) {
          case DeleteMarker marker -> marker;
          case Stored stored ->
              new Stored(
                  stored.sequence(),
                  versionId,
                  stored.lastModified(),
                  stored.etag(),
                  stored.checksum(),
                  stored.parts(),
                  contents.duplicate(transaction, stored.content()),
                  attributes(transaction, original, stored, into));
        };
    Version written = objects.putReplica(transaction, into, key, replica);
    if (written instanceof Stored) {
      locks.lock(transaction, into, key, versionId, original.lock(), clock.now());
    }
    news.tell(
        transaction,
        new ObjectChange(
            Cause.ofS3(into, ids, clock.now()),
            into,
            key,
            written instanceof Stored
                ? ObjectEvent.CREATED_PUT
                : ObjectEvent.REMOVED_DELETE_MARKER_CREATED,
            written,
            Map.of()));
  }

  private ObjectAttributes attributes(
      Snapshot snapshot, Original original, Stored stored, Bucket into) {
    String storageClass = original.rule().storageClass();
    ObjectAttributes attributes =
        stored.attributes().withAccess(access(snapshot, original, stored, into));
    return storageClass == null ? attributes : attributes.withStorageClass(storageClass);
  }

  /** Where lists count, a replica is whose its original is, unless the rule hands it over. */
  private @Nullable ObjectAccess access(
      Snapshot snapshot, Original original, Stored stored, Bucket into) {
    if (original.rule().ownerOverride() || !lists.ownership(snapshot, into).listsCount()) {
      return null;
    }
    Ownership ownership = lists.ownership(snapshot, original.bucket());
    return ObjectAccess.of(
        into,
        ownership.owner(original.bucket(), stored.attributes()),
        ownership.list(original.bucket(), stored.attributes()));
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.s3.ObjectChange.Cause;
import dev.cloudjar.s3.ReplicationTask.Kind;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.StoredContent;
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

  /**
   * Content that was sealed anew for a replica.
   *
   * @param content not kept by anything yet but the transaction
   */
  record Resealed(StoredContent content, Encryption encryption) {}

  /**
   * Writes a replica; false where it is to follow a version that is not there.
   *
   * @param resealed null where the original's content is shared
   */
  boolean write(
      Transaction transaction,
      Original original,
      Bucket into,
      Kind kind,
      @Nullable Resealed resealed) {
    String key = original.key();
    Version there = objects.find(transaction, into, key, original.version().versionId());
    if (there != null && !there.isNull()) {
      if (resealed != null) {
        contents.release(transaction, resealed.content());
      }
      if (original.version() instanceof Stored stored && there instanceof Stored copy) {
        follow(transaction, original, stored, into, copy);
      }
      return true;
    }
    if (kind == Kind.METADATA) {
      // A replica's original may be gone, or never have been there.
      return isReplica(transaction, original);
    }
    create(transaction, original, heeding(transaction, into), resealed);
    return true;
  }

  private void follow(
      Transaction transaction, Original original, Stored stored, Bucket into, Stored copy) {
    ObjectAttributes attributes =
        copy.attributes()
            .withTags(stored.attributes().tags())
            .withAccess(access(transaction, original, stored, into));
    objects.replace(transaction, into, original.key(), copy.with(attributes));
    if (into.locked()) {
      lockStore.put(transaction, into, original.key(), copy.versionId(), original.lock());
    }
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

  private void create(
      Transaction transaction, Original original, Bucket into, @Nullable Resealed resealed) {
    String key = original.key();
    String versionId = original.version().versionId();
    states.put(transaction, into, key, versionId, ReplicationStates.State.COPY);
    Version replica =
        switch (original.version()) {
          case DeleteMarker marker -> marker;
          case Stored stored -> replica(transaction, original, stored, into, resealed);
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

  /** What is sealed anew is one piece, whatever it was uploaded in. */
  private Stored replica(
      Transaction transaction,
      Original original,
      Stored stored,
      Bucket into,
      @Nullable Resealed resealed) {
    ObjectAttributes attributes =
        stored
            .attributes()
            .withAccess(access(transaction, original, stored, into))
            .withStorageClass(original.rule().storageClassOf(stored));
    return new Stored(
        stored.sequence(),
        stored.versionId(),
        stored.lastModified(),
        stored.etag(),
        stored.checksum(),
        resealed == null ? stored.parts() : 0,
        resealed == null ? contents.duplicate(transaction, stored.content()) : resealed.content(),
        resealed == null ? attributes : attributes.withEncryption(resealed.encryption()));
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

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Ids;
import dev.cloudjar.s3.LifecycleStore.Appointment;
import dev.cloudjar.s3.ObjectChange.Cause;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.lifecycle.Deed;
import dev.cloudjar.s3.lifecycle.LifecycleRules;
import dev.cloudjar.s3.lifecycle.Midnight;
import dev.cloudjar.s3.lifecycle.Plan;
import dev.cloudjar.s3.lifecycle.Subject;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does to versions what lifecycle rules say. */
final class LifecycleDeeds {
  private final Ids ids;
  private final ObjectStore objects;
  private final LockStore locks;
  private final ReplicationStates replication;
  private final LifecycleStore agenda;
  private final ObjectNews news;
  private final StorageRecord charges;

  LifecycleDeeds(
      Ids ids,
      ObjectStore objects,
      LockStore locks,
      ReplicationStates replication,
      LifecycleStore agenda,
      ObjectNews news,
      StorageRecord charges) {
    this.ids = ids;
    this.objects = objects;
    this.locks = locks;
    this.replication = replication;
    this.agenda = agenda;
    this.news = news;
    this.charges = charges;
  }

  /** A version as rules see it; null where there is none. */
  @Nullable Subject subject(
      Snapshot snapshot, Bucket bucket, String key, long sequence, int mostNewer) {
    Version version = objects.at(snapshot, bucket, key, sequence);
    Stored current = version == null ? null : objects.current(snapshot, bucket, key);
    if (version == null) {
      return null;
    }
    if (current != null && current.sequence() == sequence) {
      return Lifecycles.subject(bucket, key, current);
    }
    Newer newer = newer(snapshot, bucket, key, sequence, mostNewer);
    Version next = newer.next();
    Version successor = next == null ? current : next;
    Instant since = successor == null ? null : successor.lastModified();
    // Where no object is current, the newest of the others is.
    int noncurrent = current == null && newer.all() ? newer.count() - 1 : newer.count();
    return switch (version) {
      case Stored stored ->
          new Subject(
              key,
              stored.sizeBytes(),
              stored.attributes().tags(),
              stored.attributes().storageClass(),
              stored.lastModified(),
              since,
              Math.max(noncurrent, 0),
              false,
              true,
              Tiering.tiered(stored));
      case DeleteMarker marker ->
          new Subject(
              key,
              0,
              Map.of(),
              null,
              marker.lastModified(),
              since,
              Math.max(noncurrent, 0),
              since == null && isLone(snapshot, bucket, key),
              true,
              null);
    };
  }

  /**
   * The versions that stand among the others and are newer than one.
   *
   * @param next the one that came right after it; null for none
   * @param count as far as they were counted
   * @param all whether all were counted
   */
  private record Newer(@Nullable Version next, int count, boolean all) {}

  private Newer newer(Snapshot snapshot, Bucket bucket, String key, long sequence, int mostNewer) {
    Table<VersionKey, Version> others = objects.othersTable();
    byte[] end = others.encode(new VersionKey(bucket.number(), key, sequence));
    Version next = null;
    int count = 0;
    try (Rows<VersionKey, Version> rows =
        others.scanReverse(
            snapshot,
            others.startingWith(out -> out.number(bucket.number()).text(key)).until(end))) {
      // One more than rules count, since the newest of them may be the current one.
      while (rows.next()) {
        next = next == null ? rows.value() : next;
        if (++count > mostNewer + 1) {
          return new Newer(next, count, false);
        }
      }
    }
    return new Newer(next, count, true);
  }

  private boolean isLone(Snapshot snapshot, Bucket bucket, String key) {
    Table<VersionKey, Version> others = objects.othersTable();
    try (Rows<VersionKey, Version> rows =
        others.scan(snapshot, others.startingWith(out -> out.number(bucket.number()).text(key)))) {
      return rows.next() && !rows.next() && objects.current(snapshot, bucket, key) == null;
    }
  }

  /**
   * Does all that is due for a version.
   *
   * @return when something is next; null for never
   */
  @Nullable Instant act(
      Transaction transaction,
      Bucket bucket,
      LifecycleRules rules,
      String key,
      long sequence,
      Instant now) {
    while (true) {
      Subject subject = subject(transaction, bucket, key, sequence, rules.mostNewer());
      Version version = objects.at(transaction, bucket, key, sequence);
      if (subject == null || version == null) {
        return null;
      }
      Plan plan = rules.plan(subject, now);
      if (plan.deed() != null && isBeingReplicated(transaction, bucket, key, version)) {
        return Midnight.after(now);
      }
      switch (plan.deed()) {
        case null -> {
          return plan.next();
        }
        case Deed.DeleteForGood forGood -> {
          ObjectLock lock = locks.find(transaction, bucket, key, version.versionId());
          if (lock.forbidsDeletion(now, false)) {
            return earlier(plan.next(), lock.retainUntil(), now);
          }
          delete(transaction, bucket, key, version, now);
          return null;
        }
        case Deed.Expire expire -> expire(transaction, bucket, key, now);
        case Deed.Transition(String storageClass) ->
            move(transaction, bucket, key, (Stored) version, storageClass, now);
        case Deed.Archive(boolean deep) ->
            archive(transaction, bucket, key, (Stored) version, deep, now);
      }
    }
  }

  /** Rules do nothing to what has not reached all its destinations. */
  private boolean isBeingReplicated(Snapshot snapshot, Bucket bucket, String key, Version version) {
    String status = replication.status(snapshot, bucket, key, version.versionId());
    return ReplicationStates.PENDING.equals(status) || ReplicationStates.FAILED.equals(status);
  }

  /** What is retained is looked at again when it no longer is; holds end with a change. */
  private static @Nullable Instant earlier(
      @Nullable Instant next, @Nullable Instant retainUntil, Instant now) {
    if (retainUntil == null || !retainUntil.isAfter(now)) {
      return next;
    }
    Instant end = Midnight.notBefore(retainUntil);
    return next == null || end.isBefore(next) ? end : next;
  }

  private void delete(
      Transaction transaction, Bucket bucket, String key, Version version, Instant now) {
    locks.delete(transaction, bucket, key, version.versionId());
    objects.deleteVersion(transaction, bucket, key, version);
    tell(transaction, bucket, key, ObjectEvent.LIFECYCLE_EXPIRATION_DELETE, version, Map.of(), now);
    if (bucket.versioning() != Versioning.UNVERSIONED
        && objects.latest(transaction, bucket, key) instanceof DeleteMarker marker
        && isLone(transaction, bucket, key)) {
      agenda.add(
          transaction,
          new Appointment(bucket.number(), Midnight.after(now), key, marker.sequence()));
    }
  }

  private void expire(Transaction transaction, Bucket bucket, String key, Instant now) {
    DeleteMarker marker = objects.delete(transaction, bucket, key, now);
    if (marker != null) {
      tell(
          transaction,
          bucket,
          key,
          ObjectEvent.LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED,
          marker,
          Map.of(),
          now);
    }
  }

  private void move(
      Transaction transaction,
      Bucket bucket,
      String key,
      Stored object,
      String storageClass,
      Instant now) {
    Stored moved =
        object
            .with(object.attributes().withStorageClass(storageClass))
            .with(new Residence(now, null, null, null));
    objects.move(transaction, bucket, key, object, moved);
    charges.charge(transaction, bucket, UsageTypes.transitionRequests(storageClass), 1);
    tell(
        transaction,
        bucket,
        key,
        ObjectEvent.LIFECYCLE_TRANSITION,
        moved,
        Map.of("destinationStorageClass", storageClass),
        now);
  }

  private void archive(
      Transaction transaction,
      Bucket bucket,
      String key,
      Stored object,
      boolean deep,
      Instant now) {
    Residence before = object.whereabouts();
    String tier = deep ? Archive.DEEP_ARCHIVE_ACCESS : Archive.ARCHIVE_ACCESS;
    Stored archived = object.with(new Residence(before.since(), null, before.accessed(), tier));
    objects.replaceKept(transaction, bucket, key, object, archived);
    tell(
        transaction,
        bucket,
        key,
        ObjectEvent.INTELLIGENT_TIERING,
        archived,
        Map.of("destinationAccessTier", tier),
        now);
  }

  private void tell(
      Transaction transaction,
      Bucket bucket,
      String key,
      ObjectEvent event,
      Version version,
      Map<String, String> details,
      Instant now) {
    news.tell(
        transaction,
        new ObjectChange(Cause.ofS3(bucket, ids, now), bucket, key, event, version, details));
  }

  /** Looks at versions that something was due for, and puts on the agenda what is next. */
  void keep(
      Transaction transaction,
      Bucket bucket,
      LifecycleRules rules,
      List<Appointment> appointments,
      Instant now) {
    for (Appointment each : appointments) {
      agenda.remove(transaction, each);
      Instant next = act(transaction, bucket, rules, each.key(), each.sequence(), now);
      if (next != null) {
        agenda.add(
            transaction, new Appointment(bucket.number(), next, each.key(), each.sequence()));
      }
    }
  }
}

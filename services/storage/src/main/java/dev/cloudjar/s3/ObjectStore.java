package dev.cloudjar.s3;

import dev.cloudjar.cloud.Ids;
import dev.cloudjar.s3.Version.DeleteMarker;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.NumberCodec;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rows of objects. What a plain GET or listing sees stands in one table, by key; versions that
 * it does not see, delete markers among them, stand in another, by key and from late to early. So
 * neither old versions nor deleted keys slow a listing.
 */
final class ObjectStore {
  /** The objects that are current; never delete markers. */
  private final Table<ObjectKey, Version> current =
      new Table<>("s3.object", ObjectKey.CODEC, VersionCodec.INSTANCE);

  /** All other versions, and every delete marker. */
  private final Table<VersionKey, Version> others =
      new Table<>("s3.version", VersionKey.CODEC, VersionCodec.INSTANCE);

  /** Where among the others a key's null version is. */
  private final Table<ObjectKey, Long> nulls =
      new Table<>("s3.null-version", ObjectKey.CODEC, NumberCodec.INSTANCE);

  /** Where replicas are whose place was taken, which their ids do not tell. */
  private final Table<Elsewhere, Long> elsewhere =
      new Table<>("s3.replica-elsewhere", Elsewhere.CODEC, NumberCodec.INSTANCE);

  private final ContentStore contents;
  private final Ids ids;
  private final StorageRecord record;

  /**
   * @param record is told what comes and goes
   */
  ObjectStore(ContentStore contents, Ids ids, StorageRecord record) {
    this.contents = contents;
    this.ids = ids;
    this.record = record;
  }

  Table<ObjectKey, Version> currentTable() {
    return current;
  }

  Table<VersionKey, Version> othersTable() {
    return others;
  }

  /** The object that a plain GET sees; null where there is none or it was deleted. */
  @Nullable Stored current(Snapshot snapshot, Bucket bucket, String key) {
    return (Stored) current.get(snapshot, new ObjectKey(bucket.number(), key));
  }

  /** The newest version, which may be a delete marker; null where there is none. */
  @Nullable Version latest(Snapshot snapshot, Bucket bucket, String key) {
    Stored stored = current(snapshot, bucket, key);
    return stored == null && bucket.versioning() != Versioning.UNVERSIONED
        ? newestOther(snapshot, bucket, key)
        : stored;
  }

  /** A version by its id; null where there is none. */
  @Nullable Version find(Snapshot snapshot, Bucket bucket, String key, String versionId) {
    Stored stored = current(snapshot, bucket, key);
    if (stored != null && stored.versionId().equals(versionId)) {
      return stored;
    }
    OptionalLong sequence = sequence(snapshot, bucket, key, versionId);
    if (sequence.isEmpty()) {
      return null;
    }
    Version other =
        others.get(snapshot, new VersionKey(bucket.number(), key, sequence.getAsLong()));
    return other != null && other.versionId().equals(versionId) ? other : null;
  }

  /** The version at a place among those of its key; null where there is none. */
  @Nullable Version at(Snapshot snapshot, Bucket bucket, String key, long sequence) {
    Stored stored = current(snapshot, bucket, key);
    return stored != null && stored.sequence() == sequence
        ? stored
        : others.get(snapshot, new VersionKey(bucket.number(), key, sequence));
  }

  /** The place of a version that is or was, as far as its id tells. */
  OptionalLong sequence(Snapshot snapshot, Bucket bucket, String key, String versionId) {
    if (!versionId.equals(VersionId.NULL)) {
      Long moved =
          bucket.hearers().replicated()
              ? elsewhere.get(snapshot, new Elsewhere(bucket.number(), key, versionId))
              : null;
      return moved == null ? VersionId.sequence(versionId) : OptionalLong.of(moved);
    }
    Stored stored = current(snapshot, bucket, key);
    if (stored != null && stored.isNull()) {
      return OptionalLong.of(stored.sequence());
    }
    Long sequence = nulls.get(snapshot, new ObjectKey(bucket.number(), key));
    return sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence);
  }

  @Nullable Version newestOther(Snapshot snapshot, Bucket bucket, String key) {
    try (Rows<VersionKey, Version> rows = others.scan(snapshot, othersOf(bucket, key))) {
      return rows.next() ? rows.value() : null;
    }
  }

  /**
   * Writes an object as its bucket's versioning demands: over the one before, or as a new version.
   *
   * @param object its sequence and version id are given anew
   */
  Stored put(Transaction transaction, Bucket bucket, String key, Stored object) {
    ObjectKey place = new ObjectKey(bucket.number(), key);
    Stored before = (Stored) current.get(transaction, place);
    long sequence = makeRoom(transaction, bucket, place, before);
    Stored stored =
        new Stored(
            sequence,
            newVersionId(bucket, sequence),
            object.lastModified(),
            object.etag(),
            object.checksum(),
            object.parts(),
            object.content(),
            object.attributes());
    current.put(transaction, place, stored);
    record.came(transaction, bucket, stored);
    return stored;
  }

  /**
   * Writes a copy of another bucket's version under its own id, where it belongs among the versions
   * that are there: it is the newest only if it was written last.
   */
  Version putReplica(Transaction transaction, Bucket bucket, String key, Version replica) {
    if (replica.isNull()) {
      Bucket suspended = bucket.with(Versioning.SUSPENDED);
      if (replica instanceof Stored stored) {
        return put(transaction, suspended, key, stored);
      }
      Version marker = delete(transaction, suspended, key, replica.lastModified());
      return marker == null ? replica : marker;
    }
    ObjectKey place = new ObjectKey(bucket.number(), key);
    Stored before = (Stored) current.get(transaction, place);
    Version newest = before == null ? newestOther(transaction, bucket, key) : before;
    long wanted = VersionId.sequence(replica.versionId()).orElse(0);
    boolean fits =
        wanted > 0
            && (newest == null
                || wanted > newest.sequence()
                || (wanted < newest.sequence()
                    && !replica.lastModified().isAfter(newest.lastModified())
                    && others.get(transaction, new VersionKey(bucket.number(), key, wanted))
                        == null));
    long sequence = fits ? wanted : newest == null ? 1 : newest.sequence() + 1;
    if (!fits) {
      elsewhere.put(
          transaction, new Elsewhere(bucket.number(), key, replica.versionId()), sequence);
    }
    Version written = replica.at(sequence);
    if (written instanceof Stored stored) {
      record.came(transaction, bucket, stored);
    }
    if (newest != null && sequence < newest.sequence()) {
      putOther(transaction, place, written);
      return written;
    }
    if (before != null) {
      putOther(transaction, place, before);
    }
    if (written instanceof Stored) {
      current.put(transaction, place, written);
    } else {
      if (before != null) {
        current.delete(transaction, place);
      }
      putOther(transaction, place, written);
    }
    return written;
  }

  /** Moves a version to another storage class, and its content to the zones that are due to it. */
  void move(Transaction transaction, Bucket bucket, String key, Stored before, Stored moved) {
    if (moved.attributes().spread() != before.attributes().spread()) {
      contents.spread(transaction, moved.content(), moved.attributes().spread());
    }
    replaceKept(transaction, bucket, key, before, moved);
  }

  /** Changes how a version is kept. */
  void replaceKept(
      Transaction transaction, Bucket bucket, String key, Stored before, Stored after) {
    replace(transaction, bucket, key, after);
    record.changed(transaction, bucket, before, after);
  }

  /** Changes what is kept of a version, such as its tags. */
  void replace(Transaction transaction, Bucket bucket, String key, Stored version) {
    ObjectKey place = new ObjectKey(bucket.number(), key);
    Version now = current.get(transaction, place);
    if (now != null && now.sequence() == version.sequence()) {
      current.put(transaction, place, version);
    } else {
      others.put(transaction, new VersionKey(bucket.number(), key, version.sequence()), version);
    }
  }

  /**
   * Deletes an object as its bucket's versioning demands: for good, or by a marker.
   *
   * @return the marker; null without versioning
   */
  @Nullable DeleteMarker delete(Transaction transaction, Bucket bucket, String key, Instant now) {
    ObjectKey place = new ObjectKey(bucket.number(), key);
    Stored before = (Stored) current.get(transaction, place);
    if (bucket.versioning() == Versioning.UNVERSIONED) {
      if (before != null) {
        release(transaction, bucket, before);
        current.delete(transaction, place);
      }
      return null;
    }
    long sequence = makeRoom(transaction, bucket, place, before);
    if (before != null) {
      current.delete(transaction, place);
    }
    DeleteMarker marker = new DeleteMarker(sequence, newVersionId(bucket, sequence), now);
    putOther(transaction, place, marker);
    return marker;
  }

  /** Deletes a version for good; the one before it comes back where it was the newest. */
  void deleteVersion(Transaction transaction, Bucket bucket, String key, Version version) {
    ObjectKey place = new ObjectKey(bucket.number(), key);
    if (version instanceof Stored stored) {
      release(transaction, bucket, stored);
    }
    if (bucket.hearers().replicated()) {
      elsewhere.delete(transaction, new Elsewhere(bucket.number(), key, version.versionId()));
    }
    Version now = current.get(transaction, place);
    if (now != null && now.sequence() != version.sequence()) {
      deleteOther(transaction, place, version);
      return;
    }
    if (now != null) {
      current.delete(transaction, place);
    } else {
      deleteOther(transaction, place, version);
    }
    if (newestOther(transaction, bucket, key) instanceof Stored stored) {
      deleteOther(transaction, place, stored);
      current.put(transaction, place, stored);
    }
  }

  /** Whether the bucket holds nothing: no object, no version, no delete marker. */
  boolean isEmpty(Snapshot snapshot, Bucket bucket) {
    try (Rows<ObjectKey, Version> objects =
            current.scan(snapshot, current.startingWith(out -> out.number(bucket.number())));
        Rows<VersionKey, Version> versions =
            others.scan(snapshot, others.startingWith(out -> out.number(bucket.number())))) {
      return !objects.next() && !versions.next();
    }
  }

  /**
   * Moves away or deletes what a new newest version takes the place of, except for the row of the
   * current object, which is about to be overwritten or deleted.
   *
   * @return the new version's sequence
   */
  private long makeRoom(
      Transaction transaction, Bucket bucket, ObjectKey place, @Nullable Stored before) {
    if (bucket.versioning() == Versioning.UNVERSIONED) {
      if (before == null) {
        return 1;
      }
      release(transaction, bucket, before);
      return before.sequence() + 1;
    }
    long sequence = nextSequence(transaction, bucket, place, before);
    boolean overwritesNull = bucket.versioning() == Versioning.SUSPENDED;
    if (before != null && before.isNull() && overwritesNull) {
      release(transaction, bucket, before);
    } else if (before != null) {
      putOther(transaction, place, before);
    }
    if (overwritesNull && (before == null || !before.isNull())) {
      deleteOldNull(transaction, bucket, place);
    }
    return sequence;
  }

  /** Gives up what is no longer stored. */
  private void release(Transaction transaction, Bucket bucket, Stored gone) {
    contents.release(transaction, gone.content());
    record.went(transaction, bucket, gone);
  }

  private long nextSequence(
      Transaction transaction, Bucket bucket, ObjectKey place, @Nullable Stored before) {
    Version newest = before == null ? newestOther(transaction, bucket, place.key()) : before;
    return newest == null ? 1 : newest.sequence() + 1;
  }

  private void deleteOldNull(Transaction transaction, Bucket bucket, ObjectKey place) {
    Long sequence = nulls.get(transaction, place);
    if (sequence == null) {
      return;
    }
    VersionKey old = new VersionKey(place.bucket(), place.key(), sequence);
    if (others.get(transaction, old) instanceof Stored stored) {
      release(transaction, bucket, stored);
    }
    others.delete(transaction, old);
    nulls.delete(transaction, place);
  }

  private void putOther(Transaction transaction, ObjectKey place, Version version) {
    others.put(
        transaction, new VersionKey(place.bucket(), place.key(), version.sequence()), version);
    if (version.isNull()) {
      nulls.put(transaction, place, version.sequence());
    }
  }

  private void deleteOther(Transaction transaction, ObjectKey place, Version version) {
    others.delete(transaction, new VersionKey(place.bucket(), place.key(), version.sequence()));
    if (version.isNull()) {
      nulls.delete(transaction, place);
    }
  }

  private KeyRange othersOf(Bucket bucket, String key) {
    return others.startingWith(out -> out.number(bucket.number()).text(key));
  }

  private String newVersionId(Bucket bucket, long sequence) {
    return bucket.versioning() == Versioning.ENABLED
        ? VersionId.create(ids, sequence)
        : VersionId.NULL;
  }

  /** A version by its id. */
  private record Elsewhere(long bucket, String key, String versionId) {
    static final KeyCodec<Elsewhere> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Elsewhere version, KeyWriter out) {
            out.number(version.bucket).text(version.key).text(version.versionId);
          }

          @Override
          public Elsewhere read(KeyReader in) {
            return new Elsewhere(in.number(), in.text(), in.text());
          }
        };
  }
}

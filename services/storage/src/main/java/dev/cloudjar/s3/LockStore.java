package dev.cloudjar.s3;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;

/** The rows of what keeps versions from being deleted, and of what uploads in progress ask for. */
final class LockStore {
  private final Table<Place, ObjectLock> locks =
      new Table<>("s3.object-lock", Place.CODEC, RecordCodec.of(ObjectLock.class));

  /** Of a version, by its id, or of an upload, by its own. */
  ObjectLock find(Snapshot snapshot, Bucket bucket, String key, String id) {
    ObjectLock found =
        bucket.locked() ? locks.get(snapshot, new Place(bucket.number(), key, id)) : null;
    return found == null ? ObjectLock.NONE : found;
  }

  void put(Transaction transaction, Bucket bucket, String key, String id, ObjectLock lock) {
    Place place = new Place(bucket.number(), key, id);
    if (lock.equals(ObjectLock.NONE)) {
      locks.delete(transaction, place);
    } else {
      locks.put(transaction, place, lock);
    }
  }

  void delete(Transaction transaction, Bucket bucket, String key, String id) {
    if (bucket.locked()) {
      locks.delete(transaction, new Place(bucket.number(), key, id));
    }
  }

  private record Place(long bucket, String key, String id) {
    static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place place, KeyWriter out) {
            out.number(place.bucket).text(place.key).text(place.id);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.number(), in.text(), in.text());
          }
        };
  }
}

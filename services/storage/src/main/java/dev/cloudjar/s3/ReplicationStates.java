package dev.cloudjar.s3;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of how far versions have been replicated. */
final class ReplicationStates {
  static final String PENDING = "PENDING";
  static final String COMPLETED = "COMPLETED";
  static final String FAILED = "FAILED";
  static final String REPLICA = "REPLICA";

  private final Table<Place, State> table =
      new Table<>("s3.replication", Place.CODEC, RecordCodec.of(State.class));

  /**
   * How far a version has been replicated.
   *
   * @param replica whether it is a copy itself
   * @param targets how it stands with each destination, by the names of buckets
   */
  record State(boolean replica, Map<String, String> targets) {
    static final State COPY = new State(true, Map.of());

    State with(String destination, String status) {
      Map<String, String> changed = new TreeMap<>(targets);
      changed.put(destination, status);
      return new State(replica, changed);
    }

    /** What answers say of the version. */
    String status() {
      Collection<String> all = targets.values();
      if (replica) {
        return REPLICA;
      }
      if (all.contains(FAILED)) {
        return FAILED;
      }
      return all.contains(PENDING) ? PENDING : COMPLETED;
    }
  }

  /** Null for a version that was never to be replicated. */
  @Nullable State find(Snapshot snapshot, Bucket bucket, String key, String versionId) {
    return bucket.hearers().replicated()
        ? table.get(snapshot, new Place(bucket.number(), key, versionId))
        : null;
  }

  /** What answers say of a version; null for nothing. */
  @Nullable String status(Snapshot snapshot, Bucket bucket, String key, String versionId) {
    State state = find(snapshot, bucket, key, versionId);
    return state == null ? null : state.status();
  }

  void put(Transaction transaction, Bucket bucket, String key, String versionId, State state) {
    table.put(transaction, new Place(bucket.number(), key, versionId), state);
  }

  void delete(Transaction transaction, Bucket bucket, String key, String versionId) {
    table.delete(transaction, new Place(bucket.number(), key, versionId));
  }

  private record Place(long bucket, String key, String versionId) {
    static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place place, KeyWriter out) {
            out.number(place.bucket).text(place.key).text(place.versionId);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.number(), in.text(), in.text());
          }
        };
  }
}

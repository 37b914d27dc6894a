package dev.cloudjar.s3;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The buckets whose requests are logged: asked for with every answer, so kept in memory, too. */
final class LoggedBuckets {
  private final Table<Place, Logged> table =
      new Table<>("s3.logged-bucket", Place.CODEC, RecordCodec.of(Logged.class));

  private final ConcurrentMap<Place, Logged> known = new ConcurrentHashMap<>();

  LoggedBuckets(KeyValueStore store) {
    store.read(
        snapshot -> {
          try (Rows<Place, Logged> rows = table.scan(snapshot, table.all())) {
            while (rows.next()) {
              known.put(rows.key(), rows.value());
            }
          }
          return known;
        });
  }

  /** One of them. */
  record Logged(long number, String accountId, String region, String name) {}

  boolean any() {
    return !known.isEmpty();
  }

  @Nullable Logged find(String partition, String name) {
    return known.get(new Place(partition, name));
  }

  void put(Transaction transaction, Bucket bucket) {
    Place place = Place.of(bucket);
    Logged logged = new Logged(bucket.number(), bucket.accountId(), bucket.region(), bucket.name());
    table.put(transaction, place, logged);
    transaction.afterCommit(() -> known.put(place, logged));
  }

  void remove(Transaction transaction, Bucket bucket) {
    Place place = Place.of(bucket);
    if (table.contains(transaction, place)) {
      table.delete(transaction, place);
      transaction.afterCommit(() -> known.remove(place));
    }
  }

  private record Place(String partition, String name) {
    static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place place, KeyWriter out) {
            out.text(place.partition).text(place.name);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.text(), in.text());
          }
        };

    static Place of(Bucket bucket) {
      return new Place(Partition.of(bucket.region()), bucket.name());
    }
  }
}

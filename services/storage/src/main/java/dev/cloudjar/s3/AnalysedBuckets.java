package dev.cloudjar.s3;

import dev.cloudjar.s3.BucketInventory.Subject;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What is analysed of buckets: asked for with every answer, so kept in memory, too. */
final class AnalysedBuckets {
  private final Table<Place, Analysed> table =
      new Table<>("s3.analysed-bucket", Place.CODEC, RecordCodec.of(Analysed.class));

  private final ConcurrentMap<Name, ConcurrentMap<Place, Analysed>> known =
      new ConcurrentHashMap<>();

  AnalysedBuckets(KeyValueStore store) {
    store.read(
        snapshot -> {
          try (Rows<Place, Analysed> rows = table.scan(snapshot, table.all())) {
            while (rows.next()) {
              remember(rows.key(), rows.value());
            }
          }
          return known;
        });
  }

  /** The objects that one configuration is about. */
  record Analysed(Subject subject, String prefix, Map<String, String> tags) {}

  private record Name(String partition, String bucket) {}

  Collection<Analysed> of(String partition, String bucket) {
    if (known.isEmpty()) {
      return List.of();
    }
    ConcurrentMap<Place, Analysed> found = known.get(new Name(partition, bucket));
    return found == null ? List.of() : found.values();
  }

  @Nullable Analysed find(Snapshot snapshot, Subject subject) {
    return table.get(snapshot, Place.of(subject));
  }

  void put(Transaction transaction, Analysed analysed) {
    Place place = Place.of(analysed.subject());
    table.put(transaction, place, analysed);
    transaction.afterCommit(() -> remember(place, analysed));
  }

  void remove(Transaction transaction, Subject subject) {
    Place place = Place.of(subject);
    table.delete(transaction, place);
    transaction.afterCommit(
        () ->
            known.computeIfPresent(
                new Name(subject.partition(), subject.bucket()),
                (name, all) -> {
                  all.remove(place);
                  return all.isEmpty() ? null : all;
                }));
  }

  private void remember(Place place, Analysed analysed) {
    Subject subject = analysed.subject();
    known.compute(
        new Name(subject.partition(), subject.bucket()),
        (name, all) -> {
          ConcurrentMap<Place, Analysed> kept = all == null ? new ConcurrentHashMap<>() : all;
          kept.put(place, analysed);
          return kept;
        });
  }

  private record Place(long bucket, String id) {
    static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place place, KeyWriter out) {
            out.number(place.bucket).text(place.id);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.number(), in.text());
          }
        };

    static Place of(Subject subject) {
      return new Place(subject.number(), subject.id());
    }
  }
}

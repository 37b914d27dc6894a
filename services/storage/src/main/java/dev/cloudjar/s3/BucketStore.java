package dev.cloudjar.s3;

import dev.cloudjar.s3.content.NumberCodec;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import dev.cloudjar.store.ValueCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of buckets. */
final class BucketStore {
  private final Table<Place, Bucket> buckets = new Table<>("s3.bucket", Place.CODEC, Bucket.VALUE);

  /** Which buckets an account has. */
  private final Table<Owned, OwnedBucket> owned =
      new Table<>("s3.owned-bucket", Owned.CODEC, OwnedBucket.VALUE);

  /** The number of the youngest bucket, under the partition that has none. */
  private final Table<Place, Long> counter =
      new Table<>("s3.counter", Place.CODEC, NumberCodec.INSTANCE);

  /** How many buckets an account has in a partition. */
  private final Table<Place, Long> counts =
      new Table<>("s3.owned-count", Place.CODEC, NumberCodec.INSTANCE);

  private static final Place LAST_NUMBER = new Place("", "bucket");

  /** A bucket by its name; null where there is none in the partition. */
  @Nullable Bucket find(Snapshot snapshot, String partition, String name) {
    return buckets.get(snapshot, new Place(partition, name));
  }

  /** Makes a bucket whose name is free. */
  Bucket create(
      Transaction transaction,
      String name,
      String accountId,
      String region,
      String location,
      Instant now) {
    Long last = counter.get(transaction, LAST_NUMBER);
    long number = last == null ? 1 : last + 1;
    counter.put(transaction, LAST_NUMBER, number);
    Bucket bucket =
        new Bucket(
            name,
            number,
            accountId,
            region,
            location,
            now,
            Versioning.UNVERSIONED,
            false,
            Bucket.MfaDelete.UNSAID,
            Bucket.Hearers.NOBODY);
    replace(transaction, bucket);
    count(transaction, bucket, 1);
    owned.put(transaction, Owned.of(bucket), new OwnedBucket(name, region, now));
    return bucket;
  }

  void replace(Transaction transaction, Bucket bucket) {
    buckets.put(transaction, Place.of(bucket), bucket);
  }

  void delete(Transaction transaction, Bucket bucket) {
    buckets.delete(transaction, Place.of(bucket));
    count(transaction, bucket, -1);
    owned.delete(transaction, Owned.of(bucket));
  }

  private void count(Transaction transaction, Bucket bucket, long change) {
    String partition = Partition.of(bucket.region());
    long before = count(transaction, bucket.accountId(), partition);
    counts.put(transaction, new Place(partition, bucket.accountId()), before + change);
  }

  /** How many buckets an account has in a partition. */
  long count(Snapshot snapshot, String accountId, String partition) {
    Long count = counts.get(snapshot, new Place(partition, accountId));
    // Buckets that were made before anybody counted them are counted once.
    return count == null
        ? owned(snapshot, accountId, partition, "", "", null, Integer.MAX_VALUE).size()
        : count;
  }

  /**
   * An account's buckets in the order of their names.
   *
   * @param prefix of their names; empty for all
   * @param after the name behind which to begin; empty for the beginning
   * @param region null for all Regions of the partition
   * @param max how many at most
   */
  List<OwnedBucket> owned(
      Snapshot snapshot,
      String accountId,
      String partition,
      String prefix,
      String after,
      @Nullable String region,
      int max) {
    KeyRange range =
        owned.startingWith(out -> out.text(accountId).text(partition).textPrefix(prefix));
    if (!after.isEmpty()) {
      byte[] behind =
          KeyRange.after(owned.bound(out -> out.text(accountId).text(partition).text(after)));
      range = behind == null ? range : range.from(behind);
    }
    List<OwnedBucket> found = new ArrayList<>();
    try (Rows<Owned, OwnedBucket> rows = owned.scan(snapshot, range)) {
      while (found.size() < max && rows.next()) {
        OwnedBucket bucket = rows.value();
        if (region == null || region.equals(bucket.region())) {
          found.add(bucket);
        }
      }
    }
    return found;
  }

  /**
   * A bucket in its owner's list.
   *
   * @param created to the second
   */
  record OwnedBucket(String name, String region, Instant created) {
    static final ValueCodec<OwnedBucket> VALUE =
        new ValueCodec<>() {
          @Override
          public byte[] write(OwnedBucket bucket) {
            return new RowWriter(96)
                .optionalText(bucket.name)
                .optionalText(bucket.region)
                .number(bucket.created.getEpochSecond())
                .toBytes();
          }

          @Override
          public OwnedBucket read(byte[] bytes) {
            RowReader in = new RowReader(bytes);
            return new OwnedBucket(
                in.presentText(), in.presentText(), Instant.ofEpochSecond(in.number()));
          }
        };
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

  private record Owned(String accountId, String partition, String name) {
    static final KeyCodec<Owned> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Owned key, KeyWriter out) {
            out.text(key.accountId).text(key.partition).text(key.name);
          }

          @Override
          public Owned read(KeyReader in) {
            return new Owned(in.text(), in.text(), in.text());
          }
        };

    static Owned of(Bucket bucket) {
      return new Owned(bucket.accountId(), Partition.of(bucket.region()), bucket.name());
    }
  }
}

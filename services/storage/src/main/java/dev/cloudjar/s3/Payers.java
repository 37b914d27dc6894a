package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Who pays for requests to buckets: their owners, or whoever calls where requesters pay. */
final class Payers implements ConfigurationActor {
  private final KeyValueStore store;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final ConcurrentMap<Place, Owner> owners = new ConcurrentHashMap<>();

  Payers(KeyValueStore store, BucketStore buckets, ConfigurationStore configurations) {
    this.store = store;
    this.buckets = buckets;
    this.configurations = configurations;
  }

  private record Place(String partition, String bucket) {}

  /**
   * Who has a bucket.
   *
   * @param requesterPays whether strangers pay for their own requests
   */
  record Owner(String accountId, boolean requesterPays) {}

  /** The account that pays for a call. */
  String of(Call call, String bucket) {
    if (bucket.isEmpty()) {
      return call.accountId();
    }
    Owner owner = owner(call.region(), bucket);
    if (owner == null) {
      return call.accountId();
    }
    boolean stranger =
        !(call.principal() instanceof Principal.Service)
            && !(call.principal() instanceof Principal.Anonymous)
            && !call.accountId().equals(owner.accountId());
    return stranger && owner.requesterPays() ? call.accountId() : owner.accountId();
  }

  /**
   * Who has a bucket; null for nobody. It is found out within the map, where forgetting it waits:
   * what a commit makes old is taken out after it was put in.
   */
  @Nullable Owner owner(String region, String bucket) {
    return owners.computeIfAbsent(
        new Place(Partition.of(region), bucket),
        place -> store.<Found>read(snapshot -> new Found(find(snapshot, place))).owner());
  }

  private record Found(@Nullable Owner owner) {}

  private @Nullable Owner find(Snapshot snapshot, Place place) {
    Bucket bucket = buckets.find(snapshot, place.partition(), place.bucket());
    return bucket == null
        ? null
        : new Owner(bucket.accountId(), RequesterPays.isOn(configurations, snapshot, bucket));
  }

  @Override
  public void changed(
      Transaction transaction, Bucket bucket, String id, Document.@Nullable Structure document) {
    forget(transaction, bucket);
  }

  /** Forgets a bucket that is about to be deleted. */
  void forget(Transaction transaction, Bucket bucket) {
    Place place = new Place(Partition.of(bucket.region()), bucket.name());
    transaction.afterCommit(() -> owners.remove(place));
  }
}

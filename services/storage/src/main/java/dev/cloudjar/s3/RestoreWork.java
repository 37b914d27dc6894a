package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.ObjectChange.Cause;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.Map;

/** Tells when a restored object can be read, and takes its copy away when its time is over. */
final class RestoreWork {
  static final String KIND = "s3:restore";

  private static final RecordCodec<Place> PLACE = RecordCodec.of(Place.class);

  private final KeyValueStore store;
  private final Clock clock;
  private final Ids ids;
  private final Work work;
  private final BucketStore buckets;
  private final ObjectStore objects;
  private final ObjectNews news;

  RestoreWork(
      KeyValueStore store,
      Clock clock,
      Ids ids,
      Work work,
      BucketStore buckets,
      ObjectStore objects,
      ObjectNews news) {
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    this.work = work;
    this.buckets = buckets;
    this.objects = objects;
    this.news = news;
  }

  /** Where the version is that is restored. */
  record Place(String partition, String name, long number, String key, long sequence) {}

  /** Arranges what comes of a restore that has begun or changed. */
  void arrange(
      Transaction transaction, Bucket bucket, String key, Stored object, Restoration restored) {
    Place place =
        new Place(
            Partition.of(bucket.region()), bucket.name(), bucket.number(), key, object.sequence());
    arrange(transaction, place, restored);
  }

  private void arrange(Transaction transaction, Place place, Restoration restored) {
    Instant due = restored.isOngoing(clock.now()) ? restored.ready() : restored.expires();
    if (due != null) {
      String id = place.number() + "/" + place.sequence() + "/" + place.key();
      work.schedule(transaction, KIND, id, due, PLACE.write(place));
    }
  }

  void run(Work.Item item) {
    Place place = PLACE.read(item.payload());
    store.transact(
        transaction -> {
          Bucket bucket = buckets.find(transaction, place.partition(), place.name());
          if (bucket != null
              && bucket.number() == place.number()
              && objects.at(transaction, bucket, place.key(), place.sequence())
                  instanceof Stored object) {
            Restoration restored = object.whereabouts().restored();
            if (restored != null) {
              goOn(transaction, bucket, place, object, restored, item.due());
            }
          }
          return true;
        });
  }

  private void goOn(
      Transaction transaction,
      Bucket bucket,
      Place place,
      Stored object,
      Restoration restored,
      Instant due) {
    Instant now = clock.now();
    Instant expires = restored.expires();
    if (expires != null && !now.isBefore(expires)) {
      objects.replace(
          transaction,
          bucket,
          place.key(),
          object.with(object.whereabouts().with((Restoration) null)));
      tell(transaction, bucket, place, object, ObjectEvent.RESTORE_DELETE, Map.of());
      return;
    }
    if (due.equals(restored.ready())) {
      tell(
          transaction,
          bucket,
          place,
          object,
          ObjectEvent.RESTORE_COMPLETED,
          expires == null
              ? Map.of()
              : Map.of(
                  "lifecycleRestorationExpiryTime",
                  EventRecord.time(expires),
                  "lifecycleRestoreStorageClass",
                  object.attributes().storageClass()));
    }
    arrange(transaction, place, restored);
  }

  private void tell(
      Transaction transaction,
      Bucket bucket,
      Place place,
      Stored object,
      ObjectEvent event,
      Map<String, String> details) {
    news.tell(
        transaction,
        new ObjectChange(
            Cause.ofS3(bucket, ids, clock.now()), bucket, place.key(), event, object, details));
  }
}

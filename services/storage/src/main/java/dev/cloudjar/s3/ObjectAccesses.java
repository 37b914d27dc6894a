package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.store.KeyValueStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Keeps account of when objects are read, of those for which it matters: once a day at most. */
final class ObjectAccesses {
  private final KeyValueStore store;
  private final Clock clock;
  private final ObjectStore objects;

  ObjectAccesses(KeyValueStore store, Clock clock, ObjectStore objects) {
    this.store = store;
    this.clock = clock;
    this.objects = objects;
  }

  /** An object has been read. */
  void read(Bucket bucket, String key, Stored object) {
    Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
    if (!Tiering.isNewsThatRead(object, now)) {
      return;
    }
    store.transact(
        transaction -> {
          if (objects.at(transaction, bucket, key, object.sequence()) instanceof Stored found
              && Tiering.isNewsThatRead(found, now)) {
            Residence before = found.whereabouts();
            objects.replaceKept(
                transaction,
                bucket,
                key,
                found,
                found.with(new Residence(before.since(), null, now, null)));
          }
          return true;
        });
  }
}

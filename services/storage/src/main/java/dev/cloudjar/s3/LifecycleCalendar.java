package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.LifecycleStore.Appointment;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.lifecycle.Midnight;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows when buckets have to be looked at for the sake of their lifecycle rules: when a rule has
 * changed, when something on the agenda is due, and after changes of objects that make something
 * due sooner than it was.
 */
final class LifecycleCalendar implements ObjectNews.Listener, ConfigurationActor {
  static final String KIND = "s3:lifecycle";

  private final Clock clock;
  private final Work work;
  private final BucketStore buckets;
  private final ObjectStore objects;
  private final Lifecycles lifecycles;
  private final LifecycleStore agenda;
  private final QuietPrefixes quiet;

  /** When buckets are looked at next, as far as this process has arranged it. */
  private final ConcurrentMap<Long, Instant> arranged = new ConcurrentHashMap<>();

  LifecycleCalendar(
      Clock clock,
      Work work,
      BucketStore buckets,
      ObjectStore objects,
      Lifecycles lifecycles,
      LifecycleStore agenda,
      QuietPrefixes quiet) {
    this.clock = clock;
    this.work = work;
    this.buckets = buckets;
    this.objects = objects;
    this.lifecycles = lifecycles;
    this.agenda = agenda;
    this.quiet = quiet;
  }

  /** Begins anew after the rules of a bucket have changed: at the next midnight. */
  @Override
  public void changed(
      Transaction transaction, Bucket bucket, String id, Document.@Nullable Structure document) {
    agenda.forget(transaction, bucket);
    lifecycles.forget(transaction, bucket);
    boolean ages = lifecycles.areThere(transaction, bucket);
    if (ages != bucket.hearers().aging()) {
      buckets.replace(transaction, bucket.with(bucket.hearers().withAging(ages)));
    }
    if (ages) {
      arrange(transaction, bucket, Midnight.after(clock.now()));
    } else {
      work.cancel(transaction, KIND, id(bucket));
    }
  }

  /** Forgets a bucket that is about to be deleted. */
  void end(Transaction transaction, Bucket bucket) {
    if (bucket.hearers().aging()) {
      agenda.forget(transaction, bucket);
      lifecycles.forget(transaction, bucket);
      work.cancel(transaction, KIND, id(bucket));
    }
  }

  /** Arranges the next look at a bucket, by what is on its agenda. */
  void goOn(Transaction transaction, Bucket bucket) {
    Instant first = agenda.firstDue(transaction, bucket);
    Instant round = agenda.firstRound(transaction, bucket);
    Instant next = first == null || (round != null && round.isBefore(first)) ? round : first;
    if (next != null) {
      arrange(transaction, bucket, next);
    }
  }

  private void arrange(Transaction transaction, Bucket bucket, Instant due) {
    work.schedule(transaction, KIND, id(bucket), due, Place.of(bucket).toBytes());
    transaction.afterCommit(() -> arranged.put(bucket.number(), due));
  }

  @Override
  public void hear(Transaction transaction, ObjectChange change) {
    Bucket bucket = change.bucket();
    if (!bucket.hearers().aging()) {
      return;
    }
    switch (change.event()) {
      case CREATED_PUT, CREATED_POST, CREATED_COPY, CREATED_COMPLETE_MULTIPART_UPLOAD ->
          transaction.afterCommit(() -> quiet.wake(bucket));
      case TAGGING_PUT, TAGGING_DELETE, LOCK_CHANGED, RESTORE_POST -> {
        if (change.version() instanceof Stored stored) {
          remind(transaction, bucket, change.key(), stored.sequence());
        }
      }
      case REMOVED_DELETE, REMOVED_DELETE_MARKER_CREATED -> {
        transaction.afterCommit(() -> quiet.wake(bucket));
        Version latest = objects.latest(transaction, bucket, change.key());
        if (latest != null) {
          remind(transaction, bucket, change.key(), latest.sequence());
        }
      }
      default -> {}
    }
  }

  /** Has a version looked at once the day is over. */
  private void remind(Transaction transaction, Bucket bucket, String key, long sequence) {
    Instant now = clock.now();
    Instant midnight = Midnight.after(now);
    agenda.add(transaction, new Appointment(bucket.number(), midnight, key, sequence));
    Instant next = arranged.get(bucket.number());
    if (next == null || !next.isAfter(now) || next.isAfter(midnight)) {
      arrange(transaction, bucket, midnight);
    }
  }

  /** The bucket that an item is about; null where it is no more. */
  @Nullable Bucket bucket(Snapshot snapshot, Work.Item item) {
    Place place = Place.read(item.payload());
    Bucket bucket = buckets.find(snapshot, place.partition(), place.name());
    return bucket == null || !id(bucket).equals(item.id()) ? null : bucket;
  }

  private static String id(Bucket bucket) {
    return Long.toString(bucket.number());
  }

  /** Where a bucket is found, as items of work carry it. */
  private record Place(String partition, String name) {
    static Place of(Bucket bucket) {
      return new Place(Partition.of(bucket.region()), bucket.name());
    }

    byte[] toBytes() {
      return (partition + ' ' + name).getBytes(StandardCharsets.UTF_8);
    }

    static Place read(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      int space = text.indexOf(' ');
      return new Place(text.substring(0, space), text.substring(space + 1));
    }
  }
}

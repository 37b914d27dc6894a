package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.s3.lifecycle.Filter;
import dev.cloudjar.s3.lifecycle.LifecycleRule;
import dev.cloudjar.s3.lifecycle.LifecycleRules;
import dev.cloudjar.s3.lifecycle.When;
import dev.cloudjar.store.CountingStore;
import dev.cloudjar.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a year of a large bucket costs is told by what happens in it, not by its days. */
class LifecycleScaleTest {
  private static final int OBJECTS = 100_000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final MemoryStore store = new MemoryStore();
  private final CountingStore counted = new CountingStore(store);
  private final RandomIds ids = new RandomIds();
  private final UploadStore uploads =
      new UploadStore(new ContentStore(new NoBlobs(), new StandingClock(START), ids));
  private final ObjectStore objects =
      new ObjectStore(
          new ContentStore(new NoBlobs(), new StandingClock(START), ids), ids, StorageRecord.NONE);
  private final LifecycleStore agenda = new LifecycleStore();
  private final QuietPrefixes quiet = new QuietPrefixes();
  private final LockStore locks = new LockStore();
  private final LifecycleRounds rounds =
      new LifecycleRounds(
          counted,
          new ObjectListings(objects),
          uploads,
          new ObjectLocks(locks, new ConfigurationStore()),
          agenda,
          new LifecycleDeeds(
              ids,
              objects,
              locks,
              new ReplicationStates(),
              agenda,
              new ObjectNews(List.of(), (transaction, change) -> {}),
              StorageRecord.NONE),
          quiet);
  private final Bucket bucket =
      new Bucket(
          "bucket",
          1,
          "000000000000",
          "us-east-1",
          "",
          START,
          Versioning.UNVERSIONED,
          false,
          Bucket.MfaDelete.UNSAID,
          Bucket.Hearers.NOBODY);

  private record StandingClock(Instant now) implements dev.cloudjar.cloud.Clock {
    @Override
    public Instant wallTime() {
      return now;
    }
  }

  private static LifecycleRule rule(String id, When end, LifecycleRule.Transition... moves) {
    return new LifecycleRule(
        id,
        new Filter("", Map.of(), null, null),
        end,
        false,
        List.of(moves),
        null,
        List.of(),
        null);
  }

  @Test
  void aYearOverAHundredThousandObjectsReadsEachAFewTimes() {
    LifecycleRules rules =
        new LifecycleRules(
            List.of(
                rule(
                    "all",
                    new When.Days(365),
                    new LifecycleRule.Transition(new When.Days(0), "INTELLIGENT_TIERING"),
                    new LifecycleRule.Transition(new When.Days(90), "GLACIER"))),
            true,
            List.of());
    fill();
    long looks = 0;
    for (int day = 1; day <= 366; day++) {
      Instant now = START.plus(DAY.multipliedBy(day));
      Instant due =
          store.read(
              snapshot -> {
                Instant first = agenda.firstDue(snapshot, bucket);
                Instant round = agenda.firstRound(snapshot, bucket);
                return first == null || (round != null && round.isBefore(first))
                    ? round == null ? Instant.MIN : round
                    : first;
              });
      if (!due.isAfter(now)) {
        rounds.run(bucket, rules, now);
        looks++;
      }
    }
    assertThat(store.<Boolean>read(snapshot -> objects.isEmpty(snapshot, bucket))).isTrue();
    assertThat(looks).isGreaterThan(300);
    assertThat(counted.rowsRead()).isLessThan(OBJECTS * 40L);
  }

  private void fill() {
    for (int first = 0; first < OBJECTS; first += 1000) {
      int from = first;
      store.transact(
          transaction -> {
            for (int i = from; i < from + 1000; i++) {
              objects.put(transaction, bucket, "key-%06d".formatted(i), object(i));
            }
            return true;
          });
    }
  }

  /** Written over the year before, so that something is due on every day of this one. */
  private static Stored object(int number) {
    return new Stored(
        0,
        VersionId.NULL,
        START.minus(Duration.ofDays(number % 360)),
        "etag",
        null,
        0,
        new StoredContent.Inline(new byte[0]),
        new ObjectAttributes(
            "text/plain",
            null,
            null,
            null,
            null,
            null,
            null,
            Encryption.managed(),
            ObjectAttributes.STANDARD,
            Map.of(),
            Map.of(),
            null));
  }
}

package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.lifecycle.LifecycleRules;
import dev.cloudjar.store.KeyValueStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Has buckets looked at when their calendar says so. */
final class LifecycleWork {
  private final KeyValueStore store;
  private final Clock clock;
  private final Lifecycles lifecycles;
  private final LifecycleCalendar calendar;
  private final LifecycleRounds rounds;

  LifecycleWork(
      KeyValueStore store,
      Clock clock,
      Lifecycles lifecycles,
      LifecycleCalendar calendar,
      LifecycleRounds rounds) {
    this.store = store;
    this.clock = clock;
    this.lifecycles = lifecycles;
    this.calendar = calendar;
    this.rounds = rounds;
  }

  private record Found(@Nullable Bucket bucket) {}

  void run(Work.Item item) {
    Bucket bucket =
        store.<Found>read(snapshot -> new Found(calendar.bucket(snapshot, item))).bucket();
    if (bucket == null) {
      return;
    }
    LifecycleRules rules = lifecycles.of(bucket);
    Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
    rounds.run(bucket, rules, now);
    store.transact(
        transaction -> {
          calendar.goOn(transaction, bucket);
          return true;
        });
  }
}

package dev.cloudjar.cloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what is run. For the dispatcher's thread only. */
final class PassageLog {
  private static final int MOST_FAILURES = 100;

  private final SortedMap<String, Passage.Ran> ran = new TreeMap<>();
  private final List<Passage.Failure> failures = new ArrayList<>();

  void ran(WorkRun run) {
    count(run, 0);
  }

  void failed(WorkRun run, Throwable failure, boolean parked) {
    count(run, 1);
    if (failures.size() < MOST_FAILURES) {
      WorkRows.Name name = run.item().name();
      failures.add(
          new Passage.Failure(name.kind(), name.id(), time(run), Retries.shown(failure), parked));
    }
  }

  Passage passage(long fromNanos, long toNanos) {
    return new Passage(
        EpochNanos.instant(fromNanos),
        EpochNanos.instant(toNanos),
        Collections.unmodifiableSortedMap(new TreeMap<>(ran)),
        List.copyOf(failures));
  }

  private void count(WorkRun run, int failed) {
    Instant time = time(run);
    ran.merge(
        run.item().name().kind(),
        new Passage.Ran(1, failed, time, time),
        (sum, one) ->
            new Passage.Ran(sum.items() + 1, sum.failed() + one.failed(), sum.first(), one.last()));
  }

  private static Instant time(WorkRun run) {
    return EpochNanos.instant(run.startedNanos());
  }
}

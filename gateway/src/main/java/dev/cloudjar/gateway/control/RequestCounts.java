package dev.cloudjar.gateway.control;

import dev.cloudjar.cloud.CallObserver;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls by operation, from outside and between rooms. */
public final class RequestCounts implements CallObserver {
  private final ConcurrentMap<Operation, Counters> counters = new ConcurrentHashMap<>();

  /** One operation, by the names of the catalog. */
  record Operation(String service, String name) implements Comparable<Operation> {
    private static final Comparator<Operation> ORDER =
        Comparator.comparing(Operation::service).thenComparing(Operation::name);

    @Override
    public int compareTo(Operation other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What was counted of an operation.
   *
   * @param clientErrors answers with a status from 400 to 499
   * @param serverErrors answers with a status from 500
   * @param nanos how long all of them took to make
   */
  record Count(long requests, long clientErrors, long serverErrors, long nanos) {}

  @Override
  public void answered(Answered answered) {
    counters
        .computeIfAbsent(
            new Operation(answered.call().service(), answered.call().operation()),
            operation -> new Counters())
        .count(answered);
  }

  SortedMap<Operation, Count> counts() {
    SortedMap<Operation, Count> counts = new TreeMap<>();
    for (Map.Entry<Operation, Counters> each : counters.entrySet()) {
      counts.put(each.getKey(), each.getValue().sum());
    }
    return counts;
  }

  private static final class Counters {
    private final LongAdder requests = new LongAdder();
    private final LongAdder clientErrors = new LongAdder();
    private final LongAdder serverErrors = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void count(Answered answered) {
      requests.increment();
      if (answered.status() >= 500) {
        serverErrors.increment();
      } else if (answered.status() >= 400) {
        clientErrors.increment();
      }
      nanos.add(answered.nanos());
    }

    Count sum() {
      return new Count(requests.sum(), clientErrors.sum(), serverErrors.sum(), nanos.sum());
    }
  }
}

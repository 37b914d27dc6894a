package dev.cloudjar.cloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps each minute of each series as one aggregate, in memory: as many minutes as there is room
 * for, the latest ones. Whoever wants them for longer fetches them in time.
 */
public final class MinuteMeter implements Meter {
  private static final int MOST_AGGREGATES = 200_000;
  private static final int MINUTE_SECONDS = 60;

  private final int mostAggregates;
  private final AtomicInteger aggregates = new AtomicInteger();
  private final ConcurrentNavigableMap<Long, ConcurrentMap<Series, Aggregate>> minutes =
      new ConcurrentSkipListMap<>();

  public MinuteMeter() {
    this(MOST_AGGREGATES);
  }

  MinuteMeter(int mostAggregates) {
    this.mostAggregates = mostAggregates;
  }

  @Override
  public void record(Measurement measured) {
    Series series =
        new Series(
            measured.accountId(),
            measured.region(),
            measured.namespace(),
            measured.metric(),
            measured.dimensions());
    minutes
        .computeIfAbsent(minute(measured.time()), minute -> new ConcurrentHashMap<>())
        .computeIfAbsent(series, this::begin)
        .add(measured.value());
    while (aggregates.get() > mostAggregates) {
      forgetOldest();
    }
  }

  private Aggregate begin(Series series) {
    aggregates.incrementAndGet();
    return new Aggregate();
  }

  private void forgetOldest() {
    Map.Entry<Long, ConcurrentMap<Series, Aggregate>> oldest = minutes.pollFirstEntry();
    if (oldest != null) {
      aggregates.addAndGet(-oldest.getValue().size());
    }
  }

  @Override
  public List<Series> series(String accountId, String region) {
    Set<Series> found = new LinkedHashSet<>();
    for (ConcurrentMap<Series, Aggregate> minute : minutes.values()) {
      for (Series series : minute.keySet()) {
        if (series.accountId().equals(accountId) && series.region().equals(region)) {
          found.add(series);
        }
      }
    }
    return List.copyOf(found);
  }

  @Override
  public List<Minute> minutes(Series series, Instant from, Instant until) {
    List<Minute> found = new ArrayList<>();
    long first = Math.ceilDiv(from.getEpochSecond(), MINUTE_SECONDS);
    long end = Math.ceilDiv(until.getEpochSecond(), MINUTE_SECONDS);
    if (first < end) {
      minutes
          .subMap(first, end)
          .forEach(
              (minute, all) -> {
                Aggregate aggregate = all.get(series);
                if (aggregate != null) {
                  found.add(aggregate.of(Instant.ofEpochSecond(minute * MINUTE_SECONDS)));
                }
              });
    }
    return found;
  }

  private static long minute(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), MINUTE_SECONDS);
  }

  private static final class Aggregate {
    private long count;
    private double sum;
    private double minimum = Double.POSITIVE_INFINITY;
    private double maximum = Double.NEGATIVE_INFINITY;

    synchronized void add(double value) {
      count++;
      sum += value;
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
    }

    synchronized Minute of(Instant start) {
      return new Minute(start, count, sum, minimum, maximum);
    }
  }
}

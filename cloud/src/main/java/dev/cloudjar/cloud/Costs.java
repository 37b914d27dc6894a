package dev.cloudjar.cloud;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The record of what accounts use and would have to pay for: quantities by AWS's own usage types,
 * without prices. What is added is gathered in memory and written down by the day a moment later,
 * so a crash loses the last moments of it, and nobody waits.
 */
public final class Costs {
  private static final Table<Key, Day> RECORD =
      new Table<>("cost.record", Key.CODEC, RecordCodec.of(Day.class));

  private static final int WRITTEN_AT_ONCE = 500;
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();
  private static final long HOUR_SECONDS = Duration.ofHours(1).toSeconds();

  private final KeyValueStore store;
  private final Clock clock;
  private final ConcurrentMap<Key, Day> gathered = new ConcurrentHashMap<>();
  private final AtomicBoolean announced = new AtomicBoolean();
  private final Backlog<Boolean> backlog;

  Costs(KeyValueStore store, Clock clock, Backlogs backlogs) {
    this.store = store;
    this.clock = clock;
    this.backlog = backlogs.open("costs", 1_000, batch -> write());
  }

  /**
   * What something costs.
   *
   * @param accountId who pays
   * @param service its name in the catalog, such as {@code s3}
   * @param resource such as the name of a bucket
   * @param usageType as AWS names it, without the Region's prefix, such as {@code Requests-Tier1}
   */
  public record Usage(
      String accountId, String service, String region, String resource, String usageType) {}

  /**
   * What was used of something in a time.
   *
   * @param quantity in the unit that AWS counts the usage type in: a count, bytes, or byte-hours
   */
  public record Line(Usage usage, long quantity) {}

  /** Adds to what was used on the day of {@code time}. */
  public void add(Usage usage, Instant time, long quantity) {
    gather(usage, time, new Day(quantity, 0, 0));
  }

  /**
   * Adds to what is used from {@code time} on until it is taken away again, and counted by the
   * hour, such as bytes that are stored.
   *
   * @param change negative where less is used from then on
   */
  public void change(Usage usage, Instant time, long change) {
    long rest = DAY_SECONDS - Math.floorMod(time.getEpochSecond(), DAY_SECONDS);
    gather(usage, time, new Day(0, change, change * rest));
  }

  private void gather(Usage usage, Instant time, Day day) {
    long number = Math.floorDiv(time.getEpochSecond(), DAY_SECONDS);
    gathered.merge(new Key(usage, number), day, Day::plus);
    if (announced.compareAndSet(false, true)) {
      backlog.add(true);
    }
  }

  private void write() {
    announced.set(false);
    List<Row> rows = new ArrayList<>();
    for (Key key : gathered.keySet()) {
      Day day = gathered.remove(key);
      if (day != null) {
        rows.add(new Row(key, day));
      }
    }
    for (int i = 0; i < rows.size(); i += WRITTEN_AT_ONCE) {
      write(rows.subList(i, Math.min(i + WRITTEN_AT_ONCE, rows.size())));
    }
  }

  private void write(List<Row> rows) {
    store.transact(
        transaction -> {
          for (Row row : rows) {
            Day before = RECORD.get(transaction, row.key());
            RECORD.put(transaction, row.key(), before == null ? row.day() : before.plus(row.day()));
          }
          return true;
        });
  }

  private record Row(Key key, Day day) {}

  /**
   * What an account used, by its usage.
   *
   * @param from the first day
   * @param until the first day that no longer counts; today counts as far as it has come
   */
  public List<Line> of(String accountId, LocalDate from, LocalDate until) {
    backlog.flush();
    Instant now = clock.now();
    long end = Math.min(until.atStartOfDay(ZoneOffset.UTC).toEpochSecond(), now.getEpochSecond());
    List<Line> lines = new ArrayList<>();
    store.read(
        snapshot -> {
          Sum sum = null;
          try (Rows<Key, Day> rows =
              RECORD.scan(snapshot, RECORD.startingWith(out -> out.text(accountId)))) {
            while (rows.next()) {
              if (sum == null || !sum.usage.equals(rows.key().usage())) {
                add(lines, sum);
                sum = new Sum(rows.key().usage(), from.toEpochDay(), until.toEpochDay(), end);
              }
              sum.add(rows.key().day(), rows.value());
            }
          }
          add(lines, sum);
          return true;
        });
    return List.copyOf(lines);
  }

  /** The day that is, in UTC. */
  public LocalDate today() {
    return clock.now().atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static void add(List<Line> lines, @Nullable Sum sum) {
    if (sum != null && sum.quantity() != 0) {
      lines.add(new Line(sum.usage, sum.quantity()));
    }
  }

  /** What comes together of one usage. */
  private static final class Sum {
    private final Usage usage;
    private final long fromDay;
    private final long untilDay;
    private final long endSecond;
    private long counted;
    private double levelSeconds;

    Sum(Usage usage, long fromDay, long untilDay, long endSecond) {
      this.usage = usage;
      this.fromDay = fromDay;
      this.untilDay = untilDay;
      this.endSecond = endSecond;
    }

    void add(long day, Day value) {
      if (day >= fromDay && day < untilDay) {
        counted += value.quantity();
      }
      if (day * DAY_SECONDS >= endSecond) {
        return;
      }
      // What changed on a day lasts for its rest, and for all days after it.
      long behind = endSecond - (day + 1) * DAY_SECONDS;
      levelSeconds += value.changeSeconds() + (double) value.change() * behind;
      long before = fromDay * DAY_SECONDS - (day + 1) * DAY_SECONDS;
      if (day < fromDay) {
        levelSeconds -= value.changeSeconds() + (double) value.change() * before;
      }
    }

    long quantity() {
      return counted + Math.round(levelSeconds / HOUR_SECONDS);
    }
  }

  /**
   * What was used on a day.
   *
   * @param change by how much more was in use at its end than at its beginning
   * @param changeSeconds what that comes to in the day itself, in seconds
   */
  record Day(long quantity, long change, long changeSeconds) {
    Day plus(Day other) {
      return new Day(
          quantity + other.quantity, change + other.change, changeSeconds + other.changeSeconds);
    }
  }

  private record Key(Usage usage, long day) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            Usage usage = key.usage;
            out.text(usage.accountId())
                .text(usage.service())
                .text(usage.region())
                .text(usage.resource())
                .text(usage.usageType())
                .number(key.day);
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(
                new Usage(in.text(), in.text(), in.text(), in.text(), in.text()), in.number());
          }
        };
  }
}

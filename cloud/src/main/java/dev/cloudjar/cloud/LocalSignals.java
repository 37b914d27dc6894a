package dev.cloudjar.cloud;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Signals among the threads of this process. */
final class LocalSignals implements Signals, AutoCloseable {

  /** When a listener is to be woken; the number tells apart those of the same time. */
  private record Deadline(long nanos, long number) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final VirtualClock clock;
  private final AtomicLong numbers = new AtomicLong();

  /** Those who listen, by key, who came first first; the sets are touched only within compute. */
  private final ConcurrentMap<String, LinkedHashSet<Ear>> ears = new ConcurrentHashMap<>();

  /** Those who wait for a point in time. */
  private final ConcurrentNavigableMap<Deadline, Ear> deadlines = new ConcurrentSkipListMap<>();

  private volatile boolean closed;

  LocalSignals(VirtualClock clock) {
    this.clock = clock;
    clock.addListener(this::clockChanged);
  }

  @Override
  public Listening listen(String key) {
    Ear ear = new Ear(key);
    ears.compute(
        key,
        (same, others) -> {
          LinkedHashSet<Ear> all = others == null ? new LinkedHashSet<>() : others;
          all.add(ear);
          return all;
        });
    return ear;
  }

  @Override
  public void signal(String key) {
    if (ears.containsKey(key)) {
      ears.computeIfPresent(
          key,
          (same, all) -> {
            all.forEach(ear -> ear.tell(false));
            return all;
          });
    }
  }

  @Override
  public void signal(String key, int count) {
    if (count > 0 && ears.containsKey(key)) {
      ears.computeIfPresent(
          key,
          (same, all) -> {
            int left = count;
            for (Ear ear : all) {
              if (left > 0 && ear.tell(true)) {
                left--;
              }
            }
            return all;
          });
    }
  }

  /** Lets everybody who waits go, now and later. */
  @Override
  public void close() {
    closed = true;
    for (String key : ears.keySet()) {
      ears.computeIfPresent(
          key,
          (same, all) -> {
            all.forEach(Ear::wake);
            return all;
          });
    }
  }

  /** How many listen, for tests. */
  int listeners() {
    return ears.values().stream().mapToInt(LinkedHashSet::size).sum();
  }

  private void clockChanged(boolean paceChanged) {
    if (deadlines.isEmpty()) {
      return;
    }
    (paceChanged ? deadlines : deadlines.headMap(new Deadline(clock.nowNanos(), Long.MAX_VALUE)))
        .values()
        .forEach(Ear::wake);
  }

  private final class Ear implements Listening {
    private final String key;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Told, and has not yet been seen to know. */
    private boolean told;

    /** Told in the place of all others, who must be told if this one never hears of it. */
    private boolean toldAlone;

    Ear(String key) {
      this.key = key;
    }

    /** False where it had been told before and has not listened since. */
    boolean tell(boolean alone) {
      lock.lock();
      try {
        if (alone && toldAlone) {
          return false;
        }
        told = true;
        toldAlone |= alone;
        changed.signal();
        return true;
      } finally {
        lock.unlock();
      }
    }

    void wake() {
      lock.lock();
      try {
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Outcome await(@Nullable Instant until, Duration atMost) {
      long started = System.nanoTime();
      long bearable = EpochNanos.lengthOf(atMost);
      if (until == null) {
        return await(Long.MAX_VALUE, started, bearable);
      }
      Deadline deadline = new Deadline(EpochNanos.of(until), numbers.getAndIncrement());
      deadlines.put(deadline, this);
      try {
        return await(deadline.nanos, started, bearable);
      } finally {
        deadlines.remove(deadline);
      }
    }

    private Outcome await(long until, long started, long bearable) {
      lock.lock();
      try {
        while (true) {
          if (told) {
            told = false;
            toldAlone = false;
            return Outcome.SIGNALLED;
          }
          if (closed) {
            return Outcome.INTERRUPTED;
          }
          long virtual = until == Long.MAX_VALUE ? Long.MAX_VALUE : clock.realNanosUntil(until);
          if (virtual == 0) {
            return Outcome.REACHED;
          }
          long left = bearable - (System.nanoTime() - started);
          if (left <= 0) {
            return Outcome.EXPIRED;
          }
          changed.awaitNanos(Math.min(left, virtual));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Outcome.INTERRUPTED;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      ears.computeIfPresent(
          key,
          (same, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
      boolean passOn;
      lock.lock();
      try {
        passOn = toldAlone;
        toldAlone = false;
      } finally {
        lock.unlock();
      }
      if (passOn) {
        signal(key, 1);
      }
    }
  }
}

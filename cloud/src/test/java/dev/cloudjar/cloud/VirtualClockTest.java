package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final KeyValueStore store = new MemoryStore();
  private final ManualTime machine = new ManualTime();
  private VirtualClock clock = new VirtualClock(store, machine);

  private void restart() {
    clock = new VirtualClock(store, machine);
  }

  /** Moves the clock as the dispatcher does. */
  private void move(Duration duration) {
    long target = clock.hold() + duration.toNanos();
    store.transact(
        transaction -> {
          clock.promise(transaction, target, target);
          return target;
        });
    clock.release(target);
  }

  @Test
  void showsTheWallTimeUntilItIsMoved() {
    machine.pass(HOUR);
    assertThat(clock.now()).isEqualTo(machine.wallTime());
  }

  @Test
  void goesOnFromWhereItWasMovedTo() {
    move(Duration.ofDays(90));
    machine.pass(HOUR);
    assertThat(clock.now()).isEqualTo(machine.wallTime().plus(Duration.ofDays(90)));
    assertThat(clock.wallTime()).isEqualTo(machine.wallTime());
  }

  @Nested
  class InRetrospect {
    @Test
    void showsWhatItShowedBeforeAndAfterItWasMoved() {
      Instant before = machine.wallTime();
      machine.pass(HOUR);
      move(Duration.ofDays(90));
      machine.pass(HOUR);
      Instant after = machine.wallTime();
      machine.pass(HOUR);
      assertThat(clock.at(before)).isEqualTo(before);
      assertThat(clock.at(after)).isEqualTo(after.plus(Duration.ofDays(90)));
      assertThat(clock.at(machine.wallTime())).isEqualTo(clock.now());
    }

    @Test
    void standsWhileItWasFrozen() {
      Instant stopped = clock.now();
      clock.freeze();
      machine.pass(HOUR);
      Instant frozen = machine.wallTime();
      move(HOUR);
      machine.pass(HOUR);
      clock.resume();
      assertThat(clock.at(frozen.minusSeconds(1))).isEqualTo(stopped);
      assertThat(clock.at(frozen.plusSeconds(1))).isEqualTo(stopped.plus(HOUR));
      assertThat(clock.at(machine.wallTime())).isEqualTo(stopped.plus(HOUR));
    }

    @Test
    void remembersOverARestart() {
      Instant before = machine.wallTime();
      machine.pass(HOUR);
      move(Duration.ofDays(90));
      machine.pass(HOUR);
      Instant after = machine.wallTime();
      clock.freeze();
      machine.pass(HOUR);
      Instant frozen = machine.wallTime();
      clock.resume();
      machine.pass(HOUR);
      Instant resumed = machine.wallTime();
      machine.pass(HOUR);
      clock.close();
      machine.pass(HOUR);
      restart();

      assertThat(clock.at(before)).isEqualTo(before);
      assertThat(clock.at(after)).isEqualTo(after.plus(Duration.ofDays(90)));
      assertThat(clock.at(frozen.minusSeconds(1))).isEqualTo(after.plus(Duration.ofDays(90)));
      Duration ahead = Duration.ofDays(90).minus(HOUR);
      assertThat(clock.at(resumed)).isEqualTo(resumed.plus(ahead));
      assertThat(clock.at(machine.wallTime())).isEqualTo(clock.now());
    }

    @Test
    void isTakenToHaveBeenAsFarAheadBeforeItWasMade() {
      Instant early = machine.wallTime().minus(HOUR);
      machine.pass(HOUR);
      move(Duration.ofDays(90));
      clock.close();
      restart();
      assertThat(clock.at(early)).isEqualTo(early);
    }
  }

  @Nested
  class Frozen {
    private final Instant start = clock.now();

    @Test
    void standsStill() {
      clock.freeze();
      machine.pass(HOUR);
      assertThat(clock.now()).isEqualTo(start);
      assertThat(clock.isFrozen()).isTrue();
    }

    @Test
    void goesOnFromWhereItStood() {
      clock.freeze();
      machine.pass(HOUR);
      clock.resume();
      assertThat(clock.now()).isEqualTo(start);
      machine.pass(HOUR);
      assertThat(clock.now()).isEqualTo(start.plus(HOUR));
    }

    @Test
    void canBeMovedAndStandsThere() {
      clock.freeze();
      move(HOUR);
      machine.pass(HOUR);
      assertThat(clock.now()).isEqualTo(start.plus(HOUR));
    }

    @Test
    void tellsThatWaitingDoesNotHelp() {
      long later = EpochNanos.of(start.plus(HOUR));
      assertThat(clock.realNanosUntil(later)).isEqualTo(HOUR.toNanos());
      clock.freeze();
      assertThat(clock.realNanosUntil(later)).isEqualTo(Long.MAX_VALUE);
      assertThat(clock.realNanosUntil(EpochNanos.of(start))).isZero();
    }
  }

  @Nested
  class OverARestart {
    @Test
    void keepsItsOffset() {
      move(Duration.ofDays(90));
      machine.pass(HOUR);
      restart();
      machine.pass(HOUR);
      assertThat(clock.now()).isEqualTo(machine.wallTime().plus(Duration.ofDays(90)));
    }

    @Test
    void staysFrozen() {
      clock.freeze();
      Instant stood = clock.now();
      machine.pass(HOUR);
      restart();
      machine.pass(HOUR);
      assertThat(clock.isFrozen()).isTrue();
      assertThat(clock.now()).isEqualTo(stood);
      clock.resume();
      machine.pass(HOUR);
      assertThat(clock.now()).isEqualTo(stood.plus(HOUR));
    }

    @Test
    void isNotBehindWhatItHasShownIfTheMachineIs() {
      machine.pass(HOUR);
      Instant shown = clock.now();
      clock.close();
      machine.setBy(HOUR.multipliedBy(-2));
      restart();
      assertThat(clock.now()).isEqualTo(shown);
    }

    @Test
    void standsWhereItMayHaveBeenWhenAnAdvanceIsBrokenOff() {
      long from = clock.hold();
      long promised = from + HOUR.toNanos();
      long target = promised + HOUR.toNanos();
      store.transact(
          transaction -> {
            clock.promise(transaction, promised, target);
            return target;
          });
      clock.moveTo(from + Duration.ofMinutes(30).toNanos());
      clock.freeze();
      machine.pass(HOUR);
      restart();
      assertThat(clock.nowNanos()).isEqualTo(promised);
      assertThat(clock.unfinishedAdvance()).hasValue(target);
      assertThat(clock.isFrozen()).isTrue();
    }
  }

  @Nested
  class WhenTheMachineIsSet {
    @Test
    void followsForward() {
      machine.setBy(HOUR);
      machine.pass(Duration.ofSeconds(2));
      clock.now();
      assertThat(clock.now()).isEqualTo(machine.wallTime());
    }

    @Test
    void doesNotFollowBack() {
      Instant before = clock.now();
      machine.setBy(HOUR.negated());
      machine.pass(Duration.ofSeconds(2));
      clock.now();
      assertThat(clock.now()).isEqualTo(before.plusSeconds(2));
      machine.pass(HOUR);
      clock.now();
      assertThat(clock.now()).isEqualTo(before.plusSeconds(2).plus(HOUR));
    }
  }

  @Test
  void neverRunsBackwardsForAnybodyWhateverIsDoneToIt() throws Exception {
    VirtualClock real = new VirtualClock(store);
    AtomicLong shown = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(threads.submit(() -> largestStepBack(real, shown, over)));
      }
      for (int i = 0; i < 300; i++) {
        real.freeze();
        real.resume();
        long from = real.hold();
        real.moveTo(from + 1000);
        real.release(from + 2000);
      }
      over.set(true);
      for (Future<Long> reader : readers) {
        assertThat(reader.get()).isZero();
      }
    }
  }

  private static long largestStepBack(VirtualClock clock, AtomicLong shown, AtomicBoolean over) {
    long largest = 0;
    while (!over.get()) {
      long before = shown.get();
      long now = clock.nowNanos();
      largest = Math.max(largest, before - now);
      shown.accumulateAndGet(now, Math::max);
    }
    return largest;
  }
}

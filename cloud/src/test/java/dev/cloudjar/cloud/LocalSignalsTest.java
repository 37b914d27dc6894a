package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Signals.Listening;
import dev.cloudjar.cloud.Signals.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalSignalsTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration NO_TIME = Duration.ZERO;

  private final TestCloud cloud = new TestCloud().frozen().start();
  private final LocalSignals signals = (LocalSignals) cloud.cloud().signals();

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void wakesWhoListensWhetherOrNotTheyWaitYet() {
    try (Listening before = signals.listen("queue");
        Listening other = signals.listen("other queue")) {
      signals.signal("queue");
      assertThat(before.await(null, LONG)).isEqualTo(Outcome.SIGNALLED);
      assertThat(before.await(null, NO_TIME)).isEqualTo(Outcome.EXPIRED);
      assertThat(other.await(null, NO_TIME)).isEqualTo(Outcome.EXPIRED);
      var waiting = CompletableFuture.supplyAsync(() -> other.await(null, LONG));
      signals.signal("other queue");
      assertThat(waiting.join()).isEqualTo(Outcome.SIGNALLED);
    }
  }

  @Test
  void keepsNothingForThoseWhoCameLaterOrHaveGone() {
    signals.signal("queue");
    try (Listening late = signals.listen("queue")) {
      assertThat(late.await(null, NO_TIME)).isEqualTo(Outcome.EXPIRED);
    }
    assertThat(signals.listeners()).isZero();
  }

  @Test
  void wakesAsManyAsAreWantedWhoCameFirstFirst() {
    try (Listening first = signals.listen("queue");
        Listening second = signals.listen("queue");
        Listening third = signals.listen("queue")) {
      signals.signal("queue", 1);
      signals.signal("queue", 1);
      assertThat(first.await(null, NO_TIME)).isEqualTo(Outcome.SIGNALLED);
      assertThat(second.await(null, NO_TIME)).isEqualTo(Outcome.SIGNALLED);
      assertThat(third.await(null, NO_TIME)).isEqualTo(Outcome.EXPIRED);
    }
  }

  @Test
  void wakesTheNextWhenOneLeavesUntold() {
    Listening first = signals.listen("queue");
    try (Listening second = signals.listen("queue")) {
      signals.signal("queue", 1);
      first.close();
      assertThat(second.await(null, NO_TIME)).isEqualTo(Outcome.SIGNALLED);
    }
  }

  @Test
  void returnsWhenTheClockIsMovedToTheTimeOrPast() {
    try (Listening listening = signals.listen("queue")) {
      var until = cloud.now().plusSeconds(20);
      var waiting = CompletableFuture.supplyAsync(() -> listening.await(until, LONG));
      cloud.control().advance(Duration.ofSeconds(19));
      assertThat(waiting).isNotDone();
      cloud.control().advance(Duration.ofSeconds(2));
      assertThat(waiting.join()).isEqualTo(Outcome.REACHED);
      assertThat(listening.await(until, LONG)).isEqualTo(Outcome.REACHED);
    }
  }

  @Test
  void returnsWhenTheClockGetsThereByItself() {
    try (Listening listening = signals.listen("queue")) {
      var until = cloud.now().plusMillis(20);
      var waiting = CompletableFuture.supplyAsync(() -> listening.await(until, LONG));
      cloud.control().resume();
      assertThat(waiting.join()).isEqualTo(Outcome.REACHED);
    }
  }

  @Test
  void returnsAfterAsMuchRealTimeAsIsBearableWhileTheClockStands() {
    try (Listening listening = signals.listen("queue")) {
      assertThat(listening.await(cloud.now().plusMillis(5), Duration.ofMillis(30)))
          .isEqualTo(Outcome.EXPIRED);
    }
  }

  @Test
  void letsEverybodyGoWhenTheCloudCloses() {
    try (Listening listening = signals.listen("queue")) {
      var waiting = CompletableFuture.supplyAsync(() -> listening.await(null, LONG));
      signals.close();
      assertThat(waiting.join()).isEqualTo(Outcome.INTERRUPTED);
      assertThat(listening.await(null, LONG)).isEqualTo(Outcome.INTERRUPTED);
    }
  }

  @Test
  void letsAThreadGoThatIsInterrupted() {
    try (Listening listening = signals.listen("queue")) {
      Thread.currentThread().interrupt();
      assertThat(listening.await(null, LONG)).isEqualTo(Outcome.INTERRUPTED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** As many takers as things, who come and go: no thing is left while somebody waits for it. */
  @Test
  void losesNoSignal() throws Exception {
    int things = 3_000;
    AtomicInteger stock = new AtomicInteger();
    CountDownLatch taken = new CountDownLatch(things);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> takers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        takers.add(
            threads.submit(
                () -> {
                  while (taken.getCount() > 0) {
                    take(stock, taken);
                  }
                }));
      }
      for (int i = 0; i < things; i++) {
        stock.incrementAndGet();
        signals.signal("stock", 1);
      }
      taken.await();
      signals.close();
      for (Future<?> taker : takers) {
        taker.get();
      }
    }
    assertThat(stock).hasValue(0);
    assertThat(signals.listeners()).isZero();
  }

  private void take(AtomicInteger stock, CountDownLatch taken) {
    try (Listening listening = signals.listen("stock")) {
      Outcome outcome = Outcome.SIGNALLED;
      while (outcome == Outcome.SIGNALLED) {
        if (stock.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          taken.countDown();
          return;
        }
        outcome = listening.await(null, LONG);
      }
    }
  }
}

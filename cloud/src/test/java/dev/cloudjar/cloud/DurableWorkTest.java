package dev.cloudjar.cloud;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DurableWorkTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /** What ran, as {@code id@time}. */
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  private final TestCloud cloud = new TestCloud();

  @AfterEach
  void close() {
    cloud.close();
  }

  private void record(Cloud in, Work.Item item) {
    ran.add(item.id() + "@" + in.clock().now());
  }

  private void logging(String service) {
    cloud.room(service, in -> in.work().handle(service + ":log", item -> record(in, item)));
  }

  @Test
  void runsInOrderOfDueTimeWhileTheClockShowsIt() {
    logging("sqs");
    cloud.frozen().start();
    Instant start = cloud.now();
    cloud.schedule("sqs:log", "late", start.plus(Duration.ofDays(60)));
    cloud.schedule("sqs:log", "early", start.plusSeconds(1));
    cloud.schedule("sqs:log", "middle", start.plus(HOUR));

    Passage passage = cloud.control().advance(Duration.ofDays(90));

    assertThat(ran)
        .containsExactly(
            "early@" + start.plusSeconds(1),
            "middle@" + start.plus(HOUR),
            "late@" + start.plus(Duration.ofDays(60)));
    assertThat(cloud.now()).isEqualTo(start.plus(Duration.ofDays(90)));
    assertThat(passage.from()).isEqualTo(start);
    assertThat(passage.to()).isEqualTo(cloud.now());
    assertThat(passage.ran())
        .containsOnlyKeys("sqs:log")
        .containsEntry(
            "sqs:log",
            new Passage.Ran(3, 0, start.plusSeconds(1), start.plus(Duration.ofDays(60))));
  }

  @Test
  void runsWhatIsScheduledOnTheWayToo() {
    cloud.room(
        "s3",
        in ->
            in.work()
                .handle(
                    "s3:daily",
                    item -> {
                      record(in, item);
                      cloud.schedule(
                          "s3:daily", item.id(), in.clock().now().plus(Duration.ofDays(1)));
                    }));
    cloud.frozen().start();
    Instant start = cloud.now();
    cloud.schedule("s3:daily", "a", start.plus(HOUR));
    cloud.control().advance(Duration.ofDays(90));
    assertThat(ran).hasSize(90).endsWith("a@" + start.plus(HOUR).plus(Duration.ofDays(89)));
  }

  @Test
  void leavesAloneWhatIsNotDue() {
    logging("sqs");
    cloud.frozen().start();
    cloud.schedule("sqs:log", "a", cloud.now().plus(HOUR));
    assertThat(cloud.control().advance(HOUR.minusNanos(1)).items()).isZero();
    assertThat(cloud.control().advance(Duration.ofNanos(1)).items()).isOne();
  }

  @Test
  void runsWhatIsDueNowWithoutMovingTheClock() {
    logging("sqs");
    cloud.frozen().start();
    Instant start = cloud.now();
    cloud.schedule("sqs:log", "past", start.minus(HOUR));
    cloud.schedule("sqs:log", "now", start);
    cloud.control().settle();
    assertThat(ran).containsExactly("past@" + start, "now@" + start);
  }

  @Test
  void replacesAnItemOfTheSameNameAndTakesBackWhatIsCancelled() {
    logging("sqs");
    cloud.frozen().start();
    Instant start = cloud.now();
    cloud.schedule("sqs:log", "moved", start.plusSeconds(1));
    cloud.schedule("sqs:log", "moved", start.plusSeconds(9));
    cloud.schedule("sqs:log", "gone", start.plusSeconds(2));
    cloud.transact(transaction -> cloud.cloud().work().cancel(transaction, "sqs:log", "gone"));
    cloud.control().advance(HOUR);
    assertThat(ran).containsExactly("moved@" + start.plusSeconds(9));
  }

  @Test
  void runsNothingOfATransactionThatFailed() {
    logging("sqs");
    cloud.frozen().start();
    assertThatThrownBy(
            () ->
                cloud.transact(
                    transaction -> {
                      cloud
                          .cloud()
                          .work()
                          .schedule(transaction, "sqs:log", "a", cloud.now(), new byte[0]);
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");
    assertThat(cloud.control().advance(HOUR).items()).isZero();
  }

  @Test
  void runsWhatFallsDueWhileNobodyMovesTheClock() throws Exception {
    BlockingQueue<String> done = new LinkedBlockingQueue<>();
    cloud.room("sqs", in -> in.work().handle("sqs:log", item -> done.add(item.id())));
    cloud.start();
    cloud.schedule("sqs:log", "far", cloud.now().plus(HOUR));
    cloud.schedule("sqs:log", "near", cloud.now().plusMillis(50));
    assertThat(done.poll(10, SECONDS)).isEqualTo("near");
    cloud.schedule("sqs:log", "at once", cloud.now());
    assertThat(done.poll(10, SECONDS)).isEqualTo("at once");
    cloud.frozen();
    cloud.schedule("sqs:log", "thawed", cloud.now().plusMillis(5));
    cloud.control().resume();
    assertThat(done.poll(10, SECONDS)).isEqualTo("thawed");
    assertThat(done).isEmpty();
  }

  @Test
  void opensTheRoomOnlyWhenItsWorkIsDue() {
    logging("sqs");
    cloud.frozen().start();
    cloud.schedule("sqs:log", "a", cloud.now().plus(HOUR));
    assertThat(cloud.opened).hasValue(0);
    cloud.control().advance(HOUR);
    assertThat(cloud.opened).hasValue(1);
    assertThat(ran).hasSize(1);
  }

  @Test
  void triesAgainWhatFailsEachTimeLater() {
    AtomicInteger tries = new AtomicInteger();
    cloud.room(
        "sqs",
        in ->
            in.work()
                .handle(
                    "sqs:flaky",
                    item -> {
                      record(in, item);
                      if (tries.incrementAndGet() < 5) {
                        throw new IllegalStateException("not yet");
                      }
                    }));
    cloud.frozen().start();
    Instant due = cloud.now().plusSeconds(10);
    cloud.schedule("sqs:flaky", "a", due);
    Passage passage = cloud.control().advance(HOUR);
    assertThat(ran)
        .containsExactly(
            "a@" + due,
            "a@" + due,
            "a@" + due.plusSeconds(1),
            "a@" + due.plusSeconds(3),
            "a@" + due.plusSeconds(7));
    assertThat(passage.items()).isEqualTo(5);
    assertThat(passage.failed()).isEqualTo(4);
    assertThat(passage.failures().getFirst())
        .isEqualTo(
            new Passage.Failure(
                "sqs:flaky", "a", due, "java.lang.IllegalStateException: not yet", false));
    assertThat(cloud.assembly().work().parked(10)).isEmpty();
  }

  @Test
  void parksWhatFailsTooOftenWhereItCanBeSeenAndTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    cloud.room(
        "sqs",
        in ->
            in.work()
                .handle(
                    "sqs:broken",
                    item -> {
                      if (tries.incrementAndGet() <= Retries.MOST_FAILURES) {
                        throw new AssertionError("broken");
                      }
                      record(in, item);
                    }));
    cloud.frozen().start();
    Instant due = cloud.now().plusSeconds(10);
    cloud.schedule("sqs:broken", "a", due);
    Passage passage = cloud.control().advance(Duration.ofDays(1));
    assertThat(passage.failed()).isEqualTo(Retries.MOST_FAILURES);
    assertThat(passage.failures().getLast().parked()).isTrue();
    assertThat(cloud.assembly().work().parked(10))
        .singleElement()
        .satisfies(
            parked -> {
              assertThat(parked.kind()).isEqualTo("sqs:broken");
              assertThat(parked.id()).isEqualTo("a");
              assertThat(parked.due()).isEqualTo(due);
              assertThat(parked.failures()).isEqualTo(Retries.MOST_FAILURES);
              assertThat(parked.error()).contains("broken");
            });

    assertThat(cloud.assembly().work().retry("sqs:broken", "a")).isTrue();
    assertThat(cloud.assembly().work().retry("sqs:broken", "a")).isFalse();
    cloud.control().settle();
    assertThat(ran).containsExactly("a@" + cloud.now());
    assertThat(cloud.assembly().work().parked(10)).isEmpty();
  }

  @Test
  void parksWhatNobodyDoes() {
    cloud.frozen().start();
    cloud.schedule("nobody:home", "a", cloud.now());
    cloud.control().advance(Duration.ofDays(1));
    assertThat(cloud.assembly().work().parked(10))
        .singleElement()
        .satisfies(parked -> assertThat(parked.error()).contains("nobody here does nobody:home"));
  }

  @Test
  void leavesWhatAFailedItemHasPutInItsOwnPlace() {
    cloud.room(
        "sqs",
        in ->
            in.work()
                .handle(
                    "sqs:log",
                    item -> {
                      record(in, item);
                      if (ran.size() == 1) {
                        cloud.schedule("sqs:log", "a", in.clock().now().plus(HOUR));
                        throw new IllegalStateException("after all was said");
                      }
                    }));
    cloud.frozen().start();
    Instant start = cloud.now();
    cloud.schedule("sqs:log", "a", start);
    cloud.control().advance(Duration.ofDays(1));
    assertThat(ran).containsExactly("a@" + start, "a@" + start.plus(HOUR));
  }

  @Test
  void doesNotLetSlowWorkOfOneKindHoldUpAnother() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    BlockingQueue<String> done = new LinkedBlockingQueue<>();
    cloud.room(
        "sqs",
        in -> {
          in.work()
              .handle(
                  "sqs:slow",
                  item -> {
                    release.await();
                    done.add(item.id());
                  });
          in.work().handle("sqs:quick", item -> done.add(item.id()));
        });
    cloud.start();
    cloud.schedule("sqs:slow", "slow 1", cloud.now());
    cloud.schedule("sqs:slow", "slow 2", cloud.now());
    cloud.schedule("sqs:quick", "quick", cloud.now());
    assertThat(done.poll(10, SECONDS)).isEqualTo("quick");
    CompletableFuture<Passage> settled =
        CompletableFuture.supplyAsync(() -> cloud.control().settle());
    assertThat(settled).isNotDone();
    release.countDown();
    settled.join();
    assertThat(done).containsExactly("slow 1", "slow 2");
  }

  @Test
  void refusesToMoveTimeBackOrPastItsEnd() {
    cloud.frozen().start();
    assertThatThrownBy(() -> cloud.control().advance(HOUR.negated()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> cloud.control().advanceTo(cloud.now().minusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be moved back");
    assertThatThrownBy(() -> cloud.control().advance(Duration.ofDays(400_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(cloud.control().advance(HOUR).items()).isZero();
  }

  @Test
  void movesARunningClockByAsMuchAsWasAskedFor() {
    cloud.start();
    Instant before = cloud.now();
    cloud.control().advance(Duration.ofDays(30));
    Instant after = cloud.now();
    assertThat(after).isBetween(before.plus(Duration.ofDays(30)), before.plus(Duration.ofDays(31)));
    assertThat(cloud.control().isFrozen()).isFalse();
  }

  @Test
  void addsUpWhatSeveralAdvanceAtOnce() {
    cloud.frozen().start();
    Instant start = cloud.now();
    List<CompletableFuture<Passage>> moves = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      moves.add(CompletableFuture.supplyAsync(() -> cloud.control().advance(HOUR)));
    }
    moves.forEach(CompletableFuture::join);
    assertThat(cloud.now()).isEqualTo(start.plus(HOUR.multipliedBy(10)));
  }

  @Test
  void runsAfterARestartWhatWasMissedInOrder() {
    logging("sqs");
    cloud.frozen();
    Instant start = cloud.now();
    cloud.schedule("sqs:log", "b", start.minusSeconds(1));
    cloud.schedule("sqs:log", "a", start.minusSeconds(2));
    cloud.restart();
    cloud.start();
    cloud.control().settle();
    assertThat(ran).containsExactly("a@" + start, "b@" + start);
    cloud.restart();
    cloud.start();
    assertThat(cloud.control().settle().items()).isZero();
  }

  @Test
  void goesOnWithAnAdvanceThatACrashBrokeOff() {
    logging("sqs");
    AtomicBoolean crashing = new AtomicBoolean(true);
    cloud.room(
        "s3",
        in ->
            in.work()
                .handle(
                    "s3:crash",
                    item -> {
                      if (crashing.getAndSet(false)) {
                        cloud.assembly().abandon();
                      }
                    }));
    cloud.frozen().start();
    Instant start = cloud.now();
    for (int i = 0; i < 100; i++) {
      cloud.schedule("sqs:log", "" + i, start.plus(HOUR.multipliedBy(i)));
    }
    Instant crash = start.plus(HOUR.multipliedBy(50)).plusSeconds(1);
    cloud.schedule("s3:crash", "a", crash);
    assertThatThrownBy(() -> cloud.control().advance(Duration.ofDays(90)))
        .hasMessage("the cloud is closing");
    assertThat(cloud.now()).isEqualTo(crash);
    assertThat(ran).hasSize(51);
    cloud.crash();
    assertThat(cloud.now()).isAfterOrEqualTo(crash);
    cloud.start();
    cloud.control().settle();
    assertThat(cloud.now()).isEqualTo(start.plus(Duration.ofDays(90)));
    List<String> again = ran.subList(51, ran.size());
    assertThat(again).endsWith("99@" + start.plus(HOUR.multipliedBy(99)));
    // What had not run runs, and not more than was under way runs twice, all of it in order.
    assertThat(again.size()).isBetween(49, 49 + 32);
    assertThat(again.stream().map(run -> Integer.parseInt(run.substring(0, run.indexOf('@')))))
        .isSorted();
  }

  @Test
  void passesThousandsOfItemsInSeconds() {
    AtomicInteger count = new AtomicInteger();
    cloud.room("s3", in -> in.work().handle("s3:count", item -> count.incrementAndGet()));
    cloud.frozen().start();
    Instant start = cloud.now();
    cloud.transact(
        transaction -> {
          for (int i = 0; i < 5_000; i++) {
            cloud
                .cloud()
                .work()
                .schedule(
                    transaction, "s3:count", "" + i, start.plusSeconds(i * 1500L), new byte[10]);
          }
        });
    long began = System.nanoTime();
    cloud.control().advance(Duration.ofDays(90));
    assertThat(count).hasValue(5_000);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }
}

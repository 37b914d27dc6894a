package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BacklogTest {
  private final Backlogs backlogs = new Backlogs();
  private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());

  @Test
  void a_flush_waits_for_what_was_added_before() {
    Backlog<Integer> backlog = backlogs.open("test", 100, written::addAll);
    IntStream.range(0, 50).forEach(backlog::add);
    backlog.flush();
    assertThat(written).containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    backlog.flush();
    backlogs.close();
  }

  @Test
  void what_waits_is_written_at_the_end() {
    Backlog<Integer> backlog = backlogs.open("test", 100, written::addAll);
    backlog.add(1);
    backlogs.close();
    assertThat(written).containsExactly(1);
    backlog.add(2);
    backlog.flush();
    assertThat(written).containsExactly(1);
  }

  @Test
  void who_adds_to_a_full_one_waits_and_nothing_is_lost() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    Backlog<Integer> backlog =
        backlogs.open(
            "test",
            10,
            batch -> {
              await(slow);
              written.addAll(batch);
            });
    List<Thread> adders =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    Thread.ofVirtual().start(() -> IntStream.range(0, 100).forEach(backlog::add)))
            .toList();
    slow.countDown();
    for (Thread adder : adders) {
      adder.join();
    }
    backlog.flush();
    assertThat(written).hasSize(400);
    backlogs.close();
  }

  @Test
  void a_writer_that_fails_goes_on_with_the_next_batch() {
    Backlog<Integer> backlog =
        backlogs.open(
            "test",
            10,
            batch -> {
              if (batch.contains(1)) {
                throw new IllegalStateException("on purpose");
              }
              written.addAll(batch);
            });
    backlog.add(1);
    backlog.flush();
    backlog.add(2);
    backlog.flush();
    assertThat(written).containsExactly(2);
    backlogs.close();
  }

  @Test
  void a_crash_loses_what_waits() {
    Backlog<Integer> backlog = backlogs.open("test", 10, written::addAll);
    backlog.add(1);
    backlogs.abandon();
    assertThat(written).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

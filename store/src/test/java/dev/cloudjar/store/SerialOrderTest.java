package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.store.SerialOrder.DeleteRange;
import dev.cloudjar.store.SerialOrder.Ended;
import dev.cloudjar.store.SerialOrder.Get;
import dev.cloudjar.store.SerialOrder.Put;
import dev.cloudjar.store.SerialOrder.Step;
import dev.cloudjar.store.SerialOrder.Walk;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A check that never fails proves nothing. */
class SerialOrderTest {

  @Test
  void ordersTransactionsThatRanAtTheSameTime() {
    Ended last = ended(0, 10, new Get("a", "1"), new Get("b", "2"));
    Ended first = ended(0, 10, new Put("a", "1"));
    Ended second = ended(0, 10, new Get("a", "1"), new Get("b", null), new Put("b", "2"));

    assertThat(SerialOrder.of(List.of(last, first, second))).contains(List.of(first, second, last));
  }

  @Test
  void refusesALostUpdate() {
    assertThat(
            SerialOrder.of(
                List.of(
                    ended(0, 10, new Get("a", null), new Put("a", "1")),
                    ended(0, 10, new Get("a", null), new Put("a", "2")))))
        .isEmpty();
  }

  @Test
  void refusesWriteSkew() {
    assertThat(
            SerialOrder.of(
                List.of(
                    ended(0, 10, new Get("a", null), new Put("b", "1")),
                    ended(0, 10, new Get("b", null), new Put("a", "2")))))
        .isEmpty();
  }

  @Test
  void refusesAPhantom() {
    Walk nothing = new Walk("a", "c", true, 9, List.of());
    assertThat(
            SerialOrder.of(
                List.of(
                    ended(0, 10, nothing, new Put("a", "1")),
                    ended(0, 10, nothing, new Put("b", "2")))))
        .isEmpty();
  }

  @Test
  void refusesAViewOfTwoMoments() {
    assertThat(
            SerialOrder.of(
                List.of(
                    ended(0, 10, new Put("a", "1"), new Put("b", "1")),
                    ended(0, 10, new Get("a", "1"), new Get("b", null)))))
        .isEmpty();
  }

  @Test
  void refusesWhatComesTooLate() {
    Ended write = ended(0, 10, new Put("a", "1"));
    assertThat(SerialOrder.of(List.of(write, ended(5, 15, new Get("a", null))))).isPresent();
    assertThat(SerialOrder.of(List.of(write, ended(11, 15, new Get("a", null))))).isEmpty();
  }

  @Test
  void refusesWhatWasNotKept() {
    Ended aborted = new Ended(0, 10, false, List.of(new Put("a", "1"), new Get("a", "1")));
    assertThat(SerialOrder.of(List.of(aborted, ended(11, 12, new Get("a", null))))).isPresent();
    assertThat(SerialOrder.of(List.of(aborted, ended(11, 12, new Get("a", "1"))))).isEmpty();
  }

  @Test
  void replaysRanges() {
    Walk last = new Walk("a", "d", false, 1, List.of("c=3"));
    assertThat(
            SerialOrder.of(
                List.of(
                    ended(0, 1, new Put("a", "1"), new Put("b", "2"), new Put("c", "3")),
                    ended(2, 3, last, new DeleteRange("a", "c")),
                    ended(4, 5, new Walk("a", "d", true, 9, List.of("c=3"))))))
        .isPresent();
  }

  private static Ended ended(long begun, long ended, Step... steps) {
    return new Ended(begun, ended, true, List.of(steps));
  }
}

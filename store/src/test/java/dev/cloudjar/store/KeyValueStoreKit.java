package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValueStore} promises. An engine's test extends this class. */
public abstract class KeyValueStoreKit extends HistoryKit {
  @Test
  void leavesNothingBehindAnException() {
    putAll("a", "b");
    IllegalArgumentException failure = new IllegalArgumentException("refused");
    AtomicInteger after = new AtomicInteger();
    assertThatThrownBy(
            () ->
                store.transact(
                    tx -> {
                      tx.put(key("a"), key("mine"));
                      tx.deleteRange(range("b", "c"));
                      tx.afterCommit(after::incrementAndGet);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(scan(ALL)).containsExactly("a=a", "b=b");
    assertThat(after).hasValue(0);
  }

  @Test
  void actsAfterTheCommitOnTheCallersThread() {
    List<String> seen = new ArrayList<>();
    Thread caller = Thread.currentThread();
    String result =
        store.transact(
            tx -> {
              tx.put(key("a"), key("1"));
              tx.afterCommit(() -> seen.add("first " + get("a")));
              tx.afterCommit(() -> seen.add("second " + (Thread.currentThread() == caller)));
              assertThat(seen).isEmpty();
              return "result";
            });
    assertThat(result).isEqualTo("result");
    assertThat(seen).containsExactly("first 1", "second true");
  }

  @Test
  void actsAfterATransactionThatWroteNothing() {
    AtomicInteger after = new AtomicInteger();
    store.transact(
        tx -> {
          tx.afterCommit(after::incrementAndGet);
          return null;
        });
    assertThat(after).hasValue(1);
  }

  @Test
  void actsOnceThoughTheBodyRanTwice() {
    AtomicInteger after = new AtomicInteger();
    assertRunsAgain(
        tx -> {
          tx.get(key("a"));
          tx.put(key("b"), key("mine"));
          tx.afterCommit(after::incrementAndGet);
        },
        tx -> tx.put(key("a"), key("theirs")));
    assertThat(after).hasValue(1);
  }

  @Test
  void keepsTheCommitThoughAnActionFails() {
    AtomicInteger after = new AtomicInteger();
    assertThatThrownBy(
            () ->
                store.transact(
                    tx -> {
                      tx.put(key("a"), key("1"));
                      tx.afterCommit(
                          () -> {
                            throw new IllegalStateException("action failed");
                          });
                      tx.afterCommit(after::incrementAndGet);
                      return null;
                    }))
        .hasMessage("action failed");
    assertThat(get("a")).isEqualTo("1");
    assertThat(after).hasValue(1);
  }

  @Test
  void isOfNoUseOnceTheBodyHasReturned() {
    put("a", "1");
    AtomicReference<Scan> scan = new AtomicReference<>();
    Transaction ended =
        store.transact(
            tx -> {
              scan.set(tx.scan(ALL));
              scan.get().next();
              return tx;
            });
    Snapshot gone = store.read(snapshot -> snapshot);

    for (Runnable use :
        List.<Runnable>of(
            () -> ended.get(key("a")),
            () -> ended.put(key("a"), key("2")),
            () -> ended.deleteRange(ALL),
            () -> ended.scan(ALL),
            () -> ended.unchecked().get(key("a")),
            () -> ended.afterCommit(() -> {}),
            () -> scan.get().next(),
            () -> scan.get().value(),
            () -> gone.get(key("a")),
            () -> gone.scan(ALL))) {
      assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class);
    }
    scan.get().close();
  }

  @Test
  void refusesWorkOnceClosed() {
    put("a", "1");
    store.close();
    store.close();

    assertThatThrownBy(() -> get("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> put("a", "2")).isInstanceOf(IllegalStateException.class);
  }
}

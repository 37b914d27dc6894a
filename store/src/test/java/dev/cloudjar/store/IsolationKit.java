package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How transactions keep apart that meet; a part of {@link KeyValueStoreKit}. */
abstract class IsolationKit extends PairsKit {
  @Test
  void readsOneMomentThroughout() {
    putAll("a", "b");
    store.read(
        snapshot -> {
          assertThat(text(snapshot.get(key("a")))).isEqualTo("a");
          Scan scan = snapshot.scan(ALL);
          store.transact(
              tx -> {
                tx.put(key("a"), key("new"));
                tx.deleteRange(range("b", "c"));
                tx.put(key("c"), key("new"));
                return null;
              });
          assertThat(text(snapshot.get(key("a")))).isEqualTo("a");
          assertThat(collect(scan)).containsExactly("a=a", "b=b");
          assertThat(collect(snapshot.scanReverse(ALL))).containsExactly("b=b", "a=a");
          return null;
        });
    assertThat(scan(ALL)).containsExactly("a=new", "c=new");
  }

  @Test
  void readsTheOldMomentThoughOthersHaveWalkedOverTheNewOne() {
    putAll("a", "b", "c", "d");
    store.read(
        snapshot -> {
          assertThat(text(snapshot.get(key("a")))).isEqualTo("a");
          store.transact(
              tx -> {
                tx.delete(key("b"));
                tx.deleteRange(range("c", "d"));
                return null;
              });
          assertThat(scan(ALL)).containsExactly("a=a", "d=d");
          assertThat(scan(ALL)).containsExactly("a=a", "d=d");
          assertThat(collect(snapshot.scan(ALL))).containsExactly("a=a", "b=b", "c=c", "d=d");
          assertThat(collect(snapshot.scan(range("b", "e")))).containsExactly("b=b", "c=c", "d=d");
          put("bb", "new");
          assertThat(scan(ALL)).containsExactly("a=a", "bb=new", "d=d");
          assertThat(collect(snapshot.scan(ALL))).containsExactly("a=a", "b=b", "c=c", "d=d");
          return null;
        });
  }

  @Test
  void showsNobodyWhatIsNotCommitted() {
    store.transact(
        tx -> {
          tx.put(key("a"), key("1"));
          assertThat(get("a")).isNull();
          return null;
        });
    assertThat(get("a")).isEqualTo("1");
  }

  @Test
  void losesNoUpdate() {
    put("a", "1");
    assertRunsAgain(
        tx -> tx.put(key("a"), key(text(tx.get(key("a"))) + "mine")),
        tx -> tx.put(key("a"), key("theirs")));
    assertThat(get("a")).isEqualTo("theirsmine");
  }

  @Test
  void preventsWriteSkew() {
    putAll("a", "b");
    assertRunsAgain(
        tx -> {
          tx.get(key("a"));
          tx.put(key("b"), key("mine"));
        },
        tx -> {
          tx.get(key("b"));
          tx.put(key("a"), key("theirs"));
        });
  }

  @Test
  void preventsPhantoms() {
    putAll("a", "c");
    assertRunsAgain(
        tx -> tx.put(key("number"), key("" + collect(tx.scan(range("a", "d"))).size())),
        tx -> tx.put(key("b"), key("phantom")));
    assertThat(get("number")).isEqualTo("3");

    assertRunsAgain(
        tx -> tx.put(key("number"), key("" + collect(tx.scanReverse(range("a", "d"))).size())),
        tx -> tx.delete(key("b")));
    assertThat(get("number")).isEqualTo("2");
  }

  @Test
  void noticesThatSomethingThatWasNotThereIsThere() {
    assertRunsAgain(
        tx -> {
          if (tx.get(key("a")) == null) {
            tx.put(key("a"), key("mine"));
          }
        },
        tx -> tx.put(key("a"), key("theirs")));
    assertThat(get("a")).isEqualTo("theirs");
  }

  @Test
  void noticesThatARangeWasDeleted() {
    putAll("a", "b");
    assertRunsAgain(
        tx -> tx.put(key("copy"), tx.get(key("b")) == null ? key("gone") : key("there")),
        tx -> tx.deleteRange(range("a", "c")));
    assertThat(get("copy")).isEqualTo("gone");

    assertRunsAgain(
        tx -> tx.put(key("count"), key("" + collect(tx.scan(range("x", "z"))).size())),
        tx -> tx.deleteRange(new KeyRange(key("y"), null)));
  }

  @Test
  void letsOthersChangeWhatAScanDidNotReach() {
    putAll("a", "b", "c", "d");
    assertRunsOnce(
        tx -> {
          try (Scan scan = tx.scan(ALL)) {
            assertThat(scan.next()).isTrue();
            assertThat(scan.next()).isTrue();
            tx.delete(scan.key());
          }
        },
        tx -> tx.put(key("bb"), key("theirs")));
    assertRunsOnce(
        tx -> {
          try (Scan scan = tx.scanReverse(ALL)) {
            assertThat(scan.next()).isTrue();
            tx.delete(scan.key());
          }
        },
        tx -> tx.put(key("c"), key("theirs")));
    assertThat(scan(ALL)).containsExactly("a=a", "bb=theirs", "c=theirs");
  }

  @Test
  void noticesChangesInWhatAScanDidReach() {
    putAll("a", "c", "e");
    assertRunsAgain(
        tx -> {
          try (Scan scan = tx.scan(ALL)) {
            scan.next();
            scan.next();
            tx.put(key("z"), scan.key());
          }
        },
        tx -> tx.put(key("b"), key("theirs")));
    assertRunsAgain(
        tx -> {
          try (Scan scan = tx.scanReverse(range("a", "f"))) {
            scan.next();
            tx.put(key("z"), scan.key());
          }
        },
        tx -> tx.put(key("ee"), key("theirs")));
    assertThat(get("z")).isEqualTo("ee");
  }

  @Test
  void letsWritesMeetThatReadNothing() {
    assertRunsOnce(
        tx -> {
          tx.put(key("a"), key("mine"));
          tx.deleteRange(range("c", "d"));
        },
        tx -> {
          tx.put(key("a"), key("theirs"));
          tx.put(key("c"), key("theirs"));
        });
    assertThat(scan(ALL)).containsExactly("a=mine");
  }

  @Test
  void letsOthersChangeWhatItReadUncheckedOrWroteItself() {
    put("a", "1");
    assertRunsOnce(
        tx -> {
          tx.unchecked().get(key("a"));
          collect(tx.unchecked().scan(ALL));
          tx.put(key("b"), key("mine"));
          tx.get(key("b"));
        },
        tx -> {
          tx.put(key("a"), key("theirs"));
          tx.put(key("b"), key("theirs"));
        });
    assertThat(scan(ALL)).containsExactly("a=theirs", "b=mine");
  }

  @Test
  void neverRunsAgainWhatWritesNothing() {
    put("a", "1");
    assertRunsOnce(
        tx -> assertThat(text(tx.get(key("a")))).isEqualTo("1"),
        tx -> tx.put(key("a"), key("theirs")));
  }

  @Test
  void givesUpOnATransactionThatNeverWins() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(
            () ->
                store.transact(
                    tx -> {
                      tx.get(key("a"));
                      tx.put(key("b"), key("mine"));
                      put("a", "theirs" + runs.incrementAndGet());
                      return null;
                    }))
        .isInstanceOf(ContentionException.class);
    assertThat(get("b")).isNull();
    assertThat(runs.get()).isGreaterThan(5);
  }

  @Test
  void countsRightWhenManyCount() throws Exception {
    int threads = 16;
    int each = 25;
    List<Callable<Void>> counting = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      counting.add(
          () -> {
            for (int n = 0; n < each; n++) {
              store.transact(
                  tx -> {
                    byte[] before = tx.get(key("count"));
                    letOthersRun();
                    int count = before == null ? 0 : Integer.parseInt(text(before));
                    tx.put(key("count"), key("" + (count + 1)));
                    return null;
                  });
            }
            return null;
          });
    }
    runAll(counting);
    assertThat(get("count")).isEqualTo("" + threads * each);
  }
}

package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValueStore} promises. An engine's test extends this class. */
public abstract class KeyValueStoreKit {
  private static final KeyRange ALL = KeyRange.prefix(new byte[0]);

  /** The store under test. */
  protected KeyValueStore store;

  /** Opens an empty store. */
  protected abstract KeyValueStore openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  // Pairs.

  @Test
  void readsBackWhatWasWritten() {
    put("a", "1");
    put("empty", "");

    assertThat(get("a")).isEqualTo("1");
    assertThat(get("empty")).isEmpty();
    assertThat(get("b")).isNull();
  }

  @Test
  void overwritesAndDeletes() {
    put("a", "1");
    put("a", "2");
    assertThat(get("a")).isEqualTo("2");

    store.transact(
        tx -> {
          tx.delete(key("a"));
          tx.delete(key("never there"));
          return null;
        });
    assertThat(get("a")).isNull();
  }

  @Test
  void keepsValuesOfAnySizeAndContent() {
    for (int size : new int[] {1, 4_095, 4_096, 65_536, 3_000_000}) {
      byte[] value = new byte[size];
      for (int i = 0; i < size; i++) {
        value[i] = (byte) (i * 31);
      }
      store.transact(
          tx -> {
            tx.put(key("k" + size), value);
            return null;
          });
      assertThat(store.<byte[]>read(snapshot -> snapshot.get(key("k" + size)))).isEqualTo(value);
    }
  }

  @Test
  void handsOutArraysThatAreTheCallersOwn() {
    put("a", "1");
    store.transact(
        tx -> {
          tx.get(key("a"))[0] = 'x';
          tx.put(key("b"), key("2"));
          tx.get(key("b"))[0] = 'x';
          try (Scan scan = tx.scan(ALL)) {
            while (scan.next()) {
              scan.value()[0] = 'x';
            }
          }
          return null;
        });

    assertThat(scan(ALL)).containsExactly("a=1", "b=2");
  }

  // Order and ranges.

  @Test
  void ordersKeysByUnsignedBytes() {
    byte[][] keys = {{}, {0}, {0, 0}, {0, 1}, {1}, {0x7F}, {(byte) 0x80}, {(byte) 0xFF}};
    store.transact(
        tx -> {
          for (int i = keys.length - 1; i >= 0; i--) {
            tx.put(keys[i], new byte[] {(byte) i});
          }
          return null;
        });

    List<byte[]> forward = new ArrayList<>();
    List<byte[]> backward = new ArrayList<>();
    store.read(
        snapshot -> {
          collectKeys(snapshot.scan(ALL), forward);
          collectKeys(snapshot.scanReverse(ALL), backward);
          return null;
        });
    assertThat(forward).containsExactly(keys);
    assertThat(backward.reversed()).containsExactly(keys);
  }

  @Test
  void scansFromTheStartUpToButWithoutTheEnd() {
    putAll("a", "b", "c", "d");

    assertThat(scan(range("b", "d"))).containsExactly("b=b", "c=c");
    assertThat(scanReverse(range("b", "d"))).containsExactly("c=c", "b=b");
    assertThat(scan(range("aa", "bb"))).containsExactly("b=b");
    assertThat(scanReverse(range("aa", "bb"))).containsExactly("b=b");
    assertThat(scan(new KeyRange(key("c"), null))).containsExactly("c=c", "d=d");
    assertThat(scanReverse(new KeyRange(key("c"), null))).containsExactly("d=d", "c=c");
    assertThat(scan(range("b", "b"))).isEmpty();
    assertThat(scan(range("d", "a"))).isEmpty();
    assertThat(scanReverse(range("d", "a"))).isEmpty();
    assertThat(scan(range("x", "z"))).isEmpty();
  }

  @Test
  void scansByPrefix() {
    putAll("a", "ab", "abc", "ac", "b");

    assertThat(scan(KeyRange.prefix(key("ab")))).containsExactly("ab=ab", "abc=abc");
    assertThat(scanReverse(KeyRange.prefix(key("ab")))).containsExactly("abc=abc", "ab=ab");
  }

  @Test
  void deletesRanges() {
    putAll("a", "b", "c", "d", "e");
    store.transact(
        tx -> {
          tx.deleteRange(range("b", "d"));
          tx.deleteRange(range("x", "a"));
          return null;
        });
    assertThat(scan(ALL)).containsExactly("a=a", "d=d", "e=e");

    store.transact(
        tx -> {
          tx.deleteRange(new KeyRange(key("b"), null));
          return null;
        });
    assertThat(scan(ALL)).containsExactly("a=a");
  }

  @Test
  void deletesRangesOfManyPairs() {
    store.transact(
        tx -> {
          for (int i = 0; i < 1_000; i++) {
            tx.put(key("k%04d".formatted(i)), key("v"));
          }
          return null;
        });
    store.transact(
        tx -> {
          tx.deleteRange(range("k0001", "k0999"));
          tx.put(key("k0500"), key("new"));
          return null;
        });
    assertThat(scan(ALL)).containsExactly("k0000=v", "k0500=new", "k0999=v");

    store.transact(
        tx -> {
          tx.deleteRange(ALL);
          return null;
        });
    assertThat(scan(ALL)).isEmpty();
    put("k0500", "again");
    assertThat(scan(ALL)).containsExactly("k0500=again");
  }

  // A transaction's own writes.

  @Test
  void seesItsOwnWrites() {
    putAll("a", "b", "c", "d", "e");
    store.transact(
        tx -> {
          tx.put(key("b"), key("own"));
          tx.put(key("bb"), key("own"));
          tx.delete(key("c"));
          tx.deleteRange(range("d", "dd"));
          tx.put(key("f"), key("own"));
          tx.deleteRange(range("f", "g"));
          tx.put(key("A"), key("own"));

          assertThat(text(tx.get(key("b")))).isEqualTo("own");
          assertThat(tx.get(key("c"))).isNull();
          assertThat(tx.get(key("d"))).isNull();
          assertThat(tx.get(key("f"))).isNull();
          List<String> expected = List.of("A=own", "a=a", "b=own", "bb=own", "e=e");
          assertThat(collect(tx.scan(ALL))).isEqualTo(expected);
          assertThat(collect(tx.scanReverse(ALL))).isEqualTo(expected.reversed());
          assertThat(collect(tx.scan(range("b", "e")))).containsExactly("b=own", "bb=own");
          assertThat(collect(tx.unchecked().scan(ALL))).isEqualTo(expected);
          return null;
        });
    assertThat(scan(ALL)).containsExactly("A=own", "a=a", "b=own", "bb=own", "e=e");
  }

  @Test
  void writesOverWhatItDeletedItself() {
    putAll("a", "b", "c");
    store.transact(
        tx -> {
          tx.deleteRange(range("a", "c"));
          tx.put(key("b"), key("new"));
          tx.deleteRange(range("bb", "z"));
          assertThat(collect(tx.scan(ALL))).containsExactly("b=new");
          assertThat(collect(tx.scanReverse(ALL))).containsExactly("b=new");
          return null;
        });
    assertThat(scan(ALL)).containsExactly("b=new");
  }

  @Test
  void keepsAScanToWhatWasThereWhenItWasOpened() {
    putAll("a", "b", "c");
    store.transact(
        tx -> {
          try (Scan scan = tx.scan(ALL)) {
            while (scan.next()) {
              tx.delete(scan.key());
              tx.put(key(text(scan.key()) + "+"), scan.value());
              tx.deleteRange(range("c", "c"));
            }
          }
          return null;
        });
    assertThat(scan(ALL)).containsExactly("a+=a", "b+=b", "c+=c");
  }

  // Isolation.

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

  @Test
  void runsTransactionsAsIfOneAfterAnother() throws Exception {
    assertSerialisable(20_260_101L);
  }

  @Test
  void runsOtherTransactionsAsIfOneAfterAnother() throws Exception {
    assertSerialisable(System.nanoTime());
  }

  private void assertSerialisable(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int clients = 2; clients <= 8; clients++) {
      store.transact(
          tx -> {
            tx.deleteRange(ALL);
            return null;
          });
      List<SerialOrder.Ended> ended = new RandomTransactions(store).run(random, clients, 40);
      assertThat(SerialOrder.of(ended))
          .as("an order for %s clients with seed %s of %s", clients, seed, ended)
          .isPresent();
    }
  }

  /** One client, many steps: against a map in memory. */
  @Test
  void doesWhatASortedMapDoes() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    NavigableMap<String, String> model = new TreeMap<>();
    for (int round = 0; round < 60; round++) {
      NavigableMap<String, String> own = new TreeMap<>(model);
      boolean keep = random.nextInt(5) > 0;
      try {
        store.transact(
            tx -> {
              for (int step = 0; step < 30; step++) {
                randomStep(random, tx, own);
                assertSame(random, tx, own, seed);
              }
              if (!keep) {
                throw new IllegalArgumentException("refused");
              }
              return null;
            });
        model = own;
      } catch (IllegalArgumentException e) {
        assertThat(keep).isFalse();
      }
      NavigableMap<String, String> expected = model;
      store.read(
          snapshot -> {
            assertSame(random, snapshot, expected, seed);
            return null;
          });
    }
  }

  private static void randomStep(
      SplittableRandom random, Transaction tx, NavigableMap<String, String> model) {
    String key = randomKey(random);
    int kind = random.nextInt(10);
    if (kind == 0) {
      String end = randomKey(random);
      tx.deleteRange(range(key, end));
      if (key.compareTo(end) < 0) {
        model.subMap(key, end).clear();
      }
    } else if (kind < 4) {
      tx.delete(key(key));
      model.remove(key);
    } else {
      String value = "" + random.nextInt(1_000);
      tx.put(key(key), key(value));
      model.put(key, value);
    }
  }

  private static void assertSame(
      SplittableRandom random, Snapshot snapshot, NavigableMap<String, String> model, long seed) {
    String start = randomKey(random);
    String end = randomKey(random);
    byte[] value = snapshot.get(key(start));
    assertThat(value == null ? null : text(value)).as("seed %s", seed).isEqualTo(model.get(start));
    List<String> expected =
        start.compareTo(end) < 0
            ? model.subMap(start, end).entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .toList()
            : List.of();
    assertThat(collect(snapshot.scan(range(start, end)))).as("seed %s", seed).isEqualTo(expected);
    assertThat(collect(snapshot.scanReverse(range(start, end))))
        .as("seed %s", seed)
        .isEqualTo(expected.reversed());
  }

  private static String randomKey(SplittableRandom random) {
    return Integer.toString(random.nextInt(200), 3);
  }

  // Ends.

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

  // What the tests are written in.

  /** A part of a transaction. */
  protected interface Part {
    void run(Transaction transaction);
  }

  private void assertRunsAgain(Part mine, Part theirs) {
    assertThat(runs(mine, theirs)).isEqualTo(2);
  }

  private void assertRunsOnce(Part mine, Part theirs) {
    assertThat(runs(mine, theirs)).isEqualTo(1);
  }

  /** How often {@code mine} is run when {@code theirs} commits while it runs for the first time. */
  private int runs(Part mine, Part theirs) {
    AtomicInteger runs = new AtomicInteger();
    store.transact(
        tx -> {
          mine.run(tx);
          if (runs.incrementAndGet() == 1) {
            store.transact(
                other -> {
                  theirs.run(other);
                  return null;
                });
          }
          return null;
        });
    return runs.get();
  }

  /** Runs all at once, each on a virtual thread, and throws what one of them threw. */
  protected static <T> List<T> runAll(List<Callable<T>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(tasks)) {
        results.add(each.get());
      }
      return results;
    }
  }

  /** Makes it likelier that transactions meet; no test relies on it. */
  @SuppressWarnings("ThreadPriorityCheck")
  static void letOthersRun() {
    Thread.yield();
  }

  protected void put(String key, String value) {
    store.transact(
        tx -> {
          tx.put(key(key), key(value));
          return null;
        });
  }

  private void putAll(String... keys) {
    store.transact(
        tx -> {
          for (String each : keys) {
            tx.put(key(each), key(each));
          }
          return null;
        });
  }

  protected @Nullable String get(String key) {
    byte[] value = store.<byte @Nullable []>read(snapshot -> snapshot.get(key(key)));
    return value == null ? null : text(value);
  }

  protected List<String> scan(KeyRange range) {
    return store.read(snapshot -> collect(snapshot.scan(range)));
  }

  private List<String> scanReverse(KeyRange range) {
    return store.read(snapshot -> collect(snapshot.scanReverse(range)));
  }

  static List<String> collect(Scan scan) {
    List<String> pairs = new ArrayList<>();
    while (scan.next()) {
      pairs.add(text(scan.key()) + "=" + text(scan.value()));
    }
    assertThat(scan.next()).isFalse();
    return pairs;
  }

  private static void collectKeys(Scan scan, List<byte[]> keys) {
    while (scan.next()) {
      keys.add(scan.key());
    }
  }

  static KeyRange range(String start, String end) {
    return new KeyRange(key(start), key(end));
  }

  static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

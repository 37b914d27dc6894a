package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random transactions, alone and many at a time; a part of {@link KeyValueStoreKit}. */
abstract class HistoryKit extends IsolationKit {
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
}

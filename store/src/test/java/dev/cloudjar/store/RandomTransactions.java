package dev.cloudjar.store;

import dev.cloudjar.store.SerialOrder.Ended;
import dev.cloudjar.store.SerialOrder.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs random transactions over a few keys, several at a time, and notes what each was shown. */
final class RandomTransactions {
  private static final String KEYS = "abcdef";

  private final KeyValueStore store;

  RandomTransactions(KeyValueStore store) {
    this.store = store;
  }

  private static final class Abort extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  List<Ended> run(SplittableRandom random, int clients, int transactionsOfEach) throws Exception {
    List<Callable<List<Ended>>> tasks = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String name = "" + i;
      SplittableRandom own = random.split();
      tasks.add(
          () -> {
            List<Ended> ended = new ArrayList<>();
            for (int n = 0; n < transactionsOfEach; n++) {
              ended.add(transaction(own, name + "." + n));
            }
            return ended;
          });
    }
    return KeyValueStoreKit.runAll(tasks).stream().flatMap(List::stream).toList();
  }

  private Ended transaction(SplittableRandom random, String name) {
    List<Step> steps = new ArrayList<>();
    int kind = random.nextInt(10);
    long seed = random.nextLong();
    long begun = System.nanoTime();
    boolean kept = true;
    if (kind < 2) {
      store.<@Nullable Void>read(
          snapshot -> {
            SplittableRandom own = new SplittableRandom(seed);
            for (int i = 1 + own.nextInt(3); i > 0; i--) {
              steps.add(read(own, snapshot));
            }
            return null;
          });
    } else {
      try {
        store.<@Nullable Void>transact(
            tx -> {
              SplittableRandom own = new SplittableRandom(seed);
              steps.clear();
              for (int i = 1 + own.nextInt(4); i > 0; i--) {
                if (own.nextInt(3) == 0) {
                  KeyValueStoreKit.letOthersRun();
                }
                steps.add(own.nextBoolean() ? read(own, tx) : write(own, tx, name + "." + i));
              }
              if (kind == 2) {
                throw new Abort();
              }
              return null;
            });
      } catch (Abort e) {
        kept = false;
      }
    }
    return new Ended(begun, System.nanoTime(), kept, steps);
  }

  private static Step read(SplittableRandom random, Snapshot snapshot) {
    if (random.nextBoolean()) {
      String key = key(random);
      byte[] found = snapshot.get(KeyValueStoreKit.key(key));
      return new SerialOrder.Get(key, found == null ? null : KeyValueStoreKit.text(found));
    }
    String start = key(random);
    String end = key(random);
    boolean ascending = random.nextBoolean();
    int limit = 1 + random.nextInt(KEYS.length());
    KeyRange range = KeyValueStoreKit.range(start, end);
    List<String> found = new ArrayList<>();
    try (Scan scan = ascending ? snapshot.scan(range) : snapshot.scanReverse(range)) {
      while (found.size() < limit && scan.next()) {
        found.add(KeyValueStoreKit.text(scan.key()) + "=" + KeyValueStoreKit.text(scan.value()));
      }
    }
    return new SerialOrder.Walk(start, end, ascending, limit, found);
  }

  private static Step write(SplittableRandom random, Transaction tx, String value) {
    String key = key(random);
    return switch (random.nextInt(6)) {
      case 0 -> {
        tx.delete(KeyValueStoreKit.key(key));
        yield new SerialOrder.Delete(key);
      }
      case 1 -> {
        String end = key(random);
        tx.deleteRange(KeyValueStoreKit.range(key, end));
        yield new SerialOrder.DeleteRange(key, end);
      }
      default -> {
        tx.put(KeyValueStoreKit.key(key), KeyValueStoreKit.key(value));
        yield new SerialOrder.Put(key, value);
      }
    };
  }

  private static String key(SplittableRandom random) {
    int at = random.nextInt(KEYS.length());
    return KEYS.substring(at, at + 1);
  }
}

package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of stores are written in. */
abstract class StoreTestBase {
  static final KeyRange ALL = KeyRange.prefix(new byte[0]);

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

  /** A part of a transaction. */
  protected interface Part {
    void run(Transaction transaction);
  }

  void assertRunsAgain(Part mine, Part theirs) {
    assertThat(runs(mine, theirs)).isEqualTo(2);
  }

  void assertRunsOnce(Part mine, Part theirs) {
    assertThat(runs(mine, theirs)).isEqualTo(1);
  }

  /** How often {@code mine} is run when {@code theirs} commits while it runs for the first time. */
  int runs(Part mine, Part theirs) {
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

  void putAll(String... keys) {
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

  List<String> scanReverse(KeyRange range) {
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

  static void collectKeys(Scan scan, List<byte[]> keys) {
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

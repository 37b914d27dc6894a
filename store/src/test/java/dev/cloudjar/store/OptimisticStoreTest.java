package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When changes become durable, who waits for it, and what happens when the disk fails. */
@Timeout(60)
class OptimisticStoreTest {
  private final SlowDisk disk = new SlowDisk();
  private final KeyValueStore store = new OptimisticStore(disk, Durability.SYNC);
  private final List<Thread> started = new ArrayList<>();

  /** An engine that syncs when it is let. */
  private static final class SlowDisk implements Engine {
    private final Engine engine = new TreeEngine();
    private final Semaphore allowed = new Semaphore(0);
    private final AtomicInteger applied = new AtomicInteger();
    private final AtomicInteger syncs = new AtomicInteger();
    private volatile boolean syncFails;
    private volatile boolean applyFails;
    private volatile boolean closed;

    @Override
    public View view() {
      return engine.view();
    }

    @Override
    public void apply(WriteSet writes) {
      if (applyFails) {
        throw new IllegalStateException("no space");
      }
      engine.apply(writes);
      applied.incrementAndGet();
    }

    @Override
    public void sync() {
      allowed.acquireUninterruptibly();
      syncs.incrementAndGet();
      if (syncFails) {
        throw new IllegalStateException("disk on fire");
      }
    }

    @Override
    public OptionalLong slowScanNanos() {
      return OptionalLong.empty();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @AfterEach
  void close() {
    disk.allowed.release(1_000);
    store.close();
    assertThat(disk.closed).isTrue();
  }

  @Test
  void acknowledgesWhatIsDurable() {
    CompletableFuture<String> change = start(tx -> put(tx, "a", "1"));
    awaitWaiting(1);
    assertThat(change).isNotDone();

    disk.allowed.release();
    assertThat(change.join()).isEqualTo("put a");
    assertThat(disk.syncs).hasValue(1);
  }

  @Test
  void showsReadersOnlyWhatIsDurableAndNeverLetsThemWait() {
    CompletableFuture<String> change = start(tx -> put(tx, "a", "1"));
    awaitWaiting(1);
    assertThat(read("a")).isNull();

    disk.allowed.release();
    change.join();
    assertThat(read("a")).isEqualTo("1");
  }

  @Test
  void buildsOnChangesThatAreNotDurableYet() {
    CompletableFuture<String> first = start(tx -> put(tx, "a", "1"));
    awaitWaiting(1);
    CompletableFuture<String> second =
        start(tx -> put(tx, "b", text(tx.get(KeyValueStoreKit.key("a"))) + "2"));
    awaitWaiting(2);
    assertThat(first).isNotDone();
    assertThat(second).isNotDone();

    disk.allowed.release(2);
    second.join();
    assertThat(read("b")).isEqualTo("12");
  }

  @Test
  void makesManyChangesDurableAtOnce() {
    List<CompletableFuture<String>> changes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String key = "k" + i;
      changes.add(start(tx -> put(tx, key, "1")));
    }
    while (disk.applied.get() < 100) {
      KeyValueStoreKit.letOthersRun();
    }
    awaitWaiting(100);

    // One may have begun before the others came.
    disk.allowed.release(2);
    changes.forEach(CompletableFuture::join);
    assertThat(disk.syncs.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void tellsNobodyOfWhatIsNotDurable() {
    CompletableFuture<String> change = start(tx -> put(tx, "a", "1"));
    awaitWaiting(1);
    CompletableFuture<String> saw = start(tx -> text(tx.get(KeyValueStoreKit.key("a"))));
    CompletableFuture<String> sawUnchecked =
        start(tx -> text(tx.unchecked().get(KeyValueStoreKit.key("a"))));
    CompletableFuture<String> refused =
        start(
            tx -> {
              throw new IllegalArgumentException("is " + text(tx.get(KeyValueStoreKit.key("a"))));
            });
    awaitWaiting(4);
    for (CompletableFuture<String> each : List.of(change, saw, sawUnchecked, refused)) {
      assertThat(each).isNotDone();
    }

    disk.allowed.release(2);
    assertThat(saw.join()).isEqualTo("1");
    assertThat(sawUnchecked.join()).isEqualTo("1");
    assertThatThrownBy(refused::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageEndingWith("is 1");
  }

  @Test
  void letsThoseGoOnWhoSawNothingOfIt() {
    CompletableFuture<String> change = start(tx -> put(tx, "a", "1"));
    awaitWaiting(1);

    assertThat(start(tx -> text(tx.get(KeyValueStoreKit.key("b")))).join()).isEqualTo("null");
    assertThat(
            start(
                    tx ->
                        KeyValueStoreKit.collect(tx.scan(KeyValueStoreKit.range("b", "z")))
                            .toString())
                .join())
        .isEqualTo("[]");
    assertThat(change).isNotDone();
  }

  @Test
  void acknowledgesNothingOnceTheDiskFails() {
    disk.allowed.release();
    start(tx -> put(tx, "a", "1")).join();
    disk.syncFails = true;
    disk.allowed.release();
    CompletableFuture<String> lost = start(tx -> put(tx, "a", "2"));

    assertThatThrownBy(lost::join).hasStackTraceContaining("disk on fire");
    assertThatThrownBy(() -> start(tx -> put(tx, "a", "3")).join())
        .hasStackTraceContaining("takes no changes");
    assertThat(read("a")).isEqualTo("1");
  }

  @Test
  void takesNothingMoreOnceAChangeFailedHalfway() {
    disk.applyFails = true;
    assertThatThrownBy(() -> start(tx -> put(tx, "a", "1")).join())
        .hasStackTraceContaining("no space");
    disk.applyFails = false;
    assertThatThrownBy(() -> start(tx -> put(tx, "a", "1")).join())
        .hasStackTraceContaining("takes no changes");
    assertThat(read("a")).isNull();
  }

  @Test
  void makesAllDurableBeforeItCloses() {
    CompletableFuture<String> change = start(tx -> put(tx, "a", "1"));
    awaitWaiting(1);
    disk.allowed.release(10);
    store.close();

    assertThat(change.join()).isEqualTo("put a");
    assertThatThrownBy(() -> read("a")).isInstanceOf(IllegalStateException.class);
  }

  private static String put(Transaction tx, String key, String value) {
    tx.put(KeyValueStoreKit.key(key), KeyValueStoreKit.key(value));
    return "put " + key;
  }

  private @Nullable String read(String key) {
    return store.read(
        snapshot -> {
          byte[] value = snapshot.get(KeyValueStoreKit.key(key));
          return value == null ? null : text(value);
        });
  }

  private static String text(byte @Nullable [] value) {
    return value == null ? "null" : KeyValueStoreKit.text(value);
  }

  private CompletableFuture<String> start(Function<Transaction, String> body) {
    CompletableFuture<String> result = new CompletableFuture<>();
    started.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    result.complete(store.transact(body));
                  } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                  }
                }));
    return result;
  }

  /** Returns once the given number of transactions waits. */
  private void awaitWaiting(int count) {
    while (started.stream().filter(each -> each.getState() == Thread.State.WAITING).count()
        < count) {
      KeyValueStoreKit.letOthersRun();
    }
  }
}

package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Store;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who pays where a bucket changes hands while somebody finds out whose it is. */
class PayersTest {
  private static final String FIRST = "111111111111";
  private static final String SECOND = "222222222222";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Store all = Store.inMemory();
  private final PausingStore store = new PausingStore(all.rows());
  private final BucketStore buckets = new BucketStore();
  private final Payers payers = new Payers(store, buckets, new ConfigurationStore());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.close();
    all.close();
  }

  /** A store whose reads can be held up once they have seen what there is. */
  private record PausingStore(
      KeyValueStore store, CountDownLatch hasRead, CountDownLatch mayGoOn, AtomicBoolean pauses)
      implements KeyValueStore {
    PausingStore(KeyValueStore store) {
      this(store, new CountDownLatch(1), new CountDownLatch(1), new AtomicBoolean());
    }

    @Override
    public <T> T read(Function<Snapshot, T> body) {
      T found = store.read(body);
      if (pauses.get()) {
        hasRead.countDown();
        await(mayGoOn);
      }
      return found;
    }

    @Override
    public <T> T transact(Function<Transaction, T> body) {
      return store.transact(body);
    }

    @Override
    public void close() {}
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Bucket make(String accountId) {
    return store.transact(
        transaction -> buckets.create(transaction, "name", accountId, "us-east-1", "", NOW));
  }

  private void give(Bucket bucket, String accountId) {
    store.transact(
        transaction -> {
          payers.forget(transaction, bucket);
          buckets.delete(transaction, bucket);
          return bucket;
        });
    make(accountId);
  }

  @Test
  void aNewOwnerPaysAlsoWhereTheOldOneWasJustBeingFound() throws Exception {
    Bucket bucket = make(FIRST);
    store.pauses().set(true);
    Future<String> before = threads.submit(this::owner);
    await(store.hasRead());
    store.pauses().set(false);
    Future<?> given = threads.submit(() -> give(bucket, SECOND));
    try {
      given.get(100, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // It waits to forget the old owner until that one is found.
    }
    store.mayGoOn().countDown();
    assertThat(before.get(20, TimeUnit.SECONDS)).isEqualTo(FIRST);
    given.get(20, TimeUnit.SECONDS);
    assertThat(owner()).isEqualTo(SECOND);
  }

  private String owner() {
    return payers.owner("us-east-1", "name").accountId();
  }
}

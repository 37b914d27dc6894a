package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.store.ContentionException;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Store;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many producers and consumers at once, who give up now and then, over a store that fails. */
@Behaviour("SQS-01")
@Timeout(60)
class ConcurrencyTest {
  private static final int THREADS = 6;
  private static final int MESSAGES = 1_500;

  private final Store memory = Store.inMemory();
  private final FailingStore store = new FailingStore(memory.rows());
  private final Domain domain = new Domain(memory, store);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.shutdownNow();
    domain.close();
    memory.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_standard_queue_loses_nothing_and_gives_each_message_to_one(long seed) throws Exception {
    QueueKey queue = domain.create("standard", QueueAttributes.DEFAULTS);
    Set<String> inHand = ConcurrentHashMap.newKeySet();
    Set<String> deleted = ConcurrentHashMap.newKeySet();
    AtomicInteger released = new AtomicInteger();
    AtomicBoolean sending = new AtomicBoolean(true);
    List<Future<?>> producers = produce(seed, i -> retry(() -> domain.send(queue, "m" + i)));
    List<Future<?>> consumers =
        consume(
            seed,
            random -> {
              List<ReceivedMessage> received =
                  retry(() -> domain.receive(queue, 1 + random.nextInt(10)));
              for (ReceivedMessage message : received) {
                String body = message.content().body();
                assertThat(inHand.add(body)).as("in one hand: " + body).isTrue();
                if (random.nextInt(4) == 0) {
                  inHand.remove(body);
                  released.incrementAndGet();
                  retry(() -> release(queue, message));
                } else {
                  deleted.add(body);
                  retry(() -> delete(queue, message));
                  inHand.remove(body);
                }
              }
              return sending.get() || deleted.size() < MESSAGES;
            });
    await(producers);
    sending.set(false);
    await(consumers);
    assertThat(deleted).hasSize(MESSAGES);
    assertThat(released.get()).isPositive();
    assertEmpty(queue);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_fifo_queue_keeps_order_within_groups_and_drops_duplicates(long seed) throws Exception {
    QueueKey queue = domain.create("ordered.fifo", QueueAttributes.DEFAULTS);
    int groups = 5;
    Map<String, List<Long>> consumed = new ConcurrentHashMap<>();
    Map<String, AtomicBoolean> busy = new ConcurrentHashMap<>();
    AtomicInteger count = new AtomicInteger();
    Set<String> bodies = ConcurrentHashMap.newKeySet();
    // Every message is sent twice, by different producers.
    List<Future<?>> producers = new ArrayList<>();
    for (int copy = 0; copy < 2; copy++) {
      producers.addAll(
          produce(
              seed + copy,
              i -> retry(() -> domain.send(queue, "m" + i, "g" + i % groups, "id" + i))));
    }
    List<Future<?>> consumers =
        consume(
            seed,
            random -> {
              List<ReceivedMessage> received =
                  retry(() -> domain.receive(queue, 1 + random.nextInt(10)));
              Set<String> mine = new HashSet<>();
              for (ReceivedMessage message : received) {
                String group = String.valueOf(message.state().groupId());
                if (mine.add(group)) {
                  assertThat(
                          busy.computeIfAbsent(group, g -> new AtomicBoolean())
                              .compareAndSet(false, true))
                      .as("one consumer at a time for " + group)
                      .isTrue();
                }
              }
              settle(queue, received, random, consumed, busy, count, bodies);
              return count.get() < MESSAGES;
            });
    await(producers);
    await(consumers);
    assertThat(bodies).hasSize(MESSAGES);
    assertThat(consumed.values().stream().mapToInt(List::size).sum()).isEqualTo(MESSAGES);
    consumed
        .values()
        .forEach(sequences -> assertThat(sequences).isSorted().doesNotHaveDuplicates());
    assertEmpty(queue);
  }

  /** Deletes the first of each group's messages and gives back the rest, the last ones first. */
  private void settle(
      QueueKey queue,
      List<ReceivedMessage> received,
      RandomGenerator random,
      Map<String, List<Long>> consumed,
      Map<String, AtomicBoolean> busy,
      AtomicInteger count,
      Set<String> bodies) {
    Map<String, List<ReceivedMessage>> byGroup = new LinkedHashMap<>();
    received.forEach(
        it ->
            byGroup
                .computeIfAbsent(String.valueOf(it.state().groupId()), g -> new ArrayList<>())
                .add(it));
    byGroup.forEach(
        (group, messages) -> {
          int kept = random.nextInt(messages.size() + 1);
          List<Long> sequences = consumed.computeIfAbsent(group, g -> new ArrayList<>());
          messages.subList(0, kept).forEach(it -> sequences.add(it.key().sequence()));
          messages.subList(0, kept).forEach(it -> bodies.add(it.content().body()));
          AtomicBoolean mine = busy.get(group);
          // The last call frees the group for others.
          for (int i = messages.size() - 1; i > kept; i--) {
            ReceivedMessage message = messages.get(i);
            retry(() -> release(queue, message));
          }
          for (int i = 0; i < kept; i++) {
            ReceivedMessage message = messages.get(i);
            if (i == kept - 1 && kept == messages.size()) {
              mine.set(false);
            }
            retry(() -> delete(queue, message));
          }
          if (kept < messages.size()) {
            mine.set(false);
            retry(() -> release(queue, messages.get(kept)));
          }
          count.addAndGet(kept);
        });
  }

  private void assertEmpty(QueueKey queue) {
    assertThat(domain.receive(queue, 10)).isEmpty();
    assertThat(domain.counts(queue)).isEqualTo(new QueueDispatcher.Counts(0, 0, 0));
    boolean rowsLeft =
        domain.store.read(
            snapshot -> {
              long id = QueueStore.requireQueue(snapshot, queue).messagesId();
              try (var rows = QueueStore.messages(snapshot, id)) {
                return rows.next();
              }
            });
    assertThat(rowsLeft).isFalse();
  }

  private boolean delete(QueueKey queue, ReceivedMessage message) {
    domain.delete(queue, message);
    return true;
  }

  private boolean release(QueueKey queue, ReceivedMessage message) {
    domain.release(queue, message);
    return true;
  }

  private interface Producer {
    void send(int message);
  }

  private List<Future<?>> produce(long seed, Producer producer) {
    List<Future<?>> futures = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      futures.add(
          threads.submit(
              () ->
                  IntStream.range(0, MESSAGES)
                      .filter(i -> Math.floorMod(i + seed, THREADS) == thread)
                      .forEach(producer::send)));
    }
    return futures;
  }

  private List<Future<?>> consume(long seed, Function<RandomGenerator, Boolean> consumer) {
    List<Future<?>> futures = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      RandomGenerator random =
          RandomGeneratorFactory.of("L64X128MixRandom").create(seed * THREADS + t);
      futures.add(
          threads.submit(
              () -> {
                while (consumer.apply(random)) {
                  Thread.onSpinWait();
                }
              }));
    }
    return futures;
  }

  private static void await(List<Future<?>> futures) throws Exception {
    for (Future<?> future : futures) {
      future.get();
    }
  }

  private static <T> T retry(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (ContentionException e) {
        // As a client would: try again.
      }
    }
  }

  /** Refuses every twentieth transaction, before or after it was run but never kept. */
  private static final class FailingStore implements KeyValueStore {
    private final KeyValueStore store;
    private final AtomicInteger calls = new AtomicInteger();

    FailingStore(KeyValueStore store) {
      this.store = store;
    }

    @Override
    public <T> T read(Function<Snapshot, T> body) {
      return store.read(body);
    }

    @Override
    public <T> T transact(Function<Transaction, T> body) {
      int call = calls.incrementAndGet();
      if (call % 20 == 0 && call > 100) {
        if (call % 40 == 0) {
          throw new ContentionException("before");
        }
        return store.transact(
            transaction -> {
              var _ = body.apply(transaction);
              throw new ContentionException("after");
            });
      }
      return store.transact(body);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}

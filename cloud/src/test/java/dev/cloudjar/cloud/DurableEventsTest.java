package dev.cloudjar.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.cloud.Events.Event;
import dev.cloudjar.store.KeyRange;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.Scan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DurableEventsTest {
  private final TestCloud cloud = new TestCloud();

  /** What was heard, by subscriber and key. */
  private final Map<String, List<String>> heard = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    cloud.close();
  }

  private void publish(String key, String payload) {
    cloud.transact(
        transaction ->
            cloud
                .cloud()
                .events()
                .publish(transaction, new Event("s3.object", key, payload.getBytes(UTF_8))));
  }

  private void hear(String subscriber, Event event) {
    heard
        .computeIfAbsent(
            subscriber + " " + event.key(), key -> Collections.synchronizedList(new ArrayList<>()))
        .add(new String(event.payload(), UTF_8));
  }

  private void listening(String service) {
    String subscriber = service + ":log";
    cloud.room(
        service,
        in -> in.events().subscribe(subscriber, "s3.object", event -> hear(subscriber, event)));
  }

  private List<String> rows() {
    return cloud
        .store()
        .read(
            snapshot -> {
              List<String> keys = new ArrayList<>();
              KeyRange range = KeyRange.prefix(new KeyWriter().text("cloud.events").toBytes());
              try (Scan scan = snapshot.scan(range)) {
                while (scan.next()) {
                  keys.add(new String(scan.key(), UTF_8));
                }
              }
              return keys;
            });
  }

  @Test
  void tellsEverySubscriberOfATopicAndLeavesNothingBehind() {
    listening("sns");
    listening("cloudtrail");
    cloud.frozen().start();
    cloud.open("sns");
    cloud.open("cloudtrail");
    publish("a", "1");
    publish("b", "2");
    cloud.control().settle();
    assertThat(heard)
        .containsOnly(
            Map.entry("sns:log a", List.of("1")),
            Map.entry("sns:log b", List.of("2")),
            Map.entry("cloudtrail:log a", List.of("1")),
            Map.entry("cloudtrail:log b", List.of("2")));
    assertThat(rows()).isEmpty();
  }

  @Test
  void keepsNothingOfATopicThatNobodyHearsOf() {
    cloud.frozen().start();
    publish("a", "1");
    assertThat(rows()).isEmpty();
  }

  @Test
  void tellsNothingOfATransactionThatFailed() {
    listening("sns");
    cloud.frozen().start();
    cloud.open("sns");
    assertThatThrownBy(
            () ->
                cloud.transact(
                    transaction -> {
                      cloud
                          .cloud()
                          .events()
                          .publish(transaction, new Event("s3.object", "a", new byte[0]));
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");
    cloud.control().settle();
    assertThat(heard).isEmpty();
  }

  @Test
  void opensTheRoomOfASubscriberFromAnEarlierLife() {
    listening("sns");
    cloud.frozen().start();
    cloud.open("sns");
    cloud.restart();
    cloud.opened.set(0);
    cloud.start();
    assertThat(cloud.opened).hasValue(0);
    publish("a", "1");
    cloud.control().settle();
    assertThat(cloud.opened).hasValue(1);
    assertThat(heard).containsOnly(Map.entry("sns:log a", List.of("1")));
  }

  @Test
  void deliversAfterACrashWhatWasNotDelivered() {
    listening("sns");
    cloud.frozen();
    cloud.open("sns");
    publish("a", "1");
    cloud.crash();
    cloud.start();
    cloud.control().settle();
    assertThat(heard.get("sns:log a")).startsWith("1").endsWith("1");
    assertThat(rows()).isEmpty();
  }

  @Test
  void forgetsASubscriberWhoseRoomHasChangedItsMind() {
    listening("sns");
    cloud.frozen();
    cloud.open("sns");
    cloud.restart();
    cloud.room("sns", in -> {});
    cloud.start();
    publish("a", "1");
    cloud.control().settle();
    assertThat(rows()).isEmpty();
    publish("a", "2");
    assertThat(rows()).isEmpty();
  }

  @Test
  void holdsOnlyTheKeyWhoseEventFailsAndTriesItAgainLater() {
    AtomicInteger failures = new AtomicInteger(4);
    cloud.room(
        "sns",
        in ->
            in.events()
                .subscribe(
                    "sns:log",
                    "s3.object",
                    event -> {
                      if (event.key().equals("bad") && failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("not yet");
                      }
                      hear("sns:log", event);
                    }));
    cloud.frozen().start();
    cloud.open("sns");
    publish("bad", "1");
    publish("bad", "2");
    publish("good", "1");
    cloud.control().settle();
    assertThat(heard).containsOnlyKeys("sns:log good");
    publish("bad", "3");
    cloud.control().settle();
    assertThat(heard).containsOnlyKeys("sns:log good");
    cloud.control().advance(Duration.ofMinutes(1));
    assertThat(heard).containsEntry("sns:log bad", List.of("1", "2", "3"));
    assertThat(rows()).isEmpty();
  }

  @Test
  void passesOverWhatFailsTooOftenAndShowsIt() {
    cloud.room(
        "sns",
        in ->
            in.events()
                .subscribe(
                    "sns:log",
                    "s3.object",
                    event -> {
                      if (new String(event.payload(), UTF_8).equals("poison")) {
                        throw new AssertionError("poisoned");
                      }
                      hear("sns:log", event);
                    }));
    cloud.frozen().start();
    cloud.open("sns");
    publish("a", "1");
    publish("a", "poison");
    publish("a", "2");
    cloud.control().advance(Duration.ofDays(1));
    assertThat(heard).containsOnly(Map.entry("sns:log a", List.of("1", "2")));
    assertThat(cloud.assembly().events().parked(10))
        .singleElement()
        .satisfies(
            parked -> {
              assertThat(parked.subscriber()).isEqualTo("sns:log");
              assertThat(parked.key()).isEqualTo("a");
              assertThat(parked.error()).contains("poisoned");
              assertThat(parked.failures()).isEqualTo(Retries.MOST_FAILURES);
            });
  }

  @Test
  void doesNotLetASlowKeyHoldUpAnother() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    BlockingQueue<String> keys = new LinkedBlockingQueue<>();
    cloud.room(
        "sns",
        in ->
            in.events()
                .subscribe(
                    "sns:log",
                    "s3.object",
                    event -> {
                      if (event.key().equals("slow")) {
                        release.await();
                      }
                      keys.add(event.key());
                    }));
    cloud.start();
    cloud.open("sns");
    publish("slow", "1");
    publish("quick", "1");
    assertThat(keys.poll(10, TimeUnit.SECONDS)).isEqualTo("quick");
    release.countDown();
    assertThat(keys.poll(10, TimeUnit.SECONDS)).isEqualTo("slow");
  }

  @Test
  void isHeardBeforeTheClockMovesOn() {
    List<String> times = Collections.synchronizedList(new ArrayList<>());
    cloud.room(
        "s3",
        in ->
            in.work()
                .handle(
                    "s3:expire",
                    item -> {
                      publish("a", item.id());
                    }));
    cloud.room(
        "sns",
        in ->
            in.events()
                .subscribe(
                    "sns:log",
                    "s3.object",
                    event -> times.add(new String(event.payload(), UTF_8) + in.clock().now())));
    cloud.frozen().start();
    cloud.open("sns");
    var start = cloud.now();
    for (int i = 1; i <= 20; i++) {
      cloud.schedule("s3:expire", i + "@", start.plusSeconds(i));
    }
    cloud.control().advance(Duration.ofDays(1));
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      expected.add(i + "@" + start.plusSeconds(i));
    }
    assertThat(times).isEqualTo(expected);
  }

  /** Whoever moves the clock waits for what was there and what came of it, not for all to come. */
  @Test
  void letsTheClockMoveWhileOthersPublishAllTheTime() {
    AtomicBoolean over = new AtomicBoolean();
    listening("sns");
    cloud.frozen().start();
    cloud.open("sns");
    var publishing =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; !over.get(); i++) {
                    publish("key-" + i % 50, "" + i);
                  }
                });
    for (int i = 1; i <= 20; i++) {
      cloud.control().advance(Duration.ofDays(1));
    }
    over.set(true);
    assertThat(publishing.isInterrupted()).isFalse();
  }

  /** Several writers count up under one key each, readers fail at random, and all crashes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keepsTheOrderOfEachKeyWhateverFails(long seed) throws Exception {
    Random random = new Random(seed);
    AtomicBoolean failing = new AtomicBoolean(true);
    cloud.room(
        "sns",
        in ->
            in.events()
                .subscribe(
                    "sns:log",
                    "s3.object",
                    event -> {
                      hear("sns:log", event);
                      synchronized (random) {
                        if (failing.get() && random.nextInt(10) == 0) {
                          throw new IllegalStateException("after it was heard");
                        }
                      }
                    }));
    cloud.start();
    cloud.open("sns");
    int published = 0;
    for (int life = 0; life < 5; life++) {
      for (int i = 0; i < 100; i++) {
        countUp("key-" + published++ % 7);
      }
      cloud.crash();
      cloud.start();
    }
    failing.set(false);
    cloud.control().advance(Duration.ofHours(2));
    assertThat(rows()).isEmpty();
    assertThat(heard).hasSize(7);
    heard.forEach(
        (key, payloads) -> {
          int last = payloads.size() - 1;
          List<Integer> numbers = payloads.stream().map(Integer::valueOf).toList();
          List<Integer> firsts = numbers.stream().distinct().toList();
          assertThat(firsts).as(key).isSorted().startsWith(1).doesNotHaveDuplicates();
          assertThat(firsts).hasSize(firsts.getLast());
          assertThat(numbers.get(last)).isEqualTo(firsts.getLast());
        });
    assertThat(heard.values().stream().mapToInt(all -> (int) all.stream().distinct().count()).sum())
        .isEqualTo(published);
  }

  /** Writes the next number under a key, together with the event that tells of it. */
  private void countUp(String key) {
    byte[] row = new KeyWriter().text("test.counter").text(key).toBytes();
    cloud.transact(
        transaction -> {
          byte[] before = transaction.get(row);
          int next = before == null ? 1 : before[0] + 1;
          transaction.put(row, new byte[] {(byte) next});
          cloud
              .cloud()
              .events()
              .publish(transaction, new Event("s3.object", key, ("" + next).getBytes(UTF_8)));
        });
  }
}

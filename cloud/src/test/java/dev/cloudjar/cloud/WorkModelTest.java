package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is scheduled, cancelled, advanced and restarted, work runs as a simple model says. */
@Timeout(120)
class WorkModelTest {
  private static final int STEPS = 250;
  private static final int NAMES = 12;

  /** An item as the model knows it. */
  private record Planned(String id, Instant due, long order, String payload) {}

  /**
   * What a payload tells the worker to schedule when it runs: id, delay in seconds, generations.
   */
  private record Orders(String id, long delaySeconds, int generations) {
    static Orders of(byte[] payload) {
      return of(new String(payload, StandardCharsets.UTF_8));
    }

    static Orders of(String payload) {
      String[] parts = payload.split(",", 3);
      return new Orders(parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
    }

    Orders next() {
      return new Orders(id, delaySeconds, generations - 1);
    }

    @Override
    public String toString() {
      return id + "," + delaySeconds + "," + generations;
    }
  }

  private final Map<String, Planned> model = new HashMap<>();
  private final List<String> expected = new ArrayList<>();
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private Instant modelNow = Instant.EPOCH;
  private long orders;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void worksAsTheModel(long seed) {
    Random random = new Random(seed);
    try (TestCloud cloud = new TestCloud()) {
      cloud.room("sqs", in -> in.work().handle("sqs:model", item -> work(cloud, in, item)));
      cloud.frozen().start();
      modelNow = cloud.now();
      for (int step = 0; step < STEPS; step++) {
        step(random, cloud);
        assertThat(cloud.now()).isEqualTo(modelNow);
      }
      advance(cloud, Duration.ofDays(3650));
      assertThat(ran).isEqualTo(expected);
      assertThat(model).isEmpty();
    }
  }

  private void step(Random random, TestCloud cloud) {
    String id = "item-" + random.nextInt(NAMES);
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3, 4 -> {
        Instant due = modelNow.plusSeconds(random.nextInt(5000) - 500);
        String payload =
            new Orders("item-" + random.nextInt(NAMES), random.nextInt(4) * 300L, random.nextInt(4))
                .toString();
        schedule(cloud.cloud(), cloud, id, due, payload);
        plan(id, due, payload);
        // A clock that stands still runs what is overdue at some time: make it now.
        settle(cloud);
      }
      case 5 -> {
        cloud.transact(transaction -> cloud.cloud().work().cancel(transaction, "sqs:model", id));
        model.remove(id);
      }
      case 6, 7 -> advance(cloud, Duration.ofSeconds(random.nextInt(2000)));
      case 8 -> {
        settle(cloud);
        cloud.restart();
        cloud.start();
      }
      default -> {
        // Whether the last items ran before the crash was known is open; settled, it is not.
        settle(cloud);
        cloud.crash();
        cloud.start();
      }
    }
  }

  private void work(TestCloud cloud, Cloud in, Work.Item item) {
    ran.add(item.id() + "@" + in.clock().now());
    Orders next = Orders.of(item.payload());
    if (next.generations() > 0) {
      schedule(
          in,
          cloud,
          next.id(),
          in.clock().now().plusSeconds(next.delaySeconds()),
          next.next().toString());
    }
  }

  private static void schedule(Cloud in, TestCloud cloud, String id, Instant due, String payload) {
    cloud.transact(
        transaction ->
            in.work()
                .schedule(
                    transaction, "sqs:model", id, due, payload.getBytes(StandardCharsets.UTF_8)));
  }

  private void settle(TestCloud cloud) {
    cloud.control().settle();
    runModel(modelNow);
  }

  private void advance(TestCloud cloud, Duration duration) {
    cloud.control().advance(duration);
    Instant target = modelNow.plus(duration);
    runModel(target);
    modelNow = target;
  }

  private void plan(String id, Instant due, String payload) {
    model.put(id, new Planned(id, due, orders++, payload));
  }

  private void runModel(Instant target) {
    while (true) {
      Planned first =
          model.values().stream()
              .min(Comparator.comparing(Planned::due).thenComparingLong(Planned::order))
              .orElse(null);
      if (first == null || first.due().isAfter(target)) {
        return;
      }
      model.remove(first.id());
      Instant now = first.due().isAfter(modelNow) ? first.due() : modelNow;
      modelNow = now;
      expected.add(first.id() + "@" + now);
      Orders next = Orders.of(first.payload());
      if (next.generations() > 0) {
        plan(next.id(), now.plusSeconds(next.delaySeconds()), next.next().toString());
      }
    }
  }
}

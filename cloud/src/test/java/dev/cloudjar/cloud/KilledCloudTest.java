package dev.cloudjar.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Events.Event;
import dev.cloudjar.store.Durability;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cloud in a process of its own is killed in the middle of advances, again and again. Each key
 * ticks every hour on the virtual clock; each tick counts, tells of its count and schedules the
 * next, in one transaction.
 */
@Timeout(120)
class KilledCloudTest {
  private static final int KEYS = 4;
  private static final int LIVES = 3;
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path directory;

  @Test
  void losesNoTickNoEventAndNoTime() throws Exception {
    Instant shown = Instant.EPOCH;
    for (int life = 1; life <= LIVES; life++) {
      shown = liveAndBeKilled(shown, 3 * life);
    }
    Life last = new Life(directory);
    try {
      assertThat(last.assembly.clockControl().now()).isAfterOrEqualTo(shown);
      last.assembly.start();
      last.assembly.clockControl().settle();
      assertThat(last.assembly.work().parked(1)).isEmpty();
      assertThat(last.assembly.events().parked(1)).isEmpty();
      List<String> heard = Files.readAllLines(directory.resolve("heard"));
      for (int key = 0; key < KEYS; key++) {
        String prefix = "key-" + key + " ";
        List<Integer> counts =
            heard.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> Integer.valueOf(line.substring(prefix.length())))
                .distinct()
                .toList();
        int count = last.store.rows().read(new Counter("key-" + key)::get).count();
        assertThat(count).isGreaterThan(LIVES * 24);
        assertThat(counts).isSorted().hasSize(count).startsWith(1).endsWith(count);
      }
    } finally {
      last.close();
    }
  }

  private Instant liveAndBeKilled(Instant shownBefore, int advances) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledCloudTest.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Instant shown = shownBefore;
    try (BufferedReader lines = process.inputReader()) {
      for (int i = 0; i <= advances; i++) {
        String line = lines.readLine();
        assertThat(line).as("life ended too early").isNotNull();
        Instant now = Instant.parse(line);
        assertThat(now).isAfterOrEqualTo(shown);
        shown = now;
      }
    } finally {
      process.destroyForcibly().onExit().join();
    }
    return shown;
  }

  /** Advances forever, a day at a time, and says where the clock stands. */
  public static void main(String[] arguments) throws IOException {
    Life life = new Life(Path.of(arguments[0]));
    life.begin();
    ClockControl control = life.assembly.clockControl();
    while (true) {
      System.out.println(control.now());
      control.advance(Duration.ofDays(1));
    }
  }

  /**
   * What a key has come to.
   *
   * @param name the key
   */
  private record Counter(String name) {
    record State(int count, long dueNanos) {}

    byte[] key() {
      return new KeyWriter().text("test.counter").text(name).toBytes();
    }

    State get(Snapshot snapshot) {
      byte[] row = snapshot.get(key());
      if (row == null) {
        return new State(0, 0);
      }
      ByteBuffer in = ByteBuffer.wrap(row);
      return new State(in.getInt(), in.getLong());
    }
  }

  /** A cloud over the directory, from its start until somebody kills it. */
  private static final class Life {
    final Store store;
    final CloudAssembly assembly;
    private final Path directory;
    private final AtomicBoolean open = new AtomicBoolean();

    Life(Path directory) throws IOException {
      this.directory = directory;
      store = Store.open(directory.resolve("store"), Durability.OS);
      assembly = CloudAssembly.over(store.rows(), store.blobs(), Meter.NONE, this::open);
    }

    void begin() {
      boolean born = store.rows().read(snapshot -> new Counter("key-0").get(snapshot)).count() == 0;
      if (born) {
        open("s3");
        assembly.clockControl().freeze();
        Instant now = assembly.clockControl().now();
        store
            .rows()
            .transact(
                transaction -> {
                  for (int i = 0; i < KEYS; i++) {
                    assembly
                        .cloud()
                        .work()
                        .schedule(
                            transaction, "s3:tick", "key-" + i, now.plusSeconds(i), new byte[0]);
                  }
                  return now;
                });
      }
      assembly.start();
    }

    void close() {
      assembly.close();
      store.close();
    }

    private synchronized boolean open(String service) {
      if (!open.getAndSet(true)) {
        assembly.cloud().work().handle("s3:tick", this::tick);
        assembly.cloud().events().subscribe("s3:log", "ticks", this::hear);
      }
      return service.equals("s3");
    }

    private void tick(Work.Item item) {
      Counter counter = new Counter(item.id());
      store
          .rows()
          .transact(
              transaction -> {
                Counter.State before = counter.get(transaction);
                long due = EpochNanos.of(item.due());
                if (before.count() > 0 && due != before.dueNanos() + HOUR.toNanos()) {
                  throw new IllegalStateException(item + " after " + before);
                }
                int count = before.count() + 1;
                transaction.put(
                    counter.key(), ByteBuffer.allocate(12).putInt(count).putLong(due).array());
                assembly
                    .cloud()
                    .events()
                    .publish(
                        transaction, new Event("ticks", item.id(), ("" + count).getBytes(UTF_8)));
                assembly
                    .cloud()
                    .work()
                    .schedule(
                        transaction, item.kind(), item.id(), item.due().plus(HOUR), new byte[0]);
                return count;
              });
    }

    private void hear(Event event) throws IOException {
      String line = event.key() + " " + new String(event.payload(), UTF_8) + "\n";
      Files.writeString(
          directory.resolve("heard"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}

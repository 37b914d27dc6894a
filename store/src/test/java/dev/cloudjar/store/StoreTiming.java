package dev.cloudjar.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Measures what a store costs; a program, not a test. The numbers in docs/decisions/store.md are
 * from here.
 */
final class StoreTiming {
  private StoreTiming() {}

  record Row(String name, Instant created, int count, boolean enabled, List<String> tags) {}

  public static void main(String[] args) throws Exception {
    long begun = System.nanoTime();
    Path directory = Files.createTempDirectory("store-timing");
    Path nativeDirectory = Path.of(args[0]);
    try {
      Store first = Store.open(directory.resolve("first"), Durability.OS, nativeDirectory);
      print("first open in the process, ms", (System.nanoTime() - begun) / 1e6);
      print("resident, MB", residentMegabytes());
      first.close();
      begun = System.nanoTime();
      Store.open(directory.resolve("first"), Durability.OS, nativeDirectory).close();
      print("open and close again, ms", (System.nanoTime() - begun) / 1e6);
      codec();
      for (Durability durability : Durability.values()) {
        System.out.println(durability);
        Path own = directory.resolve(durability.name());
        try (Store store = Store.open(own, durability, nativeDirectory)) {
          rows(store.rows(), durability == Durability.OS ? 100_000 : 2_000);
          blobs(store.blobs());
        }
      }
      System.out.println("memory");
      try (KeyValueStore memory = new MemoryStore()) {
        rows(memory, 100_000);
      }
      print("resident, MB", residentMegabytes());
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static void codec() {
    RecordCodec<Row> codec = RecordCodec.of(Row.class);
    Row row = new Row("some-queue", Instant.ofEpochSecond(1, 2), 7, true, List.of("a", "b"));
    byte[] bytes = codec.write(row);
    long[] sum = new long[1];
    measure("write a record", 500_000, i -> sum[0] += codec.write(row).length);
    measure("read a record", 500_000, i -> sum[0] += codec.read(bytes).count());
  }

  private static void rows(KeyValueStore store, int count) throws Exception {
    byte[] value = new byte[200];
    store.transact(
        tx -> {
          for (int i = 0; i < 10_000; i++) {
            tx.put(key(i), value);
          }
          return null;
        });
    measure("get and put", count, i -> update(store, i % 10_000));
    measure("put", count, i -> put(store, i % 10_000));
    measure(
        "read one", 200_000, i -> store.<byte[]>read(snapshot -> snapshot.get(key(i % 10_000))));
    measure(
        "scan ten",
        20_000,
        i ->
            store.read(
                snapshot -> {
                  int rows = 0;
                  try (Scan scan = snapshot.scan(KeyRange.prefix(key(i % 1_000)))) {
                    while (scan.next() && scan.value().length > 0) {
                      rows++;
                    }
                  }
                  return rows;
                }));
    KeyRange queue = KeyRange.prefix("queue".getBytes(UTF_8));
    measure(
        "queue: put one at the end, take one from the start",
        Math.min(count, 50_000),
        i -> {
          store.transact(
              tx -> {
                tx.put("queue%020d".formatted(System.nanoTime()).getBytes(UTF_8), value);
                return null;
              });
          store.transact(
              tx -> {
                try (Scan scan = tx.scan(queue)) {
                  if (scan.next()) {
                    tx.delete(scan.key());
                  }
                  return null;
                }
              });
        });
    for (boolean oneKey : new boolean[] {false, true}) {
      int threads = 64;
      int each = Math.max(200, count / threads);
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int own = t;
        tasks.add(
            () -> {
              for (int i = 0; i < each; i++) {
                update(store, oneKey ? 0 : own * 100 + i % 100);
              }
              return null;
            });
      }
      long begun = System.nanoTime();
      KeyValueStoreKit.runAll(tasks);
      double seconds = (System.nanoTime() - begun) / 1e9;
      print(
          "get and put by 64 on " + (oneKey ? "one key" : "their own keys") + ", per second",
          threads * each / seconds);
    }
  }

  private static void blobs(Blobs blobs) throws Exception {
    ByteBuffer chunk = ByteBuffer.allocateDirect(64 << 10);
    long begun = System.nanoTime();
    long written;
    try (BlobWriter writer = blobs.create()) {
      for (int i = 0; i < 16_000; i++) {
        writer.write(chunk.clear());
      }
      written = System.nanoTime();
      blobs.discard(writer.commit());
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    print("write a blob of 1 GB, MB per second", 16_000 * 65_536 / 1e6 / seconds);
    print("of which the end, ms", (System.nanoTime() - written) / 1e6);
    int small = 300;
    begun = System.nanoTime();
    for (int i = 0; i < small; i++) {
      try (BlobWriter writer = blobs.create()) {
        writer.write(chunk.clear().limit(1_000));
        blobs.discard(writer.commit());
      }
    }
    print("write a blob of 1 KB, us", (System.nanoTime() - begun) / 1e3 / small);
  }

  private static void update(KeyValueStore store, int i) {
    store.transact(
        tx -> {
          byte[] before = tx.get(key(i));
          before[0]++;
          tx.put(key(i), before);
          return null;
        });
  }

  private static void put(KeyValueStore store, int i) {
    store.transact(
        tx -> {
          tx.put(key(i), new byte[200]);
          return null;
        });
  }

  private static byte[] key(int i) {
    return "table\0\0%05d".formatted(i).getBytes(UTF_8);
  }

  private interface Step {
    void run(int i);
  }

  /** Runs the step twice as often as counted, and prints what the second half of them took. */
  private static void measure(String what, int count, Step step) {
    for (int i = 0; i < count; i++) {
      step.run(i);
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begun = System.nanoTime();
    long begunProcessor = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < count; i++) {
      step.run(i);
    }
    double processor = (threads.getCurrentThreadCpuTime() - begunProcessor) / 1e3 / count;
    double wall = (System.nanoTime() - begun) / 1e3 / count;
    System.out.printf("  %-55s %,.2f, of which processor %,.2f%n", what + ", us", wall, processor);
  }

  private static double residentMegabytes() throws Exception {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElse(0)
          / 1024.0;
    }
  }

  @SuppressWarnings("SystemOut")
  private static void print(String what, double number) {
    System.out.printf("  %-55s %,.2f%n", what, number);
  }
}

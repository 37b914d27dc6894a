package dev.cloudjar.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs Cloudjar and its peers in turn under the same load, round after round, and prints one table.
 * Arguments: the repository, the load generator's folder, seconds per measurement, rounds, and
 * which workloads (all where left out).
 */
final class Compare {
  private static final List<String> SMALL =
      List.of("sts", "s3-put-1k", "s3-get-1k", "s3-put-64k", "s3-get-64k", "sqs-loop");
  private static final List<String> LARGE = List.of("s3-put-8m", "s3-get-8m");

  /**
   * What a JVM compiles in its first seconds costs more than the calls that it serves meanwhile.
   */
  private static final int WARM_UP_SECONDS = 10;

  private final Path folder;
  private final Path repository;
  private final Yard yard;
  private final int seconds;
  private final Map<String, Map<String, Yard.Result>> best = new LinkedHashMap<>();

  private Compare(Path folder, Path repository, Yard yard, int seconds) {
    this.folder = folder;
    this.repository = repository;
    this.yard = yard;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path repository = Path.of(arguments[0]).toAbsolutePath().normalize();
    Path folder = Files.createTempDirectory("cloudjar-bench");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Yard yard = Yard.compile(Path.of(arguments[1]), java, folder);
    int rounds = Integer.parseInt(arguments[3]);
    List<String> chosen = List.of(arguments).subList(4, arguments.length);
    Compare compare = new Compare(folder, repository, yard, Integer.parseInt(arguments[2]));
    for (int round = 1; round <= rounds; round++) {
      System.out.println("Round " + round + " of " + rounds);
      compare.round(chosen);
    }
    compare.print();
  }

  private void round(List<String> chosen) throws IOException, InterruptedException {
    for (Contender contender : contenders()) {
      try (var _ = contender.start()) {
        for (String workload : workloads(contender)) {
          if (chosen.isEmpty() || chosen.contains(workload)) {
            measure(contender, workload);
          }
        }
      }
    }
    double disk = Disk.sequentialWrite(folder, 8, seconds);
    keep("disk", new Yard.Result("write 8 MB + sync", 0, 0, 0, 0, disk, 0, 0, 0));
  }

  private void measure(Contender contender, String workload)
      throws IOException, InterruptedException {
    List<String> more =
        new ArrayList<>(List.of("--seconds", "" + seconds, "--warmup", "" + WARM_UP_SECONDS));
    String run = workload;
    switch (workload) {
      case "hello" -> run = "http";
      case "file-8m" -> {
        run = "http";
        more.addAll(List.of("--path", "/8m.bin", "--connections", "4"));
      }
      case "s3-put-8m", "s3-get-8m" -> more.addAll(List.of("--connections", "4"));
      case "s3-list" -> more.addAll(List.of("--items", "100000", "--load-cap", "60"));
      default -> more.addAll(List.of("--connections", "16"));
    }
    for (Yard.Result result : yard.run(contender.port(), run, more)) {
      System.out.printf(
          Locale.ROOT,
          "  %-9s %-16s %9.0f/s  p50 %7.2f ms  p99 %7.2f ms  %7.0f MB/s  %6d us  errors %d  others %d%%  %d MB%n",
          contender.name(),
          result.workload(),
          result.perSecond(),
          result.medianMillis(),
          result.p99Millis(),
          result.megabytesPerSecond(),
          result.serverMicros(),
          result.errors(),
          result.otherPercent(),
          result.memoryMegabytes());
      keep(contender.name(), "http".equals(run) ? named(result, workload) : result);
    }
  }

  private static Yard.Result named(Yard.Result result, String workload) {
    return new Yard.Result(
        workload,
        result.perSecond(),
        result.medianMillis(),
        result.p99Millis(),
        result.errors(),
        result.megabytesPerSecond(),
        result.serverMicros(),
        result.otherPercent(),
        result.memoryMegabytes());
  }

  /** Keeps the faster of the rounds, and none with errors. */
  private void keep(String name, Yard.Result result) {
    if (result.errors() == 0) {
      best.computeIfAbsent(result.workload(), w -> new LinkedHashMap<>())
          .merge(
              name,
              result,
              (a, b) ->
                  a.perSecond() + a.megabytesPerSecond() >= b.perSecond() + b.megabytesPerSecond()
                      ? a
                      : b);
    }
  }

  private void print() {
    System.out.println();
    System.out.println(
        "| workload | server | ops/s | p50 ms | p99 ms | MB/s | server us/op | memory MB |");
    System.out.println("|---|---|---:|---:|---:|---:|---:|---:|");
    best.forEach(
        (workload, servers) ->
            servers.forEach(
                (name, r) ->
                    System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %.0f | %.2f | %.2f | %.1f | %d | %d |%n",
                        workload,
                        name,
                        r.perSecond(),
                        r.medianMillis(),
                        r.p99Millis(),
                        r.megabytesPerSecond(),
                        r.serverMicros(),
                        r.memoryMegabytes())));
  }

  private static List<String> workloads(Contender contender) {
    return switch (contender.name()) {
      case "cloudjar", "moto" ->
          Stream.of(SMALL, LARGE, List.of("s3-list")).flatMap(List::stream).toList();
      case "hello" -> List.of("hello");
      case "nginx" -> List.of("file-8m");
      default -> throw new IllegalArgumentException(contender.name());
    };
  }

  private List<Contender> contenders() throws IOException, InterruptedException {
    var all = new ArrayList<Contender>();
    all.add(
        new Contender(
            "cloudjar",
            4710,
            List.of(
                repository.resolve("cloudjar").toString(),
                "start",
                "--port",
                "4710",
                "--data",
                folder.resolve("data").toString()),
            folder));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    all.add(
        new Contender(
            "hello",
            4711,
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Hello.class.getName(),
                "4711",
                "2"),
            folder));
    if (exists("moto_server")) {
      all.add(new Contender("moto", 4712, List.of("moto_server", "-p", "4712"), folder));
    } else {
      System.out.println("  (moto_server is not installed: it is left out)");
    }
    if (exists("nginx")) {
      all.add(new Contender("nginx", 4713, nginx(), folder));
    } else {
      System.out.println("  (nginx is not installed: it is left out)");
    }
    return all;
  }

  private List<String> nginx() throws IOException {
    Path file = folder.resolve("8m.bin");
    if (!Files.exists(file)) {
      Files.write(file, new byte[8 << 20]);
      Files.writeString(
          folder.resolve("nginx.conf"),
          """
          daemon off; worker_processes 2; pid nginx.pid; error_log nginx-error.log; user root;
          events { worker_connections 256; }
          http { access_log off; sendfile on; keepalive_requests 1000000;
                 server { listen 127.0.0.1:4713; root %s; } }
          """
              .formatted(folder));
    }
    return List.of("nginx", "-p", folder.toString(), "-c", folder.resolve("nginx.conf").toString());
  }

  private static boolean exists(String program) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}

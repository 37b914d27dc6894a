package dev.cloudjar.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the load generator and reads what it prints. */
record Yard(Path java, Path classes) {
  private static final Pattern LINE =
      Pattern.compile(
          "^(\\S+)\\s+([0-9.]+)\\s+([0-9.]+)\\s+([0-9.]+)\\s+([0-9.]+)\\s+(\\d+) \\| n=\\d+ max=\\S+ MB/s=([0-9.]+) "
              + "srv_us/op=(\\d+) srv=\\d+% gen=\\d+% other=(\\d+)%.* rss=(\\d+)MB.*");

  /**
   * One workload against one server.
   *
   * @param serverMicros CPU microseconds of the server for one operation
   * @param otherPercent CPU of everybody else, in percent of one core: what blurs the figures
   */
  record Result(
      String workload,
      double perSecond,
      double medianMillis,
      double p99Millis,
      int errors,
      double megabytesPerSecond,
      int serverMicros,
      int otherPercent,
      int memoryMegabytes) {}

  /** Compiles the load generator that is in {@code yard}. */
  static Yard compile(Path yard, Path java, Path folder) throws IOException, InterruptedException {
    Path classes = folder.resolve("yard");
    int exit =
        new ProcessBuilder(
                java.resolveSibling("javac").toString(),
                "-d",
                classes.toString(),
                yard.resolve("Yard.java").toString())
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("the load generator in " + yard + " does not compile");
    }
    return new Yard(java, classes);
  }

  List<Result> run(int port, String workload, List<String> more)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-Xms512m",
                "-Xmx2g",
                "-Xmn128m",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=1g",
                "-cp",
                classes.toString(),
                "Yard",
                "--endpoint",
                "http://127.0.0.1:" + port,
                "--workload",
                workload));
    command.addAll(more);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var results = new ArrayList<Result>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher found = LINE.matcher(line);
        if (found.matches()) {
          results.add(result(found));
        } else {
          System.out.println("    " + line);
        }
      }
    }
    process.waitFor();
    return results;
  }

  private static Result result(Matcher found) {
    return new Result(
        found.group(1),
        Double.parseDouble(found.group(2)),
        Double.parseDouble(found.group(3)),
        Double.parseDouble(found.group(4)),
        Integer.parseInt(found.group(6)),
        Double.parseDouble(found.group(7)),
        Integer.parseInt(found.group(8)),
        Integer.parseInt(found.group(9)),
        Integer.parseInt(found.group(10)));
  }
}

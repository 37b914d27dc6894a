package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many at once, and what they weigh. */
final class ManyMachinesTest {
  private static final int MACHINES = 50;
  private static final long MOST_KIBIBYTES_EACH = 5 << 10;

  @TempDir Path directory;

  @Test
  void fiftyMachinesRunAtOnceAndWeighLittle() throws Exception {
    try (var laboratory = new Laboratory(directory)) {
      long before = System.nanoTime();
      inParallel(
          i -> {
            laboratory.start("m" + i, "echo up");
            laboratory.says("m" + i, "up");
          });
      long up = System.nanoTime();
      Set<Long> monitors = monitors(laboratory.installation.directory());
      long weight = 0;
      for (long process : monitors) {
        weight += kibibytes(process);
      }
      System.out.printf(
          "%d machines up in %d ms; %d processes beside them take %d KiB for each%n",
          MACHINES, (up - before) / 1_000_000, monitors.size(), weight / MACHINES);
      assertThat(laboratory.room.machines().running()).hasSize(MACHINES);
      assertThat(weight / MACHINES).isLessThan(MOST_KIBIBYTES_EACH);
      inParallel(i -> laboratory.room.machines().stop("m" + i, Duration.ofSeconds(20)));
      assertThat(laboratory.room.machines().running()).isEmpty();
    }
  }

  private interface Task {
    void run(int machine) throws Exception;
  }

  private static void inParallel(Task task) throws InterruptedException, ExecutionException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<Future<Void>>();
      for (int i = 0; i < MACHINES; i++) {
        int machine = i;
        results.add(
            threads.submit(
                (Callable<Void>)
                    () -> {
                      task.run(machine);
                      return null;
                    }));
      }
      for (Future<Void> result : results) {
        result.get();
      }
    }
  }

  /** The processes outside the machines, and their first ones, which are ours, too. */
  private static Set<Long> monitors(Path installation) throws IOException {
    var all = new HashSet<Long>();
    String found = Command.of("pgrep", "-f", installation + "/machines/.*/monitor.sh").run();
    for (String line : found.lines().toList()) {
      ProcessHandle monitor = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
      all.add(monitor.pid());
      monitor
          .descendants()
          .filter(one -> !one.info().command().orElse("").contains("sshd"))
          .forEach(one -> all.add(one.pid()));
    }
    return all;
  }

  private static long kibibytes(long process) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process + "/smaps_rollup"))) {
      if (line.startsWith("Pss:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}

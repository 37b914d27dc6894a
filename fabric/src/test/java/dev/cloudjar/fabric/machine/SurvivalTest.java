package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Namespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines, when what has started them is killed. */
final class SurvivalTest {
  private static final String DISK = "data";

  @TempDir Path directory;

  @Test
  void machinesAreFoundAgainAndClearedUpAfterAKill() throws IOException, InterruptedException {
    try (var laboratory = new Laboratory(directory)) {
      laboratory.host("survivor");
      laboratory.host("victim");
      laboratory.room.close();

      Process starter = starter(directory);
      try (BufferedReader output = starter.inputReader()) {
        assertThat(output.readLine()).isEqualTo("started");
      } finally {
        // kill -9
        starter.destroyForcibly().waitFor();
      }
      long survivor = laboratory.process("survivor");
      ProcessHandle.of(laboratory.process("victim")).orElseThrow().destroyForcibly();
      Laboratory.until(
          "the victim is gone", () -> ProcessHandle.of(survivor).isPresent() && gone("victim"));

      laboratory.open();
      assertThat(laboratory.room.machines().running()).containsExactly("survivor");
      assertThat(laboratory.process("survivor")).isEqualTo(survivor);
      var ended = new CopyOnWriteArrayList<String>();
      laboratory.room.machines().onEnd(ended::add);
      assertThat(ended).containsExactly("victim");
      laboratory.says("survivor", "tick");
      var attachment = new MachinePlan.Attachment(DISK, "/dev/sdf");
      laboratory.room.machines().detach("survivor", attachment);
      laboratory.room.machines().attach("survivor", attachment);
      assertThat(Mounts.below(laboratory.installation.directory())).hasSize(2);

      laboratory.room.machines().stop("survivor", Duration.ofSeconds(10));
      Laboratory.until("told", () -> ended.contains("survivor"));
      assertThat(Blocks.devices(laboratory.installation.directory())).isEmpty();
      assertThat(Mounts.below(laboratory.installation.directory())).isEmpty();
      assertThat(processes()).isEmpty();
    }
  }

  @Test
  void whatATemporaryInstallationLeftIsTakenAwayByTheNext()
      throws IOException, InterruptedException {
    Path killed = directory.resolve("cloudjar-machine-room-1");
    try (var laboratory = new Laboratory(killed)) {
      laboratory.host("survivor");
      laboratory.host("victim");
      laboratory.room.close();
      Process starter = starter(killed);
      try (BufferedReader output = starter.inputReader()) {
        assertThat(output.readLine()).isEqualTo("started");
        try (MachineRoom other = MachineRooms.open(directory.resolve("cloudjar-machine-room-2"))) {
          // As long as its owner is there, nobody else clears it.
          assertThat(laboratory.process("survivor")).isPositive();
          assertThat(other.machines().running()).isEmpty();
        }
      } finally {
        starter.destroyForcibly().waitFor();
      }
      try (MachineRoom next = MachineRooms.open(directory.resolve("cloudjar-machine-room-3"))) {
        assertThat(killed).doesNotExist();
        assertThat(processes()).isEmpty();
        assertThat(Mounts.below(directory.toRealPath())).isEmpty();
        assertThat(Blocks.devices(directory.toRealPath())).isEmpty();
        assertThat(Namespace.present(laboratory.installation.prefix())).isEmpty();
        next.clear();
      }
    }
  }

  private boolean gone(String machine) throws IOException {
    var kept = new MachineDirectory(directory.toRealPath().resolve("machines").resolve(machine));
    return kept.alive().isEmpty();
  }

  /** What still runs of the monitors. */
  private String processes() throws IOException {
    return Command.of("pgrep", "-f", directory.toRealPath() + "/.*monitor.sh").attempt().output();
  }

  private static Process starter(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Starter.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** A process that starts machines and waits to be killed. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws IOException {
      MachineRoom room = MachineRooms.open(Path.of(arguments[0]));
      room.disks().createBlocks(DISK, 1 << 20);
      for (String name : List.of("survivor", "victim")) {
        room.disks().createTree(name, Laboratory.IMAGE);
        room.machines()
            .start(
                Laboratory.plan(
                    name,
                    name.equals("survivor")
                        ? List.of(new MachinePlan.Attachment(DISK, "/dev/sdf"))
                        : List.of(),
                    Map.of("init", "#!/bin/sh\nwhile :; do echo tick; sleep 0.1; done\n")));
      }
      System.out.println("started");
      System.in.read();
    }
  }
}

package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import dev.cloudjar.fabric.kernel.Space;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** A machine room with real machines, each alone in a network stack with nothing but a loopback. */
final class Laboratory implements AutoCloseable {
  static final String IMAGE = "debian-12";
  static final long MEMORY = 256L << 20;
  private static final long PATIENCE_NANOSECONDS = Duration.ofSeconds(30).toNanos();

  final Path directory;
  final Installation installation;
  MachineRoom room;

  Laboratory(Path directory) throws IOException {
    this.directory = directory;
    this.installation = Installation.of(directory);
    Probe probe = Probe.of(installation);
    assumeTrue(
        probe.hasMachines() && probe.blocks().isEmpty() && probe.packages().isEmpty(),
        () -> "SKIPPED: needs root, and debootstrap: " + probe.capabilities());
    open();
    room.images().prepare(IMAGE, System.out::println);
  }

  void open() throws IOException {
    room = MachineRooms.open(directory);
  }

  /** A host as a network would make it. */
  void host(String name) throws IOException {
    Namespace namespace = installation.host(name);
    if (!namespace.exists()) {
      Command.of("ip", "netns", "add", namespace.name()).run();
      Command.of("ip", "-n", namespace.name(), "link", "set", "lo", "up").run();
    }
  }

  /** Starts a machine of a disk of the same name, which is made if there is none. */
  void start(String name, String init) throws IOException {
    start(plan(name, init));
  }

  void start(MachinePlan plan) throws IOException {
    host(plan.machine());
    if (!room.disks().present().contains(plan.rootDisk())) {
      room.disks().createTree(plan.rootDisk(), IMAGE);
    }
    room.machines().start(plan);
  }

  static MachinePlan plan(String name, String init) {
    return plan(name, List.of(), Map.of("init", "#!/bin/sh\n" + init + "\n"));
  }

  static MachinePlan plan(
      String name, List<MachinePlan.Attachment> attachments, Map<String, String> files) {
    return new MachinePlan(name, name, name, 1, MEMORY, attachments, files);
  }

  String console(String machine) throws IOException {
    return new String(room.machines().console(machine), StandardCharsets.UTF_8);
  }

  /** Waits until a machine has written something. */
  void says(String machine, String text) throws IOException {
    try {
      until(machine + " says " + text, () -> console(machine).contains(text));
    } catch (AssertionError e) {
      throw new AssertionError("the console of %s: %s".formatted(machine, console(machine)), e);
    }
  }

  static void until(String what, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOSECONDS;
    try {
      while (!condition.call()) {
        assertThat(System.nanoTime()).as("in time: " + what).isLessThan(deadline);
        LockSupport.parkNanos(2_000_000);
      }
    } catch (RuntimeException | AssertionError e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(what, e);
    }
  }

  /** Runs a command in a machine's network stack, but not in the machine. */
  String beside(String machine, String... line) throws IOException {
    try (Space space = new Space(installation.host(machine))) {
      return space.run(Command.of(line));
    }
  }

  Command.Result attemptBeside(String machine, String... line) throws IOException {
    try (Space space = new Space(installation.host(machine))) {
      return space.call(Command.of(line)::attempt);
    }
  }

  /** The number outside of a machine's first process. */
  long process(String machine) throws IOException {
    return new MachineDirectory(installation.directory().resolve("machines").resolve(machine))
        .alive()
        .orElseThrow()
        .process();
  }

  @Override
  public void close() throws IOException {
    try {
      room.clear();
    } finally {
      room.close();
      for (String name : Namespace.present(installation.prefix())) {
        Command.of("ip", "netns", "delete", name).attempt();
      }
    }
  }
}

package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The machines of an installation by what is kept of them, for disks and for themselves. */
final class MachineStage implements DiskStore.Stage {
  private final Path directory;
  private final Limits limits;

  MachineStage(Path directory, Limits limits) throws IOException {
    this.directory = Files.createDirectories(directory.resolve("machines"));
    this.limits = limits;
  }

  MachineDirectory of(String machine) {
    return new MachineDirectory(directory.resolve(Names.check(machine)));
  }

  List<MachineDirectory> all() throws IOException {
    var all = new ArrayList<MachineDirectory>();
    for (String name : Trees.names(directory)) {
      all.add(new MachineDirectory(directory.resolve(name)));
    }
    return all;
  }

  @Override
  public void upper(Path upper, List<Path> layers) throws IOException {
    Ownership.give(upper, Ownership.ROOT, Ownership.ROOT, 0755);
  }

  @Override
  public boolean uses(String disk) throws IOException {
    for (MachineDirectory machine : all()) {
      if (machine.uses(disk)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public AutoCloseable still(String disk) throws IOException {
    var held = new ArrayDeque<AutoCloseable>();
    try {
      for (MachineDirectory machine : all()) {
        if (machine.uses(disk) && machine.alive().isPresent()) {
          held.push(still(machine, disk));
        }
      }
    } catch (IOException | RuntimeException e) {
      release(held);
      throw e;
    }
    return () -> release(held);
  }

  private static void release(Iterable<AutoCloseable> held) throws IOException {
    var failed = new IOException("machines that stood still don't go on");
    for (AutoCloseable each : held) {
      try {
        each.close();
      } catch (Exception e) {
        failed.addSuppressed(e);
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }

  /** A file system that is mounted writes everything first; else the machine stands still. */
  private AutoCloseable still(MachineDirectory machine, String disk) throws IOException {
    for (var attached : machine.attached().entrySet()) {
      Path mounted = Volumes.mounted(machine, attached.getKey());
      if (attached.getValue().disk().equals(disk) && mounted != null) {
        Command.of("fsfreeze", "--freeze", mounted.toString()).run();
        return () -> Command.of("fsfreeze", "--unfreeze", mounted.toString()).run();
      }
    }
    limits.freeze(machine.machine(), true);
    return () -> limits.freeze(machine.machine(), false);
  }
}

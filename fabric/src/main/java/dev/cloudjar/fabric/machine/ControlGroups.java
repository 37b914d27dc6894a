package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.kernel.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Control groups. Version 1 has a tree per controller, version 2 has one for all; machines have a
 * group each below one of the installation.
 */
final class ControlGroups implements Limits {
  private static final long PERIOD_MICROSECONDS = 100_000;
  private static final int MOST_PROCESSES = 8192;
  private static final long REMOVAL_NANOSECONDS = 5_000_000_000L;
  private static final List<String> NEEDED = List.of("cpu", "memory");
  private static final List<String> WELCOME = List.of("pids", "devices", "freezer", "blkio");
  private static final List<String> DEVICES =
      List.of("c 1:3", "c 1:5", "c 1:7", "c 1:8", "c 1:9", "c 5:0", "c 5:2", "c 136:*");

  private final boolean unified;
  // By controller; of version 2 there is one for all.
  private final Map<String, Path> trees;
  private final String installation;

  private ControlGroups(boolean unified, Map<String, Path> trees, String installation) {
    this.unified = unified;
    this.trees = trees;
    this.installation = installation;
  }

  /** Finds out what there is and tries it. */
  static Limits find(Installation installation) {
    String group = "cloudjar-" + installation.id();
    var problems = new ArrayList<String>();
    try {
      for (var found : found(group)) {
        try {
          found.create("probe", 1, 64L << 20);
          found.remove("probe");
          return found;
        } catch (IOException e) {
          problems.add(e.toString());
        }
      }
    } catch (IOException e) {
      problems.add(e.toString());
    }
    return new None(
        "none: the control groups of cpu and memory can't be written here "
            + String.join(", ", problems));
  }

  private static List<ControlGroups> found(String group) throws IOException {
    Map<String, Path> first = new TreeMap<>();
    var found = new ArrayList<ControlGroups>();
    byte[] mounts = Files.readAllBytes(Path.of("/proc/self/mounts"));
    for (String line : new String(mounts, StandardCharsets.UTF_8).lines().toList()) {
      String[] words = line.split(" ", -1);
      Path point = Path.of(words[1]);
      if (words[2].equals("cgroup")) {
        for (String option : words[3].split(",", -1)) {
          if (NEEDED.contains(option) || WELCOME.contains(option)) {
            first.put(option, point);
          }
        }
      } else if (words[2].equals("cgroup2")) {
        List<String> controllers =
            Arrays.asList(Files.readString(point.resolve("cgroup.controllers")).strip().split(" "));
        if (controllers.containsAll(NEEDED)) {
          found.add(new ControlGroups(true, Map.of("", point), group));
        }
      }
    }
    if (first.keySet().containsAll(NEEDED)) {
      found.add(new ControlGroups(false, first, group));
    }
    return found;
  }

  @Override
  public String detail() {
    return "%s by control groups, version %d"
        .formatted(
            slowsDisks() ? "processors, memory and disks" : "processors and memory",
            unified ? 2 : 1);
  }

  private boolean slowsDisks() {
    return unified
        ? Files.exists(trees.values().iterator().next().resolve(installation).resolve("io.max"))
        : trees.containsKey("blkio");
  }

  @Override
  public List<Path> create(String machine, double processors, long memoryBytes) throws IOException {
    long quota = Math.max(1000, Math.round(processors * PERIOD_MICROSECONDS));
    if (unified) {
      Path top = trees.values().iterator().next();
      enable(top);
      Path all = Files.createDirectories(top.resolve(installation));
      enable(all);
      Path group = Files.createDirectories(all.resolve(machine));
      write(group, "cpu.max", quota + " " + PERIOD_MICROSECONDS);
      write(group, "memory.max", Long.toString(memoryBytes));
      writeIfThere(group, "memory.swap.max", "0");
      writeIfThere(group, "memory.oom.group", "0");
      writeIfThere(group, "pids.max", Integer.toString(MOST_PROCESSES));
      return List.of(group);
    }
    var groups = new ArrayList<Path>();
    for (var tree : trees.entrySet()) {
      Path group = Files.createDirectories(tree.getValue().resolve(installation).resolve(machine));
      groups.add(group);
      switch (tree.getKey()) {
        case "cpu" -> {
          write(group, "cpu.cfs_period_us", Long.toString(PERIOD_MICROSECONDS));
          write(group, "cpu.cfs_quota_us", Long.toString(quota));
        }
        case "memory" -> {
          write(group, "memory.limit_in_bytes", Long.toString(memoryBytes));
          writeIfThere(group, "memory.memsw.limit_in_bytes", Long.toString(memoryBytes));
        }
        case "pids" -> write(group, "pids.max", Integer.toString(MOST_PROCESSES));
        case "devices" -> {
          write(group, "devices.deny", "a");
          for (String device : DEVICES) {
            write(group, "devices.allow", device + " rwm");
          }
        }
        default -> {
          // The freezer's has nothing to be set.
        }
      }
    }
    return groups;
  }

  private static void enable(Path group) throws IOException {
    Path enabled = group.resolve("cgroup.subtree_control");
    for (String controller : List.of("cpu", "memory", "pids", "io")) {
      if (!Arrays.asList(Files.readString(enabled).strip().split(" ")).contains(controller)
          && (NEEDED.contains(controller)
              || Files.readString(group.resolve("cgroup.controllers")).contains(controller))) {
        Files.writeString(enabled, "+" + controller);
      }
    }
  }

  private static void write(Path group, String file, String value) throws IOException {
    Files.writeString(group.resolve(file), value);
  }

  private static void writeIfThere(Path group, String file, String value) throws IOException {
    if (Files.exists(group.resolve(file))) {
      write(group, file, value);
    }
  }

  @Override
  public void allow(String machine, String deviceNumbers, boolean allowed) throws IOException {
    Path devices = trees.get("devices");
    if (devices != null) {
      write(
          devices.resolve(installation).resolve(machine),
          allowed ? "devices.allow" : "devices.deny",
          "b " + deviceNumbers + " rwm");
    }
  }

  @Override
  public void slow(String machine, String deviceNumbers, MachinePlan.Speed speed)
      throws IOException {
    if (unified) {
      String operations = speed.operations() == 0 ? "max" : Long.toString(speed.operations());
      String bytes = speed.bytes() == 0 ? "max" : Long.toString(speed.bytes());
      writeIfThere(
          trees.values().iterator().next().resolve(installation).resolve(machine),
          "io.max",
          "%s rbps=%s wbps=%s riops=%s wiops=%s"
              .formatted(deviceNumbers, bytes, bytes, operations, operations));
    } else if (trees.containsKey("blkio")) {
      Path group = trees.get("blkio").resolve(installation).resolve(machine);
      for (String direction : List.of("read", "write")) {
        // None is none.
        writeIfThere(
            group,
            "blkio.throttle.%s_iops_device".formatted(direction),
            deviceNumbers + " " + speed.operations());
        writeIfThere(
            group,
            "blkio.throttle.%s_bps_device".formatted(direction),
            deviceNumbers + " " + speed.bytes());
      }
    }
  }

  @Override
  public void freeze(String machine, boolean frozen) throws IOException {
    Path freezer = trees.get("freezer");
    if (unified) {
      Path group = trees.values().iterator().next().resolve(installation).resolve(machine);
      writeIfThere(group, "cgroup.freeze", frozen ? "1" : "0");
    } else if (freezer != null
        && Files.isDirectory(freezer.resolve(installation).resolve(machine))) {
      write(
          freezer.resolve(installation).resolve(machine),
          "freezer.state",
          frozen ? "FROZEN" : "THAWED");
    }
  }

  @Override
  public void remove(String machine) throws IOException {
    freeze(machine, false);
    for (Path tree : trees.values()) {
      removeGroup(tree.resolve(installation).resolve(machine));
    }
  }

  private static void removeGroup(Path group) throws IOException {
    long deadline = System.nanoTime() + REMOVAL_NANOSECONDS;
    while (Files.isDirectory(group)) {
      // A machine may have made groups of its own within.
      for (String name : Trees.names(group)) {
        if (Files.isDirectory(group.resolve(name))) {
          removeGroup(group.resolve(name));
        }
      }
      for (String process : Files.readAllLines(group.resolve("cgroup.procs"))) {
        ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroyForcibly);
      }
      try {
        Files.delete(group);
      } catch (FileSystemException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public void clear() throws IOException {
    for (Path tree : trees.values()) {
      removeGroup(tree.resolve(installation));
    }
  }
}

package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.Tier;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import dev.cloudjar.fabric.kernel.Space;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What this machine can do, by trying it: device nodes and versions say little about what a kernel,
 * a container or a policy allows. Each is empty where it works, else tells why it doesn't.
 */
record Probe(
    Optional<String> networks,
    Optional<String> machines,
    Optional<String> blocks,
    Optional<String> sharedBlocks,
    Optional<String> packages,
    Limits limits) {

  private interface Trial {
    void run() throws Exception;
  }

  static Probe of(Installation installation) throws IOException {
    if (!isRootOfLinux()) {
      Optional<String> why =
          Optional.of(
              System.getProperty("os.name").equals("Linux")
                  ? "only root gets them: run Cloudjar as root"
                  : "they are Linux's: run Cloudjar on Linux, as root");
      return new Probe(why, why, why, why, why, new Limits.None("none: plain processes have none"));
    }
    Path directory = Files.createTempDirectory(installation.directory(), ".probe-");
    try (var trials = Executors.newVirtualThreadPerTaskExecutor()) {
      var networks = trials.submit(() -> outcome(() -> tryNetworks(installation)));
      var machines = trials.submit(() -> outcome(() -> tryMachines(directory)));
      var blocks = trials.submit(() -> outcome(() -> tryBlocks(directory.resolve("blocks"))));
      var shared = trials.submit(() -> outcome(() -> tryShared(directory)));
      var packages = trials.submit(() -> outcome(Probe::tryPackages));
      var limits = trials.submit(() -> ControlGroups.find(installation));
      return new Probe(
          get(networks), get(machines), get(blocks), get(shared), get(packages), get(limits));
    } finally {
      Trees.remove(directory);
    }
  }

  private static boolean isRootOfLinux() {
    try {
      return System.getProperty("os.name").equals("Linux")
          && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static <T> T get(Future<T> result) throws IOException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static Optional<String> outcome(Trial trial) {
    try {
      trial.run();
      return Optional.empty();
    } catch (Exception e) {
      return Optional.of(
          String.valueOf(e.getMessage()).replaceFirst("(?s)^(\\S+).* ended with \\d+: ", "$1: "));
    }
  }

  private static void tryNetworks(Installation installation) throws IOException {
    Namespace namespace = installation.host("probe" + ProcessHandle.current().pid());
    Command.of("ip", "netns", "add", namespace.name()).run();
    try (Space space = new Space(namespace)) {
      space.run(Command.of("ip", "link", "add", "name", "a", "type", "veth", "peer", "name", "b"));
      space.run(
          Command.of("nft", "-f", "-")
              .reading(
                  """
                  table inet probe {
                    set group { type ipv4_addr; }
                    chain forward {
                      type filter hook forward priority 0; policy drop;
                      ct state established,related accept
                      ip saddr @group accept
                    }
                    chain outward {
                      type nat hook postrouting priority 100;
                      masquerade
                    }
                  }
                  """));
    } finally {
      Command.of("ip", "netns", "delete", namespace.name()).attempt();
    }
  }

  private static void tryMachines(Path directory) throws IOException {
    Path lower = Files.createDirectory(directory.resolve("lower"));
    Path upper = Files.createDirectory(directory.resolve("upper"));
    Path work = Files.createDirectory(directory.resolve("work"));
    Files.createFile(lower.resolve("file"));
    for (Path path : List.of(lower, upper, lower.resolve("file"))) {
      Ownership.give(path, Ownership.ROOT, Ownership.ROOT, 0755);
    }
    String within =
        """
        set -e
        cd /mnt/root
        rm file
        mkdir made
        mkdir made/proc
        mount -t proc proc made/proc
        hostname probe
        """;
    String outside =
        """
        set -e
        mount -t tmpfs -o mode=755 probe /mnt
        mkdir /mnt/root
        mount -t overlay probe -o "lowerdir=$1,upperdir=$2,workdir=$3" /mnt/root
        nsenter --user="$4" \
          unshare --mount --uts --ipc --pid --cgroup --fork sh -c "$5"
        """;
    try (UserNamespace user = UserNamespace.create()) {
      Command.of(
              "unshare",
              "--mount",
              "sh",
              "-c",
              outside,
              "sh",
              lower.toString(),
              upper.toString(),
              work.toString(),
              user.path().toString(),
              within)
          .run();
    }
  }

  private static void tryBlocks(Path file) throws IOException {
    Blocks.create(file, 1 << 20);
    Blocks.detach(Blocks.attach(file), file);
  }

  private static void tryShared(Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("shared"), "x");
    Command.of("cp", "--reflink=always", file.toString(), file + "2").run();
  }

  private static void tryPackages() throws IOException {
    Command.of("debootstrap", "--version").run();
  }

  /** Whether machines are more than processes. */
  boolean hasMachines() {
    return machines.isEmpty() && networks.isEmpty();
  }

  List<Capability> capabilities() {
    var all = new ArrayList<Capability>();
    all.add(
        capability(
            "networks",
            networks,
            "packets are filtered, routed and translated by the kernel",
            Tier.PROCESSES,
            "only recorded; sockets have addresses of 127.0.0.0/8. Missing: "));
    all.add(
        capability(
            "machines",
            machines.or(() -> networks),
            "namespaces over an overlay; root inside is nobody outside",
            Tier.PROCESSES,
            "processes with a home of their own, which nothing keeps apart. Missing: "));
    all.add(
        limits instanceof Limits.None
            ? new Capability("limits", Tier.ABSENT, limits.detail())
            : new Capability("limits", Tier.KERNEL, limits.detail()));
    all.add(
        capability(
            "disks",
            blocks,
            "loop devices, attached while machines run",
            Tier.PROCESSES,
            "files that machines can't attach. Missing: "));
    all.add(
        capability(
            "snapshots",
            sharedBlocks.map(why -> ""),
            "they share blocks with what they are of",
            Tier.PROCESSES,
            "sparse copies; they would share blocks on Btrfs or XFS"));
    all.add(
        capability(
            "images",
            packages.or(() -> machines),
            "made of the distribution's packages, once for all installations",
            Tier.PROCESSES,
            "empty homes; for real ones install debootstrap and have machines. Missing: "));
    return List.copyOf(all);
  }

  private static Capability capability(
      String name, Optional<String> problem, String good, Tier otherwise, String bad) {
    return problem
        .map(why -> new Capability(name, otherwise, bad + why))
        .orElseGet(() -> new Capability(name, Tier.KERNEL, good));
  }
}

package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.Tier;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import dev.cloudjar.fabric.kernel.Space;
import dev.cloudjar.fabric.kernel.Users;
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
    Optional<String> processes,
    Optional<String> blocks,
    Optional<String> sharedBlocks,
    Optional<String> packages,
    Limits limits) {

  private static final String SETTING = "CLOUDJAR_MACHINES";
  private static final String PLAIN = "processes";
  private static final String NONE = "none";

  private interface Trial {
    void run() throws Exception;
  }

  static Probe of(Installation installation) throws IOException {
    Optional<String> why = whyNotRoot();
    if (why.isPresent()) {
      return nothing(why.get());
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
          get(networks),
          get(machines),
          tryProcesses(),
          get(blocks),
          get(shared),
          get(packages),
          get(limits));
    } finally {
      Trees.remove(directory);
    }
  }

  /** That there are plain processes and no more. */
  static Probe nothing(String reason) {
    Optional<String> why = Optional.of(reason);
    return new Probe(
        why,
        why,
        tryProcesses(),
        why,
        why,
        why,
        new Limits.None("none: plain processes have none"));
  }

  /** Why there aren't even machines that are plain processes. */
  private static Optional<String> tryProcesses() {
    return NONE.equals(System.getenv(SETTING))
        ? Optional.of("%s=%s wants no machines".formatted(SETTING, NONE))
        : outcome(Confinement::find);
  }

  /** Why the kernel isn't even asked. */
  private static Optional<String> whyNotRoot() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("they are Linux's: run Cloudjar on Linux");
    }
    String setting = System.getenv(SETTING);
    if (PLAIN.equals(setting) || NONE.equals(setting)) {
      return Optional.of("%s=%s has it so".formatted(SETTING, setting));
    }
    try {
      if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
        return Users.here().count() >= Users.LEAST
            ? Optional.empty()
            : Optional.of(
                "machines take %d users, and this user namespace has fewer".formatted(Users.LEAST));
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.of("this machine doesn't tell who runs Cloudjar");
    }
    Optional<String> refused =
        outcome(
            () ->
                Command.of("unshare", "--user", "--map-root-user", "--map-auto", "--mount", "true")
                    .run());
    return Optional.of(
        refused
            .map(
                reason ->
                    "they are for root, and for users whom Linux lets be root of a user namespace;"
                        + " that takes newuidmap (Debian: uidmap), 65536 subordinate users and"
                        + " groups in /etc/subuid and /etc/subgid, and no policy against it. "
                        + reason)
            .orElse("Cloudjar has to be started by its launcher, which makes a user namespace"));
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
    Namespace.make(List.of(namespace));
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
      Namespace.delete(List.of(namespace));
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
        mount -n -t tmpfs -o mode=755 probe /mnt
        mkdir /mnt/root
        mount -n -t overlay probe -o "lowerdir=$1,upperdir=$2,workdir=$3$6" /mnt/root
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
              within,
              Ownership.OVERLAY)
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
            Users.here().all()
                ? "packets are filtered, routed and translated by the kernel"
                : "packets are filtered, routed and translated by the kernel; this machine itself has"
                    + " no way to instances, but what 'cloudjar within' runs has",
            Tier.PROCESSES,
            "only recorded; sockets have addresses of 127.0.0.0/8. Missing: "));
    all.add(
        capability(
            "machines",
            machines.or(() -> networks),
            "namespaces over an overlay; root inside is nobody outside",
            processes.isPresent() ? Tier.ABSENT : Tier.PROCESSES,
            processes
                .map(why -> "none at all: " + why + ". Missing for real ones: ")
                .orElse(
                    "processes of a user with a home of their own: they see this machine's files,"
                        + " processes and network, and aren't reached by addresses of their own."
                        + " Missing: ")));
    all.add(
        limits instanceof Limits.None
            ? new Capability("limits", Tier.ABSENT, limits.detail())
            : new Capability(
                "limits", Users.here().all() ? Tier.KERNEL : Tier.ROOTLESS, limits.detail()));
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
        .orElseGet(
            () -> new Capability(name, Users.here().all() ? Tier.KERNEL : Tier.ROOTLESS, good));
  }
}

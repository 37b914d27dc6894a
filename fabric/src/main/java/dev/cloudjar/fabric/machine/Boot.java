package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.MachinePlan;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Gets machines up, by scripts that stay when this process goes. */
final class Boot {
  private static final List<String> SCRIPTS =
      List.of("monitor.sh", "outside.sh", "inside.sh", "first.sh", "mount.sh");
  private static final int FILE = 0600;
  private static final int PROGRAM = 0700;
  private static final int OPEN_DIRECTORY = 0711;

  private final Installation installation;
  private final Limits limits;

  Boot(Installation installation, Limits limits) {
    this.installation = installation;
    this.limits = limits;
  }

  /** Starts the first process of a machine and returns once it is in all its namespaces. */
  MachineDirectory.Started run(MachinePlan plan, DiskStore.Tree tree, MachineDirectory directory)
      throws IOException {
    Namespace network = installation.host(plan.machine());
    if (!network.exists()) {
      throw new NoSuchFileException(
          plan.machine(), null, "no network has an interface of a host of the machine's name");
    }
    write(plan, directory.path());
    List<Path> groups = limits.create(plan.machine(), plan.processors(), plan.memoryBytes());
    var devices = new StringBuilder();
    for (var attached : directory.attached().entrySet()) {
      String numbers = Blocks.numbers(attached.getValue().loop());
      limits.allow(plan.machine(), numbers, true);
      for (var each : plan.attachments()) {
        if (Names.checkDevice(each.device()).equals(attached.getKey())) {
          limits.slow(plan.machine(), numbers, each.speed());
        }
      }
      devices.append(attached.getKey()).append(':').append(numbers).append(' ');
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                // Something has to stay until the machine runs, or what it says is not heard.
                "sh",
                "-c",
                "setsid --fork sh \"$0\" | head -n 1",
                directory.path().resolve("monitor.sh").toString())
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.clear();
    Path layers = installation.directory().resolve("layers");
    environment.put("PATH", path + ":/usr/sbin:/sbin");
    environment.put("LC_ALL", "C");
    environment.put("DIRECTORY", directory.path().toString());
    environment.put("NETWORK", network.path().toString());
    environment.put("OVERLAY", Ownership.OVERLAY);
    environment.put("FIRST", Integer.toString(Ownership.FIRST));
    environment.put("HOST", Names.checkHost(plan.hostName()));
    environment.put("LAYERS_DIRECTORY", layers.toString());
    environment.put(
        "LAYERS",
        tree.layers().stream()
            // Short, as the kernel takes only so much, and telling little inside.
            .map(layer -> (layer.startsWith(layers) ? layers.relativize(layer) : layer).toString())
            .collect(Collectors.joining(":")));
    environment.put("UPPER", layers.relativize(tree.upper()).toString());
    environment.put("WORK", layers.relativize(tree.work()).toString());
    environment.put("DEVICES", devices.toString());
    environment.put(
        "GROUPS_TO_JOIN", groups.stream().map(Path::toString).collect(Collectors.joining(" ")));
    try (UserNamespace user = UserNamespace.create()) {
      environment.put("USER", user.path().toString());
      Process process = builder.start();
      try (BufferedReader output = process.inputReader()) {
        String status = output.readLine();
        if (status == null) {
          throw new IOException(
              "the machine %s doesn't start: %s %s"
                  .formatted(plan.machine(), directory.failure(), directory.consoleText()));
        }
        return MachineDirectory.started(status);
      }
    }
  }

  private static void write(MachinePlan plan, Path directory) throws IOException {
    for (String script : SCRIPTS) {
      try (InputStream text = Boot.class.getResourceAsStream(script)) {
        if (text == null) {
          throw new IllegalStateException(script + " is missing");
        }
        Files.copy(text, directory.resolve(script));
      }
    }
    for (var file : plan.files().entrySet()) {
      Path path = directory.resolve("files").resolve(Names.checkFile(file.getKey()));
      Files.createFile(path);
      Files.setAttribute(path, "unix:mode", file.getKey().equals("init") ? PROGRAM : FILE);
      Files.writeString(path, file.getValue());
    }
    Files.setAttribute(directory, "unix:mode", OPEN_DIRECTORY);
  }

  /** Adds a block device; the machine's {@code /dev} is mounted outside, too. */
  void addDevice(MachineDirectory directory, String device, String numbers) throws IOException {
    String[] parts = numbers.split(":", -1);
    // It appears when it may be used.
    Path aside = directory.path().resolve("dev").resolve(".new-" + device);
    Files.deleteIfExists(aside);
    Command.of("mknod", "--mode=600", aside.toString(), "b", parts[0], parts[1]).run();
    Command.of(
            "chown", "--no-dereference", Ownership.FIRST + ":" + Ownership.FIRST, aside.toString())
        .run();
    Files.move(aside, aside.resolveSibling(device), StandardCopyOption.ATOMIC_MOVE);
  }

  void removeDevice(MachineDirectory directory, String device) throws IOException {
    Files.deleteIfExists(directory.path().resolve("dev").resolve(device));
  }
}

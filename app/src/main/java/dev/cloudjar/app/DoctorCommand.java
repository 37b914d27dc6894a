package dev.cloudjar.app;

import dev.cloudjar.fabric.Capability;
import dev.cloudjar.fabric.machine.MachineRooms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description =
        "Looks at this machine: what Cloudjar finds, what it lacks, and what to do about it.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final long LEAST_FREE_BYTES = 1L << 30;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:CLOUDJAR_PORT:-4566}",
      description = "The port that a cloud would take (default 4566).")
  private int port;

  /** Something that was looked at. */
  private record Finding(boolean good, String what, String advice) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding(
            true, "Java " + Runtime.version() + " at " + System.getProperty("java.home"), ""));
    findings.add(
        new Finding(
            true,
            String.format(
                Locale.ROOT,
                "%d processors, %s %s",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch")),
            ""));
    findings.add(disk());
    findings.add(port());
    findings.add(
        client(
            "aws",
            "--version",
            "for 'cloudjar aws': https://docs.aws.amazon.com/cli/ (Debian: awscli)"));
    findings.add(
        client(
            "terraform",
            "version",
            "only for those who use it: https://developer.hashicorp.com/terraform"));
    for (Finding finding : findings) {
      System.out.println((finding.good() ? "  ok       " : "  missing  ") + finding.what());
      if (!finding.good()) {
        System.out.println("           " + finding.advice());
      }
    }
    Capabilities.print(System.out, false);
    System.out.println();
    System.out.println("The machine room, by how well this machine does each of it:");
    for (Capability capability : MachineRooms.capabilities(folder())) {
      System.out.printf(
          "  %-9s %-9s %s%n",
          capability.tier().name().toLowerCase(Locale.ROOT),
          capability.name(),
          capability.detail());
    }
    return 0;
  }

  /** The one that everything is kept in, or the one that it would be made in. */
  private static Path folder() {
    Path folder = Installation.ofThisUser().home();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static Finding disk() throws IOException {
    Path folder = folder();
    long free = Files.getFileStore(folder).getUsableSpace();
    return new Finding(
        free >= LEAST_FREE_BYTES && Files.isWritable(folder),
        String.format(Locale.ROOT, "%.1f GB free at %s", free / 1e9, folder),
        "Make room, or choose another place with CLOUDJAR_HOME or --data.");
  }

  private Finding port() throws IOException {
    boolean ours =
        RunRecord.running(Installation.ofThisUser()).stream().anyMatch(r -> r.port() == port);
    if (ours) {
      return new Finding(true, "a cloud runs on port " + port, "");
    }
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return new Finding(true, "port " + probe.getLocalPort() + " is free", "");
    } catch (IOException e) {
      return new Finding(
          false, "port " + port + " is taken", "Choose another one: cloudjar start --port PORT");
    }
  }

  private static Finding client(String program, String versionArgument, String advice)
      throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(program, versionArgument).redirectErrorStream(true).start();
      String output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return new Finding(true, output.lines().findFirst().orElse(program), "");
      }
    } catch (IOException e) {
      // not on the PATH: told below
    }
    return new Finding(false, program + " is not on the PATH", advice);
  }
}

package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Users;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Makes root file systems out of a distribution's packages. */
final class Bootstrap {
  private static final int LINES_OF_A_FAILURE = 10;
  private static final List<String> NOT_NEEDED =
      List.of(
          "usr/share/doc",
          "usr/share/man",
          "usr/share/info",
          "usr/share/lintian",
          "usr/share/locale",
          "usr/share/bash-completion",
          "var/cache",
          "var/lib/apt/lists",
          "var/log",
          "dev");

  private static final String NO_DOCUMENTATION =
      """
      path-exclude=/usr/share/doc/*
      path-exclude=/usr/share/man/*
      path-exclude=/usr/share/info/*
      path-exclude=/usr/share/lintian/*
      path-exclude=/usr/share/locale/*
      """;

  private Bootstrap() {}

  /** Makes one in a directory that isn't there yet; its files are still this machine's root's. */
  static void into(Path tree, Distribution distribution, Consumer<String> progress)
      throws IOException {
    progress.accept(
        "Building the image %s, once, of Debian's packages".formatted(distribution.name()));
    install(tree, distribution, progress);
    progress.accept("Cleaning up the image " + distribution.name());
    clean(tree);
    configure(tree);
  }

  private static void install(Path tree, Distribution distribution, Consumer<String> progress)
      throws IOException {
    var command = new ArrayList<String>();
    if (!Users.here().all()) {
      // Then it has to bind devices and to mount what tells of processes, which end with it here.
      command.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child=KILL"));
    }
    command.addAll(
        List.of(
            "debootstrap",
            "--variant=minbase",
            "--include=" + String.join(",", Distribution.PACKAGES),
            distribution.suite(),
            tree.toString()));
    AptSources.mirror(Path.of("/etc/apt"), distribution.suite()).ifPresent(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    if (!Users.here().all()) {
      // It would insist on making devices otherwise.
      builder.environment().put("container", "lxc");
    }
    proxy(builder);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException("images are made by debootstrap, which is missing: install it", e);
    }
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        last.addLast(line);
        if (last.size() > LINES_OF_A_FAILURE) {
          last.removeFirst();
        }
        if (line.startsWith("I: ")) {
          progress.accept(line.substring("I: ".length()));
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException("debootstrap has failed:\n" + String.join("\n", last));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("debootstrap").initCause(e);
    } finally {
      process.destroy();
    }
  }

  /** The packages come the way on which this machine's own come. */
  private static void proxy(ProcessBuilder builder) {
    try {
      String told = Command.of("apt-config", "shell", "P", "Acquire::http::Proxy").run().strip();
      String proxy = told.replaceAll("^P='(.*)'$", "$1");
      if (!proxy.isEmpty() && !proxy.equals(told) && !proxy.equals("DIRECT")) {
        builder.environment().putIfAbsent("http_proxy", proxy);
      }
    } catch (IOException e) {
      // No apt here, so there is no proxy of its own.
    }
  }

  private static void clean(Path tree) throws IOException {
    for (String place : NOT_NEEDED) {
      Path directory = tree.resolve(place);
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        for (String name : Trees.names(directory)) {
          Trees.remove(directory.resolve(name));
        }
      }
    }
    // Each machine makes its own.
    Path ssh = tree.resolve("etc/ssh");
    for (String name : Trees.names(ssh)) {
      if (name.startsWith("ssh_host_")) {
        Files.delete(ssh.resolve(name));
      }
    }
    for (String file : List.of("etc/machine-id", "etc/hostname", "etc/resolv.conf")) {
      Files.deleteIfExists(tree.resolve(file));
      Files.createFile(tree.resolve(file));
    }
  }

  private static void configure(Path tree) throws IOException {
    Files.writeString(tree.resolve("etc/dpkg/dpkg.cfg.d/no-documentation"), NO_DOCUMENTATION);
    Files.writeString(
        tree.resolve("etc/ssh/sshd_config.d/cloud.conf"),
        """
        PasswordAuthentication no
        UseDNS no
        """);
    // What Debian's cloud images do: a user who may do everything, and no password.
    Command.of(
            "chroot",
            tree.toString(),
            "useradd",
            "--create-home",
            "--shell=/bin/bash",
            "--groups=sudo",
            "admin")
        .run();
    Path sudo = tree.resolve("etc/sudoers.d/cloud-users");
    Files.writeString(sudo, "admin ALL=(ALL) NOPASSWD:ALL\n");
    Files.setAttribute(sudo, "unix:mode", 0440);
  }
}

package dev.cloudjar.fabric.machine;

import dev.cloudjar.fabric.kernel.Command;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mounts the disks of a machine where its root asks for it, by a socket that only that root sees.
 * The kernel keeps this from root inside, as file systems can be made up to harm it; what remains
 * of that is that it reads disks that were written inside. Devices on them are nobody's.
 */
final class Volumes implements AutoCloseable {
  private static final Set<String> KINDS = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs");
  private static final Set<String> OPTIONS =
      Set.of("noatime", "nodiratime", "relatime", "discard", "sync");
  private static final int MOST_CHARACTERS = 1024;
  private static final String SOCKET = ".requests";

  private final MachineDirectory machine;
  private final Path place;
  private final Path users;
  private final ServerSocketChannel server;

  private Volumes(MachineDirectory machine, Path place, Path users, ServerSocketChannel server) {
    this.machine = machine;
    this.place = place;
    this.users = users;
    this.server = server;
  }

  /** Listens for a machine that runs, also for one that another process has started. */
  static Volumes open(MachineDirectory machine, long process) throws IOException {
    Path place = machine.path().resolve("volumes");
    Files.deleteIfExists(place.resolve(SOCKET));
    // Addresses of sockets are short, and directories of installations need not be.
    Path shortcut = Files.createTempDirectory("cj");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Path link = Files.createSymbolicLink(shortcut.resolve("v"), place);
      server.bind(UnixDomainSocketAddress.of(link.resolve(SOCKET)));
      Ownership.give(place.resolve(SOCKET), Ownership.ROOT, Ownership.ROOT, 0600);
      Files.delete(link);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    } finally {
      Trees.remove(shortcut);
    }
    Path users = Path.of("/proc", Long.toString(process), "ns", "user");
    var volumes = new Volumes(machine, place, users, server);
    Thread.ofVirtual().name("volumes-" + machine.machine()).start(volumes::serve);
    return volumes;
  }

  private void serve() {
    while (true) {
      try {
        SocketChannel client = server.accept();
        Thread.startVirtualThread(() -> answer(client));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        System.getLogger(Volumes.class.getName())
            .log(System.Logger.Level.WARNING, "no mounts for " + machine.machine(), e);
        return;
      }
    }
  }

  private void answer(SocketChannel client) {
    try (client) {
      String answer;
      try {
        String[] words = line(Channels.newInputStream(client)).split(" ", -1);
        if (words.length != 3) {
          throw new IOException("a device, a type and options are asked for");
        }
        mount(words[0], words[1], Arrays.asList(words[2].split(",", -1)));
        answer = "done";
      } catch (IOException | IllegalArgumentException e) {
        answer = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      }
      client.write(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // Who asked has gone away.
    }
  }

  private static String line(InputStream input) throws IOException {
    var text = new StringBuilder();
    for (int b = input.read(); b >= 0 && b != '\n'; b = input.read()) {
      text.append((char) b);
      if (text.length() > MOST_CHARACTERS) {
        throw new IOException("too long");
      }
    }
    return text.toString();
  }

  private synchronized void mount(String device, String kind, List<String> wanted)
      throws IOException {
    String name = Names.checkDevice("/dev/" + device);
    var attached = machine.attached().get(name);
    if (attached == null) {
      throw new IOException("the machine has no disk " + device);
    }
    Path target = place.resolve(name);
    if (Mounts.below(target).contains(target)) {
      return;
    }
    String block = "/dev/" + attached.loop();
    String found =
        Command.of("blkid", "--probe", "--output", "value", "--match-tag", "TYPE", block)
            .attempt()
            .output()
            .strip();
    if (!KINDS.contains(found) || !(kind.equals("auto") || kind.equals(found))) {
      throw new IOException(
          "wrong fs type, bad option, bad superblock on /dev/%s: it holds %s"
              .formatted(device, found.isEmpty() ? "no file system" : found));
    }
    List<String> options = new ArrayList<>(List.of("nodev"));
    wanted.stream().filter(OPTIONS::contains).forEach(options::add);
    if (found.equals("xfs")) {
      // Or two disks of one snapshot couldn't be mounted on the same machine.
      options.add("nouuid");
    }
    // Out of the machine's sight until its users are mapped.
    Path stage = Files.createDirectories(machine.path().resolve("stage").resolve(name));
    Command.of("mount", "-t", found, "-o", String.join(",", options), block, stage.toString())
        .run();
    try {
      Files.createDirectories(target);
      MappedMount.put(stage, target, users);
    } finally {
      Command.of("umount", stage.toString()).run();
    }
  }

  /** Takes a disk's file system away from where the machine was given it. */
  static void unmount(MachineDirectory machine, String device) throws IOException {
    Path target = machine.path().resolve("volumes").resolve(device);
    if (Mounts.below(target).contains(target)) {
      Command.of("umount", "--lazy", target.toString()).run();
    }
  }

  /** Where a disk's file system is mounted outside, so that it can be had to write everything. */
  static @Nullable Path mounted(MachineDirectory machine, String device) {
    Path target = machine.path().resolve("volumes").resolve(device);
    return Mounts.below(target).contains(target) ? target : null;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // It listens no more.
    }
  }
}

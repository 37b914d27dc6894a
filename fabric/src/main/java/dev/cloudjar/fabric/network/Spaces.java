package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Namespace;
import dev.cloudjar.fabric.kernel.PacketFilters;
import dev.cloudjar.fabric.kernel.Space;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The namespaces that this process has been in, and what it has opened there. */
final class Spaces implements AutoCloseable {
  private static final int WAITING_CONNECTIONS = 1024;
  private static final int PACKETS_RECEIVED = 1;
  private static final int PACKETS_SENT = 9;
  private static final Path SETTINGS = Path.of("/proc/sys/net");

  private final ConcurrentMap<Namespace, Entered> spaces = new ConcurrentHashMap<>();

  /** Something opened, and where it is bound; a duplicate would share what comes. */
  private record Opened(NetworkChannel channel, boolean datagrams, InetSocketAddress address) {}

  private record Entered(Space space, Set<Opened> channels) {}

  private Entered entered(Namespace namespace) {
    return spaces.computeIfAbsent(namespace, name -> new Entered(new Space(name), new HashSet<>()));
  }

  /** Runs lines of {@code ip} in a namespace, all or up to the first that fails. */
  void configure(Namespace namespace, List<String> lines) throws IOException {
    if (!lines.isEmpty()) {
      entered(namespace).space().run(batch(lines));
    }
  }

  /** Runs lines of {@code ip} in a namespace, and returns what it says. */
  String answer(Namespace namespace, List<String> lines) throws IOException {
    return entered(namespace).space().run(batch(lines));
  }

  /** Runs lines of {@code ip} in a namespace, of which some may fail. */
  void configureLeniently(Namespace namespace, List<String> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    Command command = Command.of("ip", "-force", "-batch", "-").reading(text(lines));
    entered(namespace).space().call(command::attempt);
  }

  /** A command that runs lines of {@code ip}. */
  static Command batch(List<String> lines) {
    return Command.of("ip", "-batch", "-").reading(text(lines));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  /** Changes filters in a namespace at one stroke. */
  void filter(Namespace namespace, String script) throws IOException {
    if (!script.isEmpty()) {
      entered(namespace)
          .space()
          .call(
              () -> {
                PacketFilters.change(script);
                return true;
              });
    }
  }

  String run(Namespace namespace, String... command) throws IOException {
    return entered(namespace).space().run(Command.of(command));
  }

  String run(Namespace namespace, List<String> command) throws IOException {
    return run(namespace, command.toArray(String[]::new));
  }

  /** Sets what {@code sysctl} would; a setting that this kernel hasn't is left out. */
  void set(Namespace namespace, Map<String, String> settings) throws IOException {
    entered(namespace)
        .space()
        .call(
            () -> {
              for (var setting : settings.entrySet()) {
                try {
                  Files.writeString(SETTINGS.resolve(setting.getKey()), setting.getValue());
                } catch (NoSuchFileException e) {
                  // Without IPv6 there is nothing to switch off.
                }
              }
              return true;
            });
  }

  /** The devices of a namespace, but its loopback. */
  long devices(Namespace namespace) throws IOException {
    return entered(namespace)
        .space()
        .call(
            () ->
                Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                    .filter(line -> line.contains(":") && !line.strip().startsWith("lo:"))
                    .count());
  }

  /** How many packets have come to a namespace or were sent by it. */
  long packets(Namespace namespace) throws IOException {
    return entered(namespace)
        .space()
        .call(
            () ->
                Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                    .filter(line -> line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1))
                    .mapToLong(
                        numbers ->
                            Long.parseLong(numbers[PACKETS_RECEIVED])
                                + Long.parseLong(numbers[PACKETS_SENT]))
                    .sum());
  }

  ServerSocketChannel listen(Namespace namespace, InetSocketAddress address) throws IOException {
    Entered entered = entered(namespace);
    ServerSocketChannel channel =
        entered.space().call(() -> ServerSocketChannel.open(StandardProtocolFamily.INET));
    try {
      // Or an address of its own and the wildcard could not have the same port.
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      return bound(
          entered, channel, false, address, () -> channel.bind(address, WAITING_CONNECTIONS));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  DatagramChannel receive(Namespace namespace, InetSocketAddress address) throws IOException {
    Entered entered = entered(namespace);
    DatagramChannel channel =
        entered.space().call(() -> DatagramChannel.open(StandardProtocolFamily.INET));
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      return bound(entered, channel, true, address, () -> channel.bind(address));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  SocketChannel connect(Namespace namespace, InetSocketAddress address, Duration patience)
      throws IOException {
    Entered entered = entered(namespace);
    SocketChannel channel =
        entered.space().call(() -> SocketChannel.open(StandardProtocolFamily.INET));
    keep(entered, new Opened(channel, false, address));
    try {
      channel.socket().connect(address, (int) Math.max(1, patience.toMillis()));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private interface Binding {
    void bind() throws IOException;
  }

  private static <T extends NetworkChannel> T bound(
      Entered entered, T channel, boolean datagrams, InetSocketAddress address, Binding binding)
      throws IOException {
    synchronized (entered.channels()) {
      for (Opened opened : entered.channels()) {
        if (opened.channel().isOpen()
            && !(opened.channel() instanceof SocketChannel)
            && opened.datagrams() == datagrams
            && address.getPort() != 0
            && opened.address().equals(address)) {
          throw new BindException(address + " is in use");
        }
      }
      binding.bind();
      keep(entered, new Opened(channel, datagrams, address));
      return channel;
    }
  }

  private static void keep(Entered entered, Opened opened) {
    synchronized (entered.channels()) {
      entered.channels().removeIf(each -> !each.channel().isOpen());
      entered.channels().add(opened);
    }
  }

  /** Closes what was opened in a namespace. */
  void leave(Namespace namespace) throws IOException {
    Entered entered = spaces.remove(namespace);
    if (entered != null) {
      synchronized (entered.channels()) {
        for (Opened opened : entered.channels()) {
          Channel channel = opened.channel();
          channel.close();
        }
      }
      entered.space().close();
    }
  }

  @Override
  public void close() throws IOException {
    for (Namespace namespace : Set.copyOf(spaces.keySet())) {
      leave(namespace);
    }
  }
}

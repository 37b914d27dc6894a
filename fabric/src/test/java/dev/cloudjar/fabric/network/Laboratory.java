package dev.cloudjar.fabric.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import dev.cloudjar.fabric.kernel.Namespaces;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** An installation whose networks are gone when it is closed, and what tests do within them. */
final class Laboratory implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(5);
  static final Duration SHORT = Duration.ofMillis(250);

  final Installation installation;
  KernelNetworks networks;

  private Laboratory(Installation installation) throws IOException {
    this.installation = installation;
    this.networks = KernelNetworks.open(installation);
  }

  static Laboratory open(Path directory) throws IOException {
    assumeTrue(Namespaces.usable(), Namespaces.WHY_NOT);
    var laboratory = new Laboratory(Installation.of(directory));
    laboratory.networks.clear();
    return laboratory;
  }

  /** As a process does that ends, and one that begins. */
  void restart() throws IOException {
    networks.close();
    networks = KernelNetworks.open(installation);
  }

  void apply(Plans... plans) throws IOException {
    for (Plans each : plans) {
      networks.apply(each.plan());
    }
  }

  static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(Ipv4Address.of(address).toInetAddress(), port);
  }

  /** Answers each connection with where it comes from. */
  void serve(String space, String address, int port) throws IOException {
    ServerSocketChannel server = networks.listen(space, at(address, port));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  SocketChannel client = server.accept();
                  Thread.ofVirtual().start(() -> answer(client));
                }
              } catch (ClosedChannelException e) {
                // The laboratory is closed.
              } catch (IOException e) {
                Assertions.fail(e);
              }
            });
  }

  private static void answer(SocketChannel client) {
    try (client) {
      var from = (InetSocketAddress) client.getRemoteAddress();
      var to = (InetSocketAddress) client.getLocalAddress();
      String answer =
          from.getAddress().getHostAddress() + " " + to.getAddress().getHostAddress() + "\n";
      client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer more = ByteBuffer.allocate(64);
      while (client.read(more) >= 0) {
        client.write(more.flip());
        more.clear();
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  /** Connects, and returns who the server has seen and was called. */
  String ask(String space, String address, int port) throws IOException {
    try (SocketChannel channel = networks.connect(space, at(address, port), PATIENCE)) {
      return line(channel);
    }
  }

  static String line(SocketChannel channel) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(64);
    while (answer.position() == 0 || answer.get(answer.position() - 1) != '\n') {
      assertThat(channel.read(answer)).isPositive();
    }
    return new String(answer.array(), 0, answer.position() - 1, StandardCharsets.US_ASCII);
  }

  /** Whether a connection comes about. */
  boolean reaches(String space, String address, int port) {
    return reaches(space, address, port, PATIENCE);
  }

  /** Whether no connection comes about within a while that is long here. */
  boolean missed(String space, String address, int port) {
    return !reaches(space, address, port, SHORT);
  }

  private boolean reaches(String space, String address, int port, Duration patience) {
    try {
      networks.connect(space, at(address, port), patience).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether something is so within the patience of tests. */
  static void eventually(Condition condition) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  interface Condition {
    boolean holds() throws IOException;
  }

  /** Runs a program at a host, or in a network's router. */
  Command.Result at(Namespace namespace, String... line) throws IOException {
    var command = new java.util.ArrayList<>(List.of("nsenter", "--net=" + namespace.path()));
    command.addAll(List.of(line));
    return new Command(command, "", PATIENCE).attempt();
  }

  boolean pings(String host, String address) throws IOException {
    return at(installation.host(host), "ping", "-c1", "-W1", address).status() == 0;
  }

  @Override
  public void close() throws IOException {
    networks.clear();
    networks.close();
    assertThat(Namespace.present(installation.prefix())).isEmpty();
  }
}

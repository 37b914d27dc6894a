package dev.cloudjar.fabric.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cloudjar.fabric.Ipv4Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpaceTest {
  @TempDir Path directory;

  @Test
  void commandsSayWhatTheySaidAndFailWithWhatTheyComplainedOf() throws IOException {
    assertThat(Command.of("cat").reading("$(id) `id`").run()).isEqualTo("$(id) `id`");
    assertThat(Command.of("echo", "a b; id").run()).isEqualTo("a b; id\n");
    assertThatThrownBy(() -> Command.of("ls", "/no/such").run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such");
    assertThatThrownBy(() -> Command.of("no-such-program").run()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new Command(List.of("sleep", "60"), "", Duration.ofMillis(50)).run())
        .hasMessageContaining("longer");
    assertThat(Command.of("true").reading("x".repeat(1_000_000)).attempt().status()).isZero();
  }

  @Test
  void anInstallationIsNamedAfterItsDirectory() throws IOException {
    Installation one = Installation.of(directory.resolve("one"));
    assertThat(one.id()).hasSize(8);
    assertThat(Installation.of(directory.resolve("one/../one"))).isEqualTo(one);
    assertThat(Installation.of(directory.resolve("two")).id()).isNotEqualTo(one.id());
    assertThatThrownBy(() -> one.host("../x/../../etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void socketsAreOpenedWithinAndServedFromOutside() throws Exception {
    assumeTrue(Namespaces.usable(), Namespaces.WHY_NOT);
    Namespace namespace = Installation.of(directory).host("socket-test");
    Command.of("ip", "netns", "add", namespace.name()).run();
    try (Space space = new Space(namespace)) {
      space.run(Command.of("ip", "link", "set", "lo", "up"));
      String before = here();
      String within = space.call(SpaceTest::here);
      assertThat(within).isNotEqualTo(before);
      assertThat(space.run(Command.of("readlink", "/proc/self/ns/net")).strip()).isEqualTo(within);
      assertThat(here()).isEqualTo(before);

      var local = new InetSocketAddress(Ipv4Address.of("127.0.0.1").toInetAddress(), 7);
      try (ServerSocketChannel server =
              space.call(() -> ServerSocketChannel.open(StandardProtocolFamily.INET).bind(local));
          SocketChannel client =
              space.call(() -> SocketChannel.open(StandardProtocolFamily.INET))) {
        client.connect(local);
        try (SocketChannel accepted = server.accept()) {
          assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
        }
      }
      assertThat(Namespace.present(namespace.name())).containsExactly(namespace.name());
    } finally {
      Command.of("ip", "netns", "delete", namespace.name()).run();
    }
    assertThat(namespace.exists()).isFalse();
    assertThatThrownBy(() -> new Space(namespace).call(SpaceTest::here))
        .isInstanceOf(IOException.class);
  }

  private static String here() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
  }
}

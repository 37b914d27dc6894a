package dev.cloudjar.fabric.network;

import static dev.cloudjar.fabric.network.Plans.rule;
import static dev.cloudjar.fabric.network.Plans.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.Flow;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is counted of packets, and how far they go. */
final class FlowsTest extends NetworkLaboratoryTest {
  private static Plans plans() {
    return Plans.network("net", "10.0.0.0/16")
        .subnet("a", "10.0.1.0/24", Plans.route("52.216.0.0/15", new Target.Service("objects")))
        .list(
            "picky",
            List.of(rule(false, 6, 82, 82, "0.0.0.0/0"), Plans.EVERYTHING),
            List.of(Plans.EVERYTHING))
        .subnet("b", "10.0.2.0/24", "picky")
        .inbound("few", tcp(80, "0.0.0.0/0"), tcp(82, "0.0.0.0/0"))
        .host("web", "a", "10.0.1.10")
        .host("app", "b", "10.0.2.10", "few");
  }

  /** What is told of a port: where, and how many packets were seen and passed. */
  private List<String> told(int port) throws IOException {
    return laboratory.networks.flows("net").stream()
        .filter(it -> it.key().destinationPort() == port)
        .map(FlowsTest::told)
        .sorted()
        .toList();
  }

  private static String told(Flow it) {
    return "%s %s %d %s>%s %s"
        .formatted(
            it.key().networkInterface(),
            it.key().inbound() ? "in" : "out",
            it.key().protocol(),
            it.key().source(),
            it.key().destination(),
            it.passed().equals(it.seen())
                ? "passed"
                : it.passed().packets() == 0 ? "none passed" : "some passed");
  }

  @Test
  void flowsAreCountedAtBothSidesWhereTheirFiltersDecide() throws IOException {
    laboratory.apply(plans());
    laboratory.serve("app", "0.0.0.0", 80);
    assertThat(laboratory.reaches("web", "10.0.2.10", 80)).isTrue();
    assertThat(laboratory.networks.flows("net")).as("nobody wants to know").isEmpty();

    laboratory.apply(plans().counted("web", "app"));
    assertThat(laboratory.reaches("web", "10.0.2.10", 80)).isTrue();
    assertThat(laboratory.missed("web", "10.0.2.10", 81)).isTrue();
    assertThat(laboratory.missed("web", "10.0.2.10", 82)).isTrue();
    assertThat(laboratory.pings("app", "10.0.1.10")).isTrue();
    assertThat(laboratory.pings("app", "10.0.1.1")).as("the router itself").isTrue();
    assertThat(told(80))
        .containsExactly(
            "app in 6 10.0.1.10>10.0.2.10 passed", "web out 6 10.0.1.10>10.0.2.10 passed");
    assertThat(told(81))
        .as("the group of who gets it")
        .containsExactly(
            "app in 6 10.0.1.10>10.0.2.10 none passed", "web out 6 10.0.1.10>10.0.2.10 passed");
    assertThat(told(82))
        .as("the list of who gets it")
        .containsExactly(
            "app in 6 10.0.1.10>10.0.2.10 none passed", "web out 6 10.0.1.10>10.0.2.10 passed");
    assertThat(told(0))
        .containsExactly(
            "app in 1 10.0.1.10>10.0.2.10 passed",
            "app out 1 10.0.2.10>10.0.1.10 passed",
            "web in 1 10.0.2.10>10.0.1.10 passed",
            "web out 1 10.0.1.10>10.0.2.10 passed");
    Flow ping =
        laboratory.networks.flows("net").stream()
            .filter(it -> it.key().protocol() == 1)
            .findFirst()
            .orElseThrow();
    assertThat(ping.seen()).isEqualTo(new Flow.Count(1, 84));
  }

  @Test
  void whatIsCountedStaysWhileFiltersChangeAndGoesWithTheWish() throws IOException {
    laboratory.apply(plans());
    assertThat(laboratory.pings("web", "10.0.1.1")).as("its link carries packets").isTrue();
    laboratory.apply(plans().group("net-open", List.of(), List.of()).counted("web"));
    assertThat(laboratory.missed("web", "10.0.2.10", 80)).isTrue();
    laboratory.apply(plans().counted("web"));
    assertThat(laboratory.missed("web", "52.216.0.1", 80)).isTrue();
    assertThat(told(80))
        .as("its own group, and then what answers for a service, as nobody listens")
        .containsExactly(
            "web out 6 10.0.1.10>10.0.2.10 none passed", "web out 6 10.0.1.10>52.216.0.1 passed");
    laboratory.restart();
    assertThat(laboratory.networks.flows("net")).as("before it is known").isEmpty();
    laboratory.apply(plans().counted("app"));
    assertThat(told(80)).as("nothing is left of what was").isEmpty();
    assertThat(laboratory.missed("web", "10.0.2.10", 81)).isTrue();
    assertThat(told(81)).containsExactly("app in 6 10.0.1.10>10.0.2.10 none passed");
    laboratory.apply(plans());
    assertThat(laboratory.networks.flows("net")).isEmpty();
    assertThatThrownBy(() -> laboratory.apply(plans().counted("nobody")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsSentGoesAsFarAsItsHops() throws IOException {
    laboratory.apply(plans());
    Namespace host = laboratory.installation.host("web");
    Namespace nested = laboratory.installation.host("nested");
    Command.of("ip", "netns", "add", nested.name()).run();
    for (String line :
        List.of(
            "ip link add inner type veth peer name eth0 netns " + nested.name(),
            "ip address add 172.17.0.1/24 dev inner",
            "ip link set inner up",
            "sysctl -qw net.ipv4.ip_forward=1",
            "nft add table ip inner",
            "nft add chain ip inner out { type nat hook postrouting priority 100; }",
            "nft add rule ip inner out ip saddr 172.17.0.0/24 masquerade")) {
      run(host, line);
    }
    run(nested, "ip address add 172.17.0.2/24 dev eth0");
    run(nested, "ip link set eth0 up");
    run(nested, "ip route add default via 172.17.0.1");
    try (ServerSocketChannel server =
        laboratory.networks.listen("net", Laboratory.at("169.254.169.254", 80))) {
      assertThat(heard(server, host, 1)).isEqualTo("connected\nhello\n");
      assertThat(heard(server, nested, 1)).isEqualTo("connected\n");
      assertThat(heard(server, nested, 2)).isEqualTo("connected\nhello\n");
      assertThat(heard(server, nested, 64)).isEqualTo("connected\nhello\n");
      assertThatThrownBy(() -> heard(server, host, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> heard(server, host, 65))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void run(Namespace namespace, String line) throws IOException {
    Command.Result result = laboratory.at(namespace, line.split(" ", -1));
    assertThat(result.status()).as(line + ": " + result.errors()).isZero();
  }

  /** What comes to somebody who connects, of a greeting that goes so far. */
  private String heard(ServerSocketChannel server, Namespace where, int hops) throws IOException {
    CompletableFuture<String> heard =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return laboratory
                    .at(
                        where,
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/169.254.169.254/80 && echo connected"
                            + " && read -t 0.5 line <&3 && echo $line")
                    .output();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try (SocketChannel answering = server.accept()) {
      laboratory.networks.limitHops(answering, hops);
      answering.write(ByteBuffer.wrap("hello\n".getBytes(StandardCharsets.US_ASCII)));
      return heard.join();
    }
  }
}

package dev.cloudjar.fabric.network;

import static dev.cloudjar.fabric.network.Plans.EVERYTHING;
import static dev.cloudjar.fabric.network.Plans.route;
import static dev.cloudjar.fabric.network.Plans.rule;
import static dev.cloudjar.fabric.network.Plans.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What changes do to connections that there are. */
final class ConnectionsTest extends NetworkLaboratoryTest {
  private static Plans two() {
    return Plans.network("net", "10.0.0.0/16")
        .subnet("a", "10.0.1.0/24")
        .subnet("b", "10.0.2.0/24", "gate")
        .list("gate", List.of(EVERYTHING), List.of(EVERYTHING))
        .inbound("picky", tcp(80, "10.0.1.0/24"))
        .host("web", "a", "10.0.1.10")
        .host("app", "b", "10.0.2.10", "picky");
  }

  private static boolean echoes(SocketChannel channel) throws IOException {
    return echoes(channel, Laboratory.PATIENCE);
  }

  private static boolean echoes(SocketChannel channel, Duration patience) throws IOException {
    channel.socket().setSoTimeout((int) patience.toMillis());
    channel.write(ByteBuffer.wrap("?".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    try {
      return channel.socket().getInputStream().read() == '?';
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void connectionsGoOnWhenTheirGroupAllowsNoNewOnes() throws IOException {
    Plans plans = two();
    laboratory.apply(plans);
    laboratory.serve("app", "0.0.0.0", 80);
    try (SocketChannel channel =
        laboratory.networks.connect("web", Laboratory.at("10.0.2.10", 80))) {
      Laboratory.line(channel);
      laboratory.apply(plans.inbound("picky"));
      assertThat(laboratory.missed("web", "10.0.2.10", 80)).isTrue();
      assertThat(echoes(channel)).isTrue();
    }
  }

  @Test
  void anAccessListCutsConnectionsAtOnceAndOnlyThoseThatLeaveASubnet() throws IOException {
    Plans plans = two().host("near", "b", "10.0.2.11", "picky").inbound("picky", Plans.ANYTHING);
    laboratory.apply(plans);
    laboratory.serve("app", "0.0.0.0", 80);
    try (SocketChannel channel =
        laboratory.networks.connect("web", Laboratory.at("10.0.2.10", 80))) {
      Laboratory.line(channel);
      assertThat(echoes(channel)).isTrue();
      laboratory.apply(plans.list("gate", List.of(), List.of(EVERYTHING)));
      assertThat(echoes(channel, Laboratory.SHORT)).isFalse();
      assertThat(laboratory.reaches("near", "10.0.2.10", 80)).isTrue();
      laboratory.apply(
          plans.list(
              "gate",
              List.of(rule(false, 6, 81, 90, "0.0.0.0/0"), rule(true, 6, 80, 90, "10.0.1.0/24")),
              List.of(rule(true, 6, 1024, 65535, "10.0.1.10/32"))));
      assertThat(laboratory.reaches("web", "10.0.2.10", 80)).isTrue();
      laboratory.serve("app", "0.0.0.0", 81);
      assertThat(laboratory.missed("web", "10.0.2.10", 81)).isTrue();
    }
  }

  @Test
  void whatIsDisconnectedReachesNothing() throws IOException {
    Plans plans = two();
    laboratory.apply(plans);
    laboratory.serve("app", "0.0.0.0", 80);
    laboratory.serve("net", "169.254.169.254", 80);
    try (SocketChannel channel =
        laboratory.networks.connect("web", Laboratory.at("10.0.2.10", 80))) {
      Laboratory.line(channel);
      laboratory.apply(plans.connected("web", false));
      assertThat(echoes(channel, Laboratory.SHORT)).isFalse();
      assertThat(laboratory.missed("web", "169.254.169.254", 80)).isTrue();
      laboratory.apply(plans.connected("web", true).connected("app", false));
      assertThat(laboratory.missed("web", "10.0.2.10", 80)).isTrue();
      assertThat(laboratory.reaches("web", "169.254.169.254", 80)).isTrue();
      laboratory.apply(plans.connected("app", true));
      assertThat(laboratory.reaches("web", "10.0.2.10", 80)).isTrue();
    }
  }

  @Test
  void aRestartFindsNetworksAndLeavesConnectionsAlone() throws Exception {
    Plans plans = two();
    laboratory.apply(plans);
    try (KernelNetworks other = KernelNetworks.open(laboratory.installation);
        ServerSocketChannel server = other.listen("app", Laboratory.at("0.0.0.0", 80));
        SocketChannel client = other.connect("web", Laboratory.at("10.0.2.10", 80));
        SocketChannel served = server.accept()) {
      laboratory.restart();
      assertThat(laboratory.networks.present()).containsExactly("net");
      laboratory.apply(plans.host("new", "a", "10.0.1.12").inbound("picky"));
      served.write(ByteBuffer.wrap(new byte[] {1}));
      assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(1);
      laboratory.serve("new", "0.0.0.0", 80);
      assertThat(laboratory.reaches("web", "10.0.1.12", 80)).isTrue();
      assertThat(laboratory.missed("web", "10.0.2.10", 80)).isTrue();
    }
    laboratory.restart();
    plans.interfaces.removeIf(end -> end.name().equals("new"));
    laboratory.apply(plans);
    assertThat(laboratory.installation.host("new").exists()).isFalse();
    assertThat(laboratory.installation.host("app").exists()).isTrue();
  }

  @Test
  void addressesAndHostsComeAndGoWithoutDisturbingOthers() throws IOException {
    Plans plans = two().inbound("picky", Plans.ANYTHING);
    laboratory.apply(plans);
    laboratory.serve("app", "0.0.0.0", 80);
    try (SocketChannel channel =
        laboratory.networks.connect("web", Laboratory.at("10.0.2.10", 80))) {
      Laboratory.line(channel);
      Interface app = plans.end("app");
      laboratory.apply(
          plans
              .end(
                  new Interface(
                      "app",
                      "app",
                      0,
                      "b",
                      List.of(app.addresses().getFirst(), Ipv4Address.of("10.0.2.20")),
                      Set.of("picky"),
                      true,
                      true))
              .end(
                  new Interface(
                      "app-a",
                      "app",
                      1,
                      "a",
                      List.of(Ipv4Address.of("10.0.1.20")),
                      Set.of("picky"),
                      true,
                      true)));
      assertThat(laboratory.ask("web", "10.0.2.20", 80)).isEqualTo("10.0.1.10 10.0.2.20");
      assertThat(laboratory.ask("web", "10.0.1.20", 80)).isEqualTo("10.0.1.10 10.0.1.20");
      assertThat(echoes(channel)).isTrue();
      laboratory.apply(plans.end(app));
      plans.interfaces.removeIf(end -> end.name().equals("app-a"));
      laboratory.apply(plans);
      assertThat(laboratory.missed("web", "10.0.2.20", 80)).isTrue();
      assertThat(laboratory.missed("web", "10.0.1.20", 80)).isTrue();
      assertThat(echoes(channel)).isTrue();
    }
  }

  @Test
  void oneThatSendsOnIsPassedThroughUnlessItsAddressesAreChecked() throws IOException {
    Plans plans =
        Plans.network("net", "10.0.0.0/16")
            .subnet("a", "10.0.1.0/24", route("192.168.0.0/16", new Target.To("middle")))
            .subnet("b", "10.0.2.0/24")
            .subnet("c", "10.0.3.0/24", route("10.0.1.0/24", new Target.To("middle")))
            .host("web", "a", "10.0.1.10")
            .host("middle", "b", "10.0.2.10")
            .unchecked("middle")
            .host("end", "c", "10.0.3.10");
    laboratory.apply(plans);
    // Middle answers for an address that isn't its own in the plan.
    assertThat(
            laboratory
                .at(
                    laboratory.installation.host("middle"),
                    "ip",
                    "address",
                    "add",
                    "192.168.7.7/32",
                    "dev",
                    "lo")
                .errors())
        .isEmpty();
    laboratory.serve("middle", "192.168.7.7", 80);
    assertThat(laboratory.ask("web", "192.168.7.7", 80)).isEqualTo("10.0.1.10 192.168.7.7");
    assertThat(laboratory.missed("end", "192.168.7.7", 80)).isTrue();
    Interface middle = plans.end("middle");
    laboratory.apply(
        plans.end(
            new Interface(
                "middle",
                "middle",
                0,
                "b",
                middle.addresses(),
                middle.securityGroups(),
                true,
                true)));
    assertThat(laboratory.missed("web", "192.168.7.7", 80)).isTrue();
  }

  @Test
  void aChangeOfAGroupActsWithinFiftyMilliseconds() throws IOException {
    Plans plans = two();
    for (int number = 0; number < 30; number++) {
      plans.host("h" + number, "a", "10.0.1." + (100 + number));
    }
    laboratory.apply(plans);
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      plans.inbound("picky", tcp(1000 + round, "10.0.1.0/24"));
      long began = System.nanoTime();
      laboratory.networks.apply(plans.plan());
      best = Math.min(best, System.nanoTime() - began);
      assertThat(
              laboratory
                  .at(
                      laboratory.installation.router("net"),
                      "nft",
                      "list",
                      "chain",
                      "inet",
                      "cloudjar",
                      "gi_" + Names.digest("picky"))
                  .output())
          .contains("dport " + (1000 + round));
    }
    // The best of many: what else this machine does meanwhile is not ours.
    assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void applyingAPlanAgainRunsNothing() throws IOException {
    Plans plans = two();
    laboratory.apply(plans);
    laboratory.at(
        laboratory.installation.router("net"), "nft", "delete", "table", "inet", "cloudjar");
    laboratory.apply(plans);
    assertThat(
            laboratory.at(laboratory.installation.router("net"), "nft", "list", "tables").output())
        .isEmpty();
    laboratory.restart();
    laboratory.apply(plans);
    assertThat(
            laboratory.at(laboratory.installation.router("net"), "nft", "list", "tables").output())
        .contains("cloudjar");
  }

  @Test
  void whatIsOpenIsClosedWithItsNetwork() throws IOException {
    laboratory.apply(two());
    ServerSocketChannel server = laboratory.networks.listen("app", Laboratory.at("0.0.0.0", 80));
    assertThatThrownBy(() -> laboratory.networks.listen("app", Laboratory.at("0.0.0.0", 80)))
        .isInstanceOf(java.net.BindException.class);
    laboratory.networks.remove("net");
    assertThat(server.isOpen()).isFalse();
    assertThat(laboratory.networks.present()).isEmpty();
    assertThat(laboratory.installation.host("app").exists()).isFalse();
    assertThatThrownBy(() -> laboratory.networks.listen("app", Laboratory.at("0.0.0.0", 80)))
        .isInstanceOf(IOException.class);
    laboratory.networks.remove("net");
    laboratory.apply(two());
    laboratory.serve("app", "0.0.0.0", 80);
    assertThat(laboratory.reaches("web", "10.0.2.10", 80)).isTrue();
  }
}

package dev.cloudjar.fabric.network;

import static dev.cloudjar.fabric.network.Plans.route;
import static dev.cloudjar.fabric.network.Plans.tcp;
import static dev.cloudjar.fabric.network.Plans.tcpFrom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan.Peer;
import dev.cloudjar.fabric.NetworkPlan.SecurityRule;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.fabric.kernel.Namespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What passes between the hosts of one network. */
final class KernelNetworksTest extends NetworkLaboratoryTest {
  private static Plans two() {
    return Plans.network("net", "10.0.0.0/16")
        .subnet("a", "10.0.1.0/24")
        .subnet("b", "10.0.2.0/24")
        .host("web", "a", "10.0.1.10")
        .host("app", "b", "10.0.2.10");
  }

  @Test
  void hostsReachEachOtherAndSeeWhoAsks() throws IOException {
    laboratory.apply(two().host("near", "a", "10.0.1.11"));
    laboratory.serve("app", "0.0.0.0", 80);
    laboratory.serve("near", "10.0.1.11", 80);
    assertThat(laboratory.ask("web", "10.0.2.10", 80)).isEqualTo("10.0.1.10 10.0.2.10");
    assertThat(laboratory.ask("web", "10.0.1.11", 80)).isEqualTo("10.0.1.10 10.0.1.11");
    assertThat(laboratory.pings("web", "10.0.2.10")).isTrue();
    assertThat(laboratory.pings("web", "10.0.2.11")).isFalse();
  }

  @Test
  void theRouterAnswersAtItsOwnAddressesWhateverTheRules() throws IOException {
    laboratory.apply(
        two()
            .group("shut", List.of(), List.of())
            .list("none", List.of(), List.of())
            .subnet("c", "10.0.3.0/24", "none")
            .host("alone", "c", "10.0.3.9", "shut"));
    laboratory.serve("net", "169.254.169.254", 80);
    laboratory.serve("net", "10.0.0.2", 53);
    assertThat(laboratory.ask("alone", "169.254.169.254", 80))
        .isEqualTo("10.0.3.9 169.254.169.254");
    assertThat(laboratory.ask("alone", "10.0.0.2", 53)).isEqualTo("10.0.3.9 10.0.0.2");
    assertThat(laboratory.pings("alone", "10.0.3.1")).isTrue();
    assertThat(laboratory.missed("alone", "10.0.2.10", 80)).isTrue();
  }

  @Test
  void securityGroupsDecideByPortAndByGroup() throws IOException {
    Plans plans =
        two()
            .inbound("front")
            .inbound("back", tcpFrom(5432, "front"), tcp(22, "10.0.1.11/32"))
            .host("web", "a", "10.0.1.10", "front")
            .host("other", "a", "10.0.1.11")
            .host("app", "b", "10.0.2.10", "back");
    laboratory.apply(plans);
    for (int port : new int[] {22, 5432, 5433}) {
      laboratory.serve("app", "0.0.0.0", port);
    }
    laboratory.serve("web", "0.0.0.0", 80);
    assertThat(laboratory.reaches("web", "10.0.2.10", 5432)).isTrue();
    assertThat(laboratory.missed("web", "10.0.2.10", 5433)).isTrue();
    assertThat(laboratory.missed("web", "10.0.2.10", 22)).isTrue();
    assertThat(laboratory.missed("other", "10.0.2.10", 5432)).isTrue();
    assertThat(laboratory.reaches("other", "10.0.2.10", 22)).isTrue();
    assertThat(laboratory.missed("other", "10.0.1.10", 80)).isTrue();
    laboratory.apply(plans.host("other", "a", "10.0.1.11", "front"));
    assertThat(laboratory.reaches("other", "10.0.2.10", 5432)).isTrue();
  }

  @Test
  void aRouteToNowhereDropsAndOneToTheInstallationArrivesThere() throws IOException {
    laboratory.apply(
        Plans.network("net", "10.0.0.0/16")
            .subnet(
                "a",
                "10.0.1.0/24",
                route("52.216.0.0/15", new Target.Service("objects")),
                route("52.217.1.0/24", new Target.Nowhere()))
            .subnet("b", "10.0.2.0/24")
            .inbound("picky")
            .host("web", "a", "10.0.1.10")
            .host("app", "b", "10.0.2.10"));
    laboratory.serve("net", "0.0.0.0", 443);
    laboratory.serve("net", "169.254.169.254", 443);
    assertThat(laboratory.ask("web", "52.216.3.4", 443)).isEqualTo("10.0.1.10 52.216.3.4");
    assertThat(laboratory.ask("web", "169.254.169.254", 443))
        .isEqualTo("10.0.1.10 169.254.169.254");
    assertThat(laboratory.missed("web", "52.217.1.1", 443)).isTrue();
    assertThat(laboratory.missed("app", "52.216.3.4", 443)).isTrue();
  }

  @Test
  void datagramsPassWhereTheirGroupsAllowAndAreAnswered() throws IOException {
    var dns =
        new SecurityRule(
            "dns", new Traffic(17, 53, 53), new Peer.Block(Ipv4Block.of("10.0.1.0/24")));
    laboratory.apply(two().inbound("names", dns).host("app", "b", "10.0.2.10", "names"));
    try (DatagramChannel server =
            laboratory.networks.receive("app", Laboratory.at("10.0.2.10", 53));
        DatagramChannel shut = laboratory.networks.receive("app", Laboratory.at("10.0.2.10", 54));
        DatagramChannel client = laboratory.networks.receive("web", Laboratory.at("0.0.0.0", 0))) {
      client.send(ByteBuffer.wrap(new byte[] {1}), Laboratory.at("10.0.2.10", 54));
      client.send(ByteBuffer.wrap(new byte[] {2}), Laboratory.at("10.0.2.10", 53));
      ByteBuffer seen = ByteBuffer.allocate(8);
      server.socket().setSoTimeout((int) Laboratory.PATIENCE.toMillis());
      var from = server.receive(seen);
      assertThat(seen.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {2}));
      server.send(ByteBuffer.wrap(new byte[] {3}), from);
      ByteBuffer answer = ByteBuffer.allocate(8);
      assertThat(client.receive(answer)).isEqualTo(Laboratory.at("10.0.2.10", 53));
      shut.configureBlocking(false);
      assertThat(shut.receive(ByteBuffer.allocate(8))).isNull();
    }
  }

  @Test
  void whoPretendsToBeAnotherIsNotHeard() throws IOException {
    Plans plans = two();
    laboratory.apply(plans);
    Namespace web = laboratory.installation.host("web");
    laboratory.at(web, "ip", "address", "add", "10.0.1.77/32", "dev", "lo");
    assertThat(laboratory.at(web, "ping", "-c1", "-W1", "10.0.2.10").status()).isZero();
    for (String target : new String[] {"10.0.2.10", "10.0.1.1", "169.254.169.254"}) {
      assertThat(laboratory.at(web, "ping", "-c1", "-W1", "-I", "10.0.1.77", target).status())
          .isNotZero();
    }
    // It has not even come to where an answer would have been lost.
    assertThat(laboratory.at(laboratory.installation.host("app"), "cat", "/proc/net/snmp").output())
        .containsPattern("Icmp: 1 ");
  }

  @Test
  void nothingSpeaksInternetProtocolSix() throws IOException {
    laboratory.apply(two());
    Namespace web = laboratory.installation.host("web");
    assertThat(laboratory.at(web, "ip", "-6", "address").output()).isEmpty();
    laboratory.at(web, "sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6");
    assertThat(laboratory.at(laboratory.installation.router("net"), "ip", "-6", "address").output())
        .isEmpty();
    assertThat(laboratory.at(web, "ping", "-6", "-c1", "-W1", "ff02::1%eth0").status()).isNotZero();
  }
}

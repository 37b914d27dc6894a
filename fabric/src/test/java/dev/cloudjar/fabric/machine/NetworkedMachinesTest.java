package dev.cloudjar.fabric.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.AccessList;
import dev.cloudjar.fabric.NetworkPlan.AccessRule;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.Peer;
import dev.cloudjar.fabric.NetworkPlan.RouteTable;
import dev.cloudjar.fabric.NetworkPlan.SecurityGroup;
import dev.cloudjar.fabric.NetworkPlan.SecurityRule;
import dev.cloudjar.fabric.NetworkPlan.Subnet;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines in networks: everything together, as rooms use it. */
final class NetworkedMachinesTest {
  private static final SecurityRule ANYTHING =
      new SecurityRule("all", Traffic.ALL, new Peer.Block(Ipv4Block.ALL));
  private static final SecurityRule WEB =
      new SecurityRule("web", new Traffic(6, 80, 80), new Peer.Block(Ipv4Block.ALL));

  @TempDir Path directory;

  @Test
  void machinesReachEachOtherAsTheirGroupsAllow() throws IOException {
    try (var laboratory = new Laboratory(directory)) {
      laboratory.room.networks().apply(plan(List.of(WEB)));
      laboratory.start(
          "server",
          """
          mkdir /srv/www; echo hello > /srv/www/index.html; cd /srv/www
          ip -4 -o addr show scope global; hostname
          exec python3 -m http.server 80
          """);
      laboratory.start(
          "client",
          """
          until curl -sf -m 5 http://10.0.0.10/; do :; done
          ping -c 1 -W 1 10.0.0.10 >/dev/null && echo CAN: ping
          (until ! curl -sf -m 1 -o /dev/null http://10.0.0.10/; do :; done; echo closed)
          ip link add dummy0 type dummy 2>/dev/null && echo CAN: links
          ip addr add 10.0.0.10/32 dev lo 2>/dev/null && echo CAN: addresses
          nft list ruleset 2>/dev/null && echo CAN: filters
          echo done
          """);
      laboratory.says("client", "hello");
      assertThat(laboratory.console("server")).contains("10.0.0.10/", "\nserver\n");
      assertThat(laboratory.room.networks().connect("net", web())).satisfies(SocketChannel::close);
      laboratory.room.networks().apply(plan(List.of()));
      laboratory.says("client", "done");
      assertThat(laboratory.console("client")).contains("closed").doesNotContain("CAN:");

      // The network goes on while a machine is away, and it comes back to it.
      laboratory.room.machines().stop("server", Duration.ofSeconds(10));
      laboratory.room.networks().apply(plan(List.of(WEB)));
      laboratory.start("server", "cd /srv/www; exec python3 -m http.server 80");
      Laboratory.until("it answers", () -> answer(laboratory).contains("hello"));
    }
  }

  private static InetSocketAddress web() {
    return new InetSocketAddress(Ipv4Address.of("10.0.0.10").toInetAddress(), 80);
  }

  private static String answer(Laboratory laboratory) {
    var bytes = ByteBuffer.allocate(4096);
    try (SocketChannel channel =
        laboratory.room.networks().connect("client", web(), Duration.ofSeconds(1))) {
      channel.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
      while (channel.read(bytes) >= 0 && bytes.hasRemaining()) {
        // until it has said everything
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static NetworkPlan plan(List<SecurityRule> inbound) {
    AccessRule all = new AccessRule("all", true, Traffic.ALL, Ipv4Block.ALL);
    return new NetworkPlan(
        "net",
        List.of(Ipv4Block.of("10.0.0.0/16")),
        List.of(new Subnet("subnet", Ipv4Block.of("10.0.0.0/24"), "table", "list")),
        List.of(new RouteTable("table", List.of())),
        List.of(new AccessList("list", List.of(all), List.of(all))),
        List.of(new SecurityGroup("group", inbound, List.of(ANYTHING))),
        List.of(end("server", "10.0.0.10"), end("client", "10.0.0.11")),
        List.of(),
        List.of(),
        false);
  }

  private static Interface end(String name, String address) {
    return new Interface(
        name, name, 0, "subnet", List.of(Ipv4Address.of(address)), Set.of("group"), true, true);
  }
}

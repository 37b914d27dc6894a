package dev.cloudjar.bench;

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
import dev.cloudjar.fabric.Networks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How long a change of a security group takes until it decides about packets: rules come and go in
 * turn, and after each change a connection shows that it is in force.
 */
record FilterChanges(Networks networks, int hosts) {
  private static final int CHANGES = 60;
  private static final int PORT = 5201;
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final double NANOS = 1e6;

  void measure() throws IOException {
    networks.apply(plan(false));
    double[] millis = new double[CHANGES];
    try (ServerSocketChannel listening =
        networks.listen("host1", new InetSocketAddress("10.3.1.11", PORT))) {
      for (int change = 0; change < CHANGES; change++) {
        boolean open = change % 2 == 0;
        NetworkPlan plan = plan(open);
        long begin = System.nanoTime();
        networks.apply(plan);
        millis[change] = (System.nanoTime() - begin) / NANOS;
        if (passes() != open) {
          throw new IOException("a change was not in force at " + listening.getLocalAddress());
        }
      }
    } finally {
      networks.remove("changes");
    }
    Arrays.sort(millis);
    System.out.printf(
        "ms until a security group's change was in force, of %d, %d hosts: median %.1f, slowest"
            + " tenth above %.1f, slowest %.1f%n",
        CHANGES, hosts, millis[CHANGES / 2], millis[CHANGES * 9 / 10], millis[CHANGES - 1]);
  }

  private boolean passes() {
    try (SocketChannel channel =
        networks.connect("host0", new InetSocketAddress("10.3.1.11", PORT), PATIENCE)) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private NetworkPlan plan(boolean open) {
    var everything = new AccessRule("everything", true, Traffic.ALL, Ipv4Block.ALL);
    var anywhere = new SecurityRule("all", Traffic.ALL, new Peer.Block(Ipv4Block.ALL));
    var rules = new ArrayList<SecurityRule>();
    rules.add(new SecurityRule("ssh", new Traffic(6, 22, 22), new Peer.Block(Ipv4Block.ALL)));
    if (open) {
      rules.add(new SecurityRule("open", new Traffic(6, PORT, PORT), new Peer.Group("group")));
    }
    var ends = new ArrayList<Interface>();
    for (int host = 0; host < hosts; host++) {
      Ipv4Address address = Ipv4Address.of("10.3.1.10").plus(host);
      String name = "host" + host;
      ends.add(new Interface(name, name, 0, "a", List.of(address), Set.of("group"), true, true));
    }
    return new NetworkPlan(
        "changes",
        List.of(Ipv4Block.of("10.3.0.0/16")),
        List.of(new Subnet("a", Ipv4Block.of("10.3.1.0/24"), "main", "default")),
        List.of(new RouteTable("main", List.of())),
        List.of(new AccessList("default", List.of(everything), List.of(everything))),
        List.of(new SecurityGroup("group", rules, List.of(anywhere))),
        ends,
        List.of(),
        List.of(),
        false);
  }
}

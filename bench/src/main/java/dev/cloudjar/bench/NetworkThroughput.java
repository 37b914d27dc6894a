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
import dev.cloudjar.fabric.kernel.Command;
import dev.cloudjar.fabric.kernel.Installation;
import dev.cloudjar.fabric.kernel.Namespace;
import dev.cloudjar.fabric.network.KernelNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Throughput between two hosts of a network, in different subnets, beside that of two bare
 * namespaces that one veth pair with packets as large joins: one stream of iperf3, in turn.
 */
final class NetworkThroughput {
  private static final double BITS = 1e9;

  private NetworkThroughput() {}

  public static void main(String[] arguments) throws IOException {
    int seconds = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    Path directory = Files.createTempDirectory("cloudjar-networks");
    Installation installation = Installation.of(directory);
    try (KernelNetworks networks = KernelNetworks.open(installation)) {
      try {
        networks.apply(plan());
        Namespace one = Namespace.named(installation.prefix() + "bare-one");
        Namespace two = Namespace.named(installation.prefix() + "bare-two");
        bare(one, two);
        var through = new ArrayList<Double>();
        var beside = new ArrayList<Double>();
        for (int round = 0; round < rounds; round++) {
          beside.add(measure(one, two, "10.9.0.2", seconds));
          through.add(
              measure(installation.host("one"), installation.host("two"), "10.0.2.10", seconds));
        }
        double ratio = median(through) / median(beside);
        System.out.printf(
            "Gbit/s, medians of %d: two hosts %.1f, two bare namespaces %.1f: %.2f%n",
            rounds, median(through) / BITS, median(beside) / BITS, ratio);
        System.out.println("hosts " + through + ", bare " + beside);
        for (int hosts : List.of(10, 50)) {
          new FilterChanges(networks, hosts).measure();
        }
      } finally {
        networks.clear();
      }
    }
  }

  private static double median(List<Double> values) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static void bare(Namespace one, Namespace two) throws IOException {
    batch("netns add " + one.name(), "netns add " + two.name());
    batch(
        "link add eth0 netns %s mtu 9001 type veth peer name eth0 netns %s mtu 9001"
            .formatted(one.name(), two.name()));
    for (Namespace namespace : List.of(one, two)) {
      String last = namespace.equals(one) ? "1" : "2";
      within(
          namespace,
          "ip",
          "-batch",
          "-",
          "link set lo up\naddress add 10.9.0." + last + "/24 dev eth0\nlink set eth0 up\n");
    }
  }

  private static void batch(String... lines) throws IOException {
    Command.of("ip", "-batch", "-").reading(String.join("\n", lines) + "\n").run();
  }

  private static void within(Namespace namespace, String program, String... words)
      throws IOException {
    Command.of("nsenter", "--net=" + namespace.path(), program, words[0], words[1])
        .reading(words[2])
        .run();
  }

  private static double measure(Namespace from, Namespace to, String address, int seconds)
      throws IOException {
    Process server =
        new ProcessBuilder("nsenter", "--net=" + to.path(), "iperf3", "-s", "-1", "--forceflush")
            .redirectErrorStream(true)
            .start();
    try {
      var lines = server.inputReader();
      String line = lines.readLine();
      while (line != null && !line.contains("listening")) {
        line = lines.readLine();
      }
      String said =
          Command.of(
                  "nsenter",
                  "--net=" + from.path(),
                  "iperf3",
                  "-c",
                  address,
                  "-f",
                  "m",
                  "-t",
                  Integer.toString(seconds))
              .run();
      String received =
          said.lines().filter(each -> each.contains("receiver")).findFirst().orElseThrow();
      String[] words = received.strip().split("\\s+", -1);
      for (int word = 1; word < words.length; word++) {
        if (words[word].equals("Mbits/sec")) {
          return Double.parseDouble(words[word - 1]) * 1e6;
        }
      }
      throw new IOException("iperf3 said: " + received);
    } finally {
      server.destroyForcibly();
    }
  }

  private static NetworkPlan plan() {
    var everything = new AccessRule("everything", true, Traffic.ALL, Ipv4Block.ALL);
    var tcp =
        new SecurityRule(
            "iperf3", new Traffic(6, 5201, 5201), new Peer.Block(Ipv4Block.of("10.0.0.0/16")));
    return new NetworkPlan(
        "bench",
        List.of(Ipv4Block.of("10.0.0.0/16")),
        List.of(
            new Subnet("a", Ipv4Block.of("10.0.1.0/24"), "main", "default"),
            new Subnet("b", Ipv4Block.of("10.0.2.0/24"), "main", "default")),
        List.of(new RouteTable("main", List.of())),
        List.of(new AccessList("default", List.of(everything), List.of(everything))),
        List.of(new SecurityGroup("iperf3", List.of(tcp), List.of(tcp))),
        List.of(end("one", "a", "10.0.1.10"), end("two", "b", "10.0.2.10")),
        List.of(),
        List.of(),
        false);
  }

  private static Interface end(String name, String subnet, String address) {
    return new Interface(
        name, name, 0, subnet, List.of(Ipv4Address.of(address)), Set.of("iperf3"), true, true);
  }
}

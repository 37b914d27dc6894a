package dev.cloudjar.fabric.network;

import static dev.cloudjar.fabric.network.Plans.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.AccessRule;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.Peer;
import dev.cloudjar.fabric.NetworkPlan.SecurityRule;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.PacketWalk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plans say of packets is what becomes of real ones. */
final class PacketWalkPropertyTest {
  private static final int ROUNDS = Integer.getInteger("rounds", 8);
  private static final int TCP = 6;
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final List<String> BLOCKS =
      List.of(
          "0.0.0.0/0",
          "10.1.0.0/16",
          "10.1.1.0/24",
          "10.2.0.0/16",
          "10.1.2.10/32",
          "198.18.0.0/15");

  @TempDir Path directory;

  /** A connection that is tried; outside where there is no interface. */
  private record Trial(String network, String from, String to, int port) {}

  @Test
  void realConnectionsComeAboutWherePlansSaySo() throws Exception {
    try (Laboratory laboratory = Laboratory.open(directory)) {
      var random = new Random(20_26);
      boolean served = false;
      int passed = 0;
      int tried = 0;
      for (int round = 0; round < ROUNDS; round++) {
        List<NetworkPlan> plans = plans(random, laboratory.networks.publicBlock());
        for (NetworkPlan plan : plans) {
          laboratory.networks.apply(plan);
        }
        if (!served) {
          serve(laboratory, plans);
          served = true;
        }
        var walk = new PacketWalk(plans, laboratory.networks.outsideBlock());
        var wrong = new TreeMap<String, String>();
        for (var result : results(laboratory, trials(plans, laboratory)).entrySet()) {
          PacketWalk.Connection said = said(walk, plans, result.getKey(), laboratory);
          boolean expected = said.passes();
          tried++;
          passed += expected ? 1 : 0;
          // What didn't come about gets a second chance when the machine is less busy.
          if (expected != result.getValue()
              && expected != connects(laboratory, result.getKey(), Laboratory.PATIENCE)) {
            wrong.put(result.getKey().toString(), said.toString());
          }
        }
        assertThat(wrong).as("round " + round).isEmpty();
      }
      // Or nothing much was compared.
      assertThat(passed).isBetween(tried / 10, tried * 9 / 10);
    }
  }

  private static void serve(Laboratory laboratory, List<NetworkPlan> plans) throws IOException {
    for (NetworkPlan plan : plans) {
      laboratory.serve(plan.network(), "0.0.0.0", 80);
      for (Interface end : plan.interfaces()) {
        for (int port : new int[] {80, 81}) {
          laboratory.serve(end.host(), "0.0.0.0", port);
        }
      }
    }
    laboratory.serve(Networks.OUTSIDE, "0.0.0.0", 80);
  }

  private static List<Trial> trials(List<NetworkPlan> plans, Laboratory laboratory) {
    var targets = new ArrayList<>(List.of("169.254.169.254", "52.1.2.3", "10.1.1.77"));
    targets.add(laboratory.networks.outsideBlock().first().plus(128).toString());
    targets.add(laboratory.networks.publicBlock().first().plus(999).toString());
    var outside = new ArrayList<String>();
    for (NetworkPlan plan : plans) {
      plan.interfaces().forEach(end -> targets.add(end.addresses().getFirst().toString()));
      plan.publicAddresses().forEach(address -> outside.add(address.outside().toString()));
    }
    targets.addAll(outside);
    var trials = new ArrayList<Trial>();
    for (NetworkPlan plan : plans) {
      for (Interface end : plan.interfaces()) {
        if (!end.name().endsWith("nat")) {
          for (String target : targets) {
            trials.add(new Trial(plan.network(), end.name(), target, 80));
            if (target.startsWith("10.") || outside.contains(target)) {
              trials.add(new Trial(plan.network(), end.name(), target, 81));
            }
          }
        }
      }
    }
    outside.forEach(target -> trials.add(new Trial("", "", target, 80)));
    return trials;
  }

  private static Map<Trial, Boolean> results(Laboratory laboratory, List<Trial> trials)
      throws InterruptedException, ExecutionException {
    var results = new TreeMap<Trial, Boolean>(java.util.Comparator.comparing(Trial::toString));
    var running = new ArrayList<Map.Entry<Trial, Future<Boolean>>>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Trial trial : trials) {
        running.add(Map.entry(trial, threads.submit(() -> connects(laboratory, trial, LONG))));
      }
    }
    for (var each : running) {
      results.put(each.getKey(), each.getValue().get());
    }
    return results;
  }

  private static boolean connects(Laboratory laboratory, Trial trial, Duration patience) {
    InetSocketAddress address = Laboratory.at(trial.to(), trial.port());
    try {
      if (trial.from().isEmpty()) {
        try (var socket = new Socket()) {
          socket.connect(address, (int) patience.toMillis());
        }
      } else {
        laboratory.networks.connect(trial.from(), address, patience).close();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static PacketWalk.Connection said(
      PacketWalk walk, List<NetworkPlan> plans, Trial trial, Laboratory laboratory) {
    Ipv4Address to = Ipv4Address.of(trial.to());
    if (trial.from().isEmpty()) {
      Ipv4Address machine = laboratory.networks.outsideBlock().first().plus(1);
      return walk.fromOutside(new PacketWalk.Packet(TCP, machine, 40_000, to, trial.port()));
    }
    Ipv4Address from =
        plans.stream()
            .flatMap(plan -> plan.interfaces().stream())
            .filter(end -> end.name().equals(trial.from()))
            .map(end -> end.addresses().getFirst())
            .findFirst()
            .orElseThrow();
    return walk.from(
        trial.network(), trial.from(), new PacketWalk.Packet(TCP, from, 40_000, to, trial.port()));
  }

  private static List<NetworkPlan> plans(Random random, Ipv4Block publicBlock) {
    Plans p = half(random, "p", "q", 1);
    Plans q = half(random, "q", "p", 2);
    Ipv4Address first = publicBlock.first();
    p.publicly(first, "10.1.1.10").publicly(first.plus(1), "10.1.1.5");
    q.publicly(first.plus(2), "10.2.1.10");
    if (random.nextInt(3) > 0) {
      p.publicly(first.plus(3), "10.1.2.10");
    }
    return List.of(p.plan(), q.plan());
  }

  private static Plans half(Random random, String name, String other, int number) {
    String prefix = "10." + number + ".";
    Plans plans = Plans.network(name, prefix + "0.0/16");
    plans.internet = random.nextInt(5) > 0;
    for (String group : List.of(name + "-g", name + "-h")) {
      plans.group(group, securityRules(random, name), securityRules(random, name));
    }
    plans.list(name + "-l", accessRules(random), accessRules(random));
    for (int subnet = 1; subnet <= 2; subnet++) {
      String list = random.nextInt(3) == 0 ? name + "-l" : name + "-all";
      NetworkPlan.Route[] routes = routes(random, name, other, number, subnet);
      plans.subnet(name + subnet, prefix + subnet + ".0/24", list, routes);
    }
    plans.host(name + "nat", name + "1", prefix + "1.5").translator(name + "-nat", name + "nat");
    host(random, plans, name, name + "x", 1, prefix + "1.10");
    host(random, plans, name, name + "y", 1, prefix + "1.11");
    host(random, plans, name, name + "z", 2, prefix + "2.10");
    return plans;
  }

  private static void host(
      Random random, Plans plans, String network, String name, int subnet, String address) {
    List<String> choice =
        List.of(network + "-open", network + "-open", network + "-g", network + "-h");
    plans.end(
        new Interface(
            name,
            name,
            0,
            network + subnet,
            List.of(Ipv4Address.of(address)),
            Set.of(choice.get(random.nextInt(4))),
            random.nextInt(4) > 0,
            random.nextInt(12) > 0));
  }

  private static NetworkPlan.Route[] routes(
      Random random, String name, String other, int number, int subnet) {
    var routes = new ArrayList<NetworkPlan.Route>();
    String away = "10." + (3 - number) + ".0.0/16";
    switch (random.nextInt(6)) {
      case 0 -> routes.add(route("0.0.0.0/0", new Target.Nowhere()));
      case 1 -> routes.add(route("0.0.0.0/0", new Target.To(name + "y")));
      case 2 -> routes.add(route("128.0.0.0/1", new Target.Internet()));
      default ->
          routes.add(
              route(
                  "0.0.0.0/0",
                  subnet == 1 ? new Target.Internet() : new Target.Translation(name + "-nat")));
    }
    switch (random.nextInt(5)) {
      case 0 -> routes.add(route("10.1.2.0/24", new Target.To(name + "y")));
      case 1 -> routes.add(route(away, new Target.Nowhere()));
      default -> routes.add(route(away, new Target.Peer(other)));
    }
    if (random.nextBoolean()) {
      routes.add(route("52.1.0.0/16", new Target.Service("objects")));
    }
    return routes.toArray(NetworkPlan.Route[]::new);
  }

  private static List<SecurityRule> securityRules(Random random, String name) {
    var rules = new ArrayList<SecurityRule>();
    for (int count = random.nextInt(4); count > 0; count--) {
      Peer peer =
          switch (random.nextInt(4)) {
            case 0 -> new Peer.Group(name + "-g");
            case 1 -> new Peer.Group((name.equals("p") ? "q" : "p") + "-open");
            default -> new Peer.Block(block(random));
          };
      rules.add(new SecurityRule("r" + count, traffic(random), peer));
    }
    return rules;
  }

  private static List<AccessRule> accessRules(Random random) {
    var rules = new ArrayList<AccessRule>();
    for (int count = random.nextInt(3); count > 0; count--) {
      rules.add(new AccessRule("n" + count, random.nextInt(3) > 0, traffic(random), block(random)));
    }
    if (random.nextBoolean()) {
      rules.add(new AccessRule("answers", true, new Traffic(TCP, 1024, 65_535), Ipv4Block.ALL));
    }
    if (random.nextBoolean()) {
      rules.add(Plans.EVERYTHING);
    }
    return rules;
  }

  private static Traffic traffic(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Traffic.ALL;
      case 1 -> new Traffic(TCP, 80, 80);
      case 2 -> new Traffic(TCP, 80, 90);
      case 3 -> new Traffic(17, 80, 80);
      default -> new Traffic(TCP, -1, -1);
    };
  }

  private static Ipv4Block block(Random random) {
    return Ipv4Block.of(BLOCKS.get(random.nextInt(BLOCKS.size())));
  }
}

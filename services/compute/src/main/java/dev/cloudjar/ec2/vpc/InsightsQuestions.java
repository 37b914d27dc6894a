package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.vpc.InsightsPath.Filter;
import dev.cloudjar.ec2.vpc.InsightsPath.Ports;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.Peer;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.fabric.PathFinder;
import dev.cloudjar.fabric.PathFinder.Question;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The questions that a path comes to. Where it leaves ports or addresses of the internet open, one
 * that passes is enough: rules change their minds at their own borders only, so these are tried.
 */
record InsightsQuestions(Collection<NetworkPlan> plans) {
  /** Somebody in the internet: an address that documentation uses and nobody has. */
  private static final String ANYBODY = "203.0.113.1";

  private static final String GATEWAY = "igw-";
  private static final int MOST = 2_000;
  private static final List<Ipv4Block> PRIVATE =
      Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
          .map(Ipv4Block::of)
          .toList();

  List<Question> of(InsightsPath path) {
    int protocol = Protocols.number(path.protocol());
    int sourcePort =
        path.filter()
            .flatMap(Filter::sourcePorts)
            .map(Ports::from)
            .orElse(PathFinder.ANY_CLIENT_PORT);
    List<String> sources =
        path.source().startsWith(GATEWAY)
            ? path.fromAddress().map(List::of).orElseGet(this::outside)
            : List.of(path.fromAddress().orElse(path.source()));
    List<Question> questions = new ArrayList<>();
    for (int port : ports(protocol, path.toPorts())) {
      for (String source : sources) {
        for (String destination : destinations(path)) {
          if (questions.size() < MOST) {
            questions.add(new Question(source, destination, protocol, sourcePort, port));
          }
        }
      }
    }
    return questions;
  }

  private List<String> destinations(InsightsPath path) {
    if (path.toAddress().isPresent()) {
      return List.of(path.toAddress().get());
    }
    String destination = path.destination().orElseThrow();
    return destination.startsWith(GATEWAY) ? outside() : List.of(destination);
  }

  /** Ports at which some rule begins or ends. */
  private Set<Integer> ports(int protocol, Ports wanted) {
    Set<Integer> ports = new TreeSet<>();
    ports.add(wanted.from());
    ports.add(wanted.to());
    Consumer<Traffic> borders =
        traffic -> {
          if (traffic.protocol() == protocol && traffic.from() >= 0) {
            ports.add(traffic.from());
            ports.add(traffic.to());
            ports.add(traffic.to() + 1);
          }
        };
    for (NetworkPlan plan : plans) {
      plan.securityGroups().stream()
          .flatMap(group -> Stream.concat(group.inbound().stream(), group.outbound().stream()))
          .forEach(rule -> borders.accept(rule.traffic()));
      plan.accessLists().stream()
          .flatMap(list -> Stream.concat(list.inbound().stream(), list.outbound().stream()))
          .forEach(rule -> borders.accept(rule.traffic()));
    }
    ports.removeIf(port -> port < wanted.from() || port > wanted.to());
    return ports;
  }

  /** Addresses of the internet, one of each block that some rule is about. */
  private List<String> outside() {
    Set<Ipv4Address> addresses = new TreeSet<>();
    for (NetworkPlan plan : plans) {
      plan.securityGroups().stream()
          .flatMap(group -> Stream.concat(group.inbound().stream(), group.outbound().stream()))
          .forEach(
              rule -> {
                if (rule.peer() instanceof Peer.Block(Ipv4Block block)) {
                  addresses.add(block.first());
                }
              });
      plan.accessLists().stream()
          .flatMap(list -> Stream.concat(list.inbound().stream(), list.outbound().stream()))
          .forEach(rule -> addresses.add(rule.peer().first()));
    }
    List<String> all = new ArrayList<>();
    all.add(ANYBODY);
    addresses.stream()
        .filter(address -> address.bits() != 0)
        .filter(address -> PRIVATE.stream().noneMatch(block -> block.contains(address)))
        .map(Ipv4Address::toString)
        .forEach(all::add);
    return all;
  }
}

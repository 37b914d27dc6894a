package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.AccessList;
import dev.cloudjar.fabric.NetworkPlan.AccessRule;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.Peer;
import dev.cloudjar.fabric.NetworkPlan.PublicAddress;
import dev.cloudjar.fabric.NetworkPlan.RouteTable;
import dev.cloudjar.fabric.NetworkPlan.SecurityGroup;
import dev.cloudjar.fabric.NetworkPlan.SecurityRule;
import dev.cloudjar.fabric.NetworkPlan.Subnet;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.fabric.NetworkPlan.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Puts plans together for tests; names of interfaces are those of their hosts. */
final class Plans {
  static final AccessRule EVERYTHING =
      new AccessRule("everything", true, Traffic.ALL, Ipv4Block.ALL);
  static final SecurityRule ANYTHING =
      new SecurityRule("anything", Traffic.ALL, new Peer.Block(Ipv4Block.ALL));

  final String network;
  final List<Ipv4Block> blocks = new ArrayList<>();
  final List<Subnet> subnets = new ArrayList<>();
  final List<RouteTable> routeTables = new ArrayList<>();
  final List<AccessList> accessLists = new ArrayList<>();
  final List<SecurityGroup> groups = new ArrayList<>();
  final List<Interface> interfaces = new ArrayList<>();
  final List<PublicAddress> publicAddresses = new ArrayList<>();
  final List<Translator> translators = new ArrayList<>();
  Set<String> counted = Set.of();
  boolean internet;

  private Plans(String network) {
    this.network = network;
  }

  /** A network with a group {@code NETWORK-open} and a list {@code NETWORK-all} that allow all. */
  static Plans network(String network, String block) {
    var plans = new Plans(network);
    plans.blocks.add(Ipv4Block.of(block));
    plans.accessLists.add(
        new AccessList(network + "-all", List.of(EVERYTHING), List.of(EVERYTHING)));
    plans.group(network + "-open", List.of(ANYTHING), List.of(ANYTHING));
    return plans;
  }

  Plans internet() {
    internet = true;
    return this;
  }

  /** A subnet with a route table of its own, named alike. */
  Plans subnet(String name, String block, NetworkPlan.Route... routes) {
    return subnet(name, block, network + "-all", routes);
  }

  Plans subnet(String name, String block, String accessList, NetworkPlan.Route... routes) {
    routeTables.add(new RouteTable(name, List.of(routes)));
    subnets.add(new Subnet(name, Ipv4Block.of(block), name, accessList));
    return this;
  }

  static NetworkPlan.Route route(String destination, Target target) {
    return new NetworkPlan.Route(Ipv4Block.of(destination), target);
  }

  Plans list(String name, List<AccessRule> inbound, List<AccessRule> outbound) {
    accessLists.removeIf(list -> list.name().equals(name));
    accessLists.add(new AccessList(name, inbound, outbound));
    return this;
  }

  static AccessRule rule(boolean allows, int protocol, int from, int to, String peer) {
    return new AccessRule("rule", allows, new Traffic(protocol, from, to), Ipv4Block.of(peer));
  }

  Plans group(String name, List<SecurityRule> inbound, List<SecurityRule> outbound) {
    groups.removeIf(group -> group.name().equals(name));
    groups.add(new SecurityGroup(name, inbound, outbound));
    return this;
  }

  /** A group that lets everything out, and in what its rules say. */
  Plans inbound(String name, SecurityRule... rules) {
    return group(name, List.of(rules), List.of(ANYTHING));
  }

  static SecurityRule tcp(int port, String from) {
    return new SecurityRule(
        "tcp-" + port, new Traffic(6, port, port), new Peer.Block(Ipv4Block.of(from)));
  }

  static SecurityRule tcpFrom(int port, String group) {
    return new SecurityRule(
        "tcp-" + port + "-" + group, new Traffic(6, port, port), new Peer.Group(group));
  }

  Plans host(String name, String subnet, String address) {
    return host(name, subnet, address, network + "-open");
  }

  Plans host(String name, String subnet, String address, String... groups) {
    return end(
        new Interface(
            name, name, 0, subnet, List.of(Ipv4Address.of(address)), Set.of(groups), true, true));
  }

  Plans end(Interface end) {
    interfaces.removeIf(each -> each.name().equals(end.name()));
    interfaces.add(end);
    return this;
  }

  Interface end(String name) {
    return interfaces.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** A host that may send on what isn't its own. */
  Plans unchecked(String name) {
    Interface old = end(name);
    return end(
        new Interface(
            name,
            old.host(),
            old.position(),
            old.subnet(),
            old.addresses(),
            old.securityGroups(),
            false,
            old.connected()));
  }

  Plans connected(String name, boolean connected) {
    Interface old = end(name);
    return end(
        new Interface(
            name,
            old.host(),
            old.position(),
            old.subnet(),
            old.addresses(),
            old.securityGroups(),
            old.checksAddresses(),
            connected));
  }

  Plans publicly(Ipv4Address outside, String inside) {
    publicAddresses.add(new PublicAddress(outside, Ipv4Address.of(inside)));
    return this;
  }

  Plans counted(String... names) {
    counted = Set.of(names);
    return this;
  }

  Plans translator(String name, String networkInterface) {
    translators.add(new Translator(name, networkInterface));
    return this;
  }

  NetworkPlan plan() {
    return new NetworkPlan(
        network,
        blocks,
        subnets,
        routeTables,
        accessLists,
        groups,
        interfaces,
        publicAddresses,
        translators,
        internet,
        counted);
  }
}

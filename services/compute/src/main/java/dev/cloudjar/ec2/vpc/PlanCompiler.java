package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.ZoneOutages;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compiles the rows of a network into what the machine room is to make of it. */
record PlanCompiler(Snapshot snapshot, Place place) {

  NetworkPlan compile(Vpc vpc) {
    List<Subnet> subnets = NetworkTables.SUBNETS.referring(snapshot, place, vpc.id());
    List<NetworkInterface> ends = NetworkTables.INTERFACES.referring(snapshot, place, vpc.id());
    Map<String, RouteTable> tables = new LinkedHashMap<>();
    Map<String, NetworkAcl> acls = new LinkedHashMap<>();
    List<NetworkPlan.Subnet> planned = new ArrayList<>();
    for (Subnet subnet : subnets) {
      RouteTable table = NetworkTables.routeTableOf(snapshot, place, subnet);
      NetworkAcl acl = NetworkTables.aclOf(snapshot, place, subnet);
      tables.put(table.id(), table);
      acls.put(acl.id(), acl);
      planned.add(new NetworkPlan.Subnet(subnet.id(), subnet.block(), table.id(), acl.id()));
    }
    return new NetworkPlan(
        vpc.id(),
        vpc.blocks(),
        planned,
        tables.values().stream().map(this::routeTable).toList(),
        acls.values().stream().map(PlanCompiler::accessList).toList(),
        securityGroups(vpc),
        ends.stream().map(this::end).toList(),
        publicAddresses(ends),
        translators(vpc),
        !NetworkTables.INTERNET_GATEWAYS.referring(snapshot, place, vpc.id()).isEmpty(),
        counted(vpc, ends));
  }

  /** The interfaces that flow logs are about. */
  private Set<String> counted(Vpc vpc, List<NetworkInterface> ends) {
    boolean all = isLogged(vpc.id());
    Map<String, Boolean> subnets = new HashMap<>();
    return ends.stream()
        .filter(
            end ->
                all
                    || subnets.computeIfAbsent(end.subnetId(), this::isLogged)
                    || isLogged(end.id()))
        .map(NetworkInterface::id)
        .collect(Collectors.toSet());
  }

  private boolean isLogged(String resourceId) {
    return NetworkTables.FLOW_LOGS.referring(snapshot, place, resourceId).stream()
        .anyMatch(FlowLog::isDelivered);
  }

  private NetworkPlan.RouteTable routeTable(RouteTable table) {
    List<NetworkPlan.Route> routes = new ArrayList<>();
    Set<Ipv4Block> seen = new HashSet<>();
    List<RouteTable.Route> sorted = new ArrayList<>(table.routes());
    // A route of its own comes before one by a prefix list.
    sorted.sort(Comparator.comparing(it -> it.destination().startsWith("pl-")));
    for (RouteTable.Route route : sorted) {
      NetworkPlan.Target target = target(table, route);
      for (Ipv4Block block : blocks(route.destination())) {
        if (seen.add(block)) {
          routes.add(new NetworkPlan.Route(block, target));
        }
      }
    }
    return new NetworkPlan.RouteTable(table.id(), routes);
  }

  private NetworkPlan.Target target(RouteTable table, RouteTable.Route route) {
    String target = route.target();
    if (!RouteTargets.isThere(snapshot, place, table, route)) {
      return new NetworkPlan.Target.Nowhere();
    }
    return switch (ResourceKind.of(target).orElseThrow()) {
      case INTERNET_GATEWAY -> new NetworkPlan.Target.Internet();
      case NAT_GATEWAY -> new NetworkPlan.Target.Translation(target);
      case NETWORK_INTERFACE -> new NetworkPlan.Target.To(target);
      case VPC_PEERING_CONNECTION ->
          new NetworkPlan.Target.Peer(
              NetworkTables.PEERINGS.require(snapshot, place, target).other(table.vpcId()).vpcId());
      case VPC_ENDPOINT -> new NetworkPlan.Target.Service(target);
      default -> new NetworkPlan.Target.Nowhere();
    };
  }

  /** The blocks of a CIDR block or prefix list. */
  private List<Ipv4Block> blocks(String peer) {
    if (!peer.startsWith("pl-")) {
      return List.of(Ipv4Block.ofAny(peer));
    }
    PrefixList list = NetworkTables.PREFIX_LISTS.find(snapshot, place, peer);
    return list == null
        ? List.of()
        : list.current().entries().stream().map(it -> Ipv4Block.ofAny(it.cidr())).toList();
  }

  private static NetworkPlan.AccessList accessList(NetworkAcl acl) {
    List<NetworkPlan.AccessRule> inbound = new ArrayList<>();
    List<NetworkPlan.AccessRule> outbound = new ArrayList<>();
    for (NetworkAcl.Entry entry : acl.entries()) {
      NetworkPlan.AccessRule rule =
          new NetworkPlan.AccessRule(
              "%s %s rule %d"
                  .formatted(acl.id(), entry.egress() ? "outbound" : "inbound", entry.number()),
              entry.allows(),
              new Traffic(entry.protocol(), entry.from(), entry.to()),
              Ipv4Block.ofAny(entry.cidr()));
      (entry.egress() ? outbound : inbound).add(rule);
    }
    return new NetworkPlan.AccessList(acl.id(), inbound, outbound);
  }

  private List<NetworkPlan.SecurityGroup> securityGroups(Vpc vpc) {
    List<NetworkPlan.SecurityGroup> groups = new ArrayList<>();
    for (SecurityGroup group : NetworkTables.SECURITY_GROUPS.referring(snapshot, place, vpc.id())) {
      groups.add(securityGroup(group));
    }
    List<NetworkPlan.SecurityRule> all =
        List.of(
            new NetworkPlan.SecurityRule(
                "no security groups", Traffic.ALL, new NetworkPlan.Peer.Block(Ipv4Block.ALL)));
    groups.add(new NetworkPlan.SecurityGroup(open(vpc.id()), all, all));
    return groups;
  }

  /** The group of what has none, as NAT gateways. */
  private static String open(String vpcId) {
    return vpcId + "-open";
  }

  private NetworkPlan.SecurityGroup securityGroup(SecurityGroup group) {
    return new NetworkPlan.SecurityGroup(
        group.id(), securityRules(group, false), securityRules(group, true));
  }

  private List<NetworkPlan.SecurityRule> securityRules(SecurityGroup group, boolean egress) {
    List<NetworkPlan.SecurityRule> rules = new ArrayList<>();
    for (SecurityGroupRule rule : SecurityGroupOperations.rules(snapshot, place, group, egress)) {
      Traffic traffic = new Traffic(rule.protocolNumber(), rule.from(), rule.to());
      String name = rule.id();
      if (rule.isGroup()) {
        rules.add(
            new NetworkPlan.SecurityRule(name, traffic, new NetworkPlan.Peer.Group(rule.peer())));
      } else if (!rule.isIpv6()) {
        for (Ipv4Block block : blocks(rule.peer())) {
          rules.add(new NetworkPlan.SecurityRule(name, traffic, new NetworkPlan.Peer.Block(block)));
        }
      }
    }
    return rules;
  }

  private NetworkPlan.Interface end(NetworkInterface end) {
    return new NetworkPlan.Interface(
        end.id(),
        end.attachment().map(NetworkInterface.Attachment::instanceId).orElse(end.id()),
        end.attachment().map(NetworkInterface.Attachment::deviceIndex).orElse(0),
        end.subnetId(),
        end.addresses().stream().map(Ipv4Address::of).toList(),
        end.groups().isEmpty() ? Set.of(open(end.vpcId())) : new TreeSet<>(end.groups()),
        end.checksAddresses(),
        !ZoneOutages.isDown(snapshot, end.zone()));
  }

  private List<NetworkPlan.PublicAddress> publicAddresses(List<NetworkInterface> ends) {
    List<NetworkPlan.PublicAddress> all = new ArrayList<>();
    for (NetworkInterface end : ends) {
      for (String address : end.addresses()) {
        PublicAddresses.of(snapshot, place, end, address)
            .ifPresent(
                outside ->
                    all.add(
                        new NetworkPlan.PublicAddress(
                            Ipv4Address.of(outside), Ipv4Address.of(address))));
      }
    }
    return all;
  }

  private List<NetworkPlan.Translator> translators(Vpc vpc) {
    return NetworkTables.NAT_GATEWAYS.referring(snapshot, place, vpc.id()).stream()
        .filter(it -> it.state().equals(NatGateway.AVAILABLE))
        .map(it -> new NetworkPlan.Translator(it.id(), it.networkInterfaceId()))
        .toList();
  }
}

package dev.cloudjar.fabric;

import dev.cloudjar.fabric.NetworkPlan.AccessList;
import dev.cloudjar.fabric.NetworkPlan.AccessRule;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.Peer;
import dev.cloudjar.fabric.NetworkPlan.SecurityGroup;
import dev.cloudjar.fabric.NetworkPlan.SecurityRule;
import dev.cloudjar.fabric.NetworkPlan.Target;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.fabric.PacketWalk.Kind;
import dev.cloudjar.fabric.PacketWalk.Packet;
import dev.cloudjar.fabric.PacketWalk.Side;
import dev.cloudjar.fabric.PacketWalk.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the access lists and security groups of a network say of a packet. */
final class WalkFilters {
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private final NetworkPlan plan;
  private final Map<String, NetworkPlan> plans;
  private final List<Step> steps;

  WalkFilters(NetworkPlan plan, Map<String, NetworkPlan> plans, List<Step> steps) {
    this.plan = plan;
    this.plans = plans;
    this.steps = steps;
  }

  /** The lists of the subnets that a packet leaves and comes into, unless they are one. */
  boolean lists(@Nullable Interface from, @Nullable Interface to, Packet packet) {
    if (from != null && to != null && from.subnet().equals(to.subnet())) {
      return true;
    }
    return (from == null || list(from, packet, false)) && (to == null || list(to, packet, true));
  }

  private boolean list(Interface end, Packet packet, boolean inbound) {
    Ipv4Address peer = inbound ? packet.source() : packet.destination();
    AccessList list = accessList(end);
    Side side = new Side(end.name(), inbound);
    for (AccessRule rule : inbound ? list.inbound() : list.outbound()) {
      if (rule.peer().contains(peer) && matches(rule.traffic(), packet)) {
        return step(Kind.ACCESS_LIST, side, list.name(), rule.name(), rule.allows());
      }
    }
    return step(Kind.ACCESS_LIST, side, list.name(), "", false);
  }

  private AccessList accessList(Interface end) {
    return plan.subnets().stream()
        .filter(subnet -> subnet.name().equals(end.subnet()))
        .flatMap(
            subnet ->
                plan.accessLists().stream().filter(list -> list.name().equals(subnet.accessList())))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no access list of " + end.subnet()));
  }

  /** The groups of both ends. */
  boolean groups(@Nullable Interface from, @Nullable Interface to, Packet packet) {
    return (from == null || group(from, packet, false)) && (to == null || group(to, packet, true));
  }

  private boolean group(Interface end, Packet packet, boolean inbound) {
    Ipv4Address peer = inbound ? packet.source() : packet.destination();
    Side side = new Side(end.name(), inbound);
    for (SecurityGroup group : plan.securityGroups()) {
      if (!end.securityGroups().contains(group.name())) {
        continue;
      }
      for (SecurityRule rule : inbound ? group.inbound() : group.outbound()) {
        if (matches(rule.traffic(), packet) && matches(rule.peer(), peer)) {
          return step(Kind.SECURITY_GROUP, side, group.name(), rule.name(), true);
        }
      }
    }
    return step(
        Kind.SECURITY_GROUP,
        side,
        String.join(",", end.securityGroups().stream().sorted().toList()),
        "",
        false);
  }

  private boolean step(Kind kind, Side side, String subject, String rule, boolean passes) {
    steps.add(new Step(kind, plan.network(), side, subject, rule, passes));
    return passes;
  }

  private boolean matches(Peer peer, Ipv4Address address) {
    return switch (peer) {
      case Peer.Block(Ipv4Block block) -> block.contains(address);
      case Peer.Group(String group) ->
          joined()
              .flatMap(each -> each.interfaces().stream())
              .filter(end -> end.securityGroups().contains(group))
              .anyMatch(end -> end.addresses().contains(address));
    };
  }

  /** The network, and those that a route leads to or from. */
  private Stream<NetworkPlan> joined() {
    return plans.values().stream()
        .filter(
            other ->
                other.network().equals(plan.network())
                    || leads(plan, other.network())
                    || leads(other, plan.network()));
  }

  private static boolean leads(NetworkPlan from, String to) {
    return from.routeTables().stream()
        .flatMap(table -> table.routes().stream())
        .anyMatch(route -> route.target() instanceof Target.Peer peer && peer.network().equals(to));
  }

  private static boolean matches(Traffic traffic, Packet packet) {
    if (traffic.protocol() == -1) {
      return true;
    }
    if (traffic.protocol() != packet.protocol()) {
      return false;
    }
    int port = packet.destinationPort();
    return switch (packet.protocol()) {
      case TCP, UDP -> traffic.from() < 0 || (traffic.from() <= port && port <= traffic.to());
      case ICMP ->
          traffic.from() < 0
              || (traffic.from() == port
                  && (traffic.to() < 0 || traffic.to() == packet.sourcePort()));
      default -> true;
    };
  }
}

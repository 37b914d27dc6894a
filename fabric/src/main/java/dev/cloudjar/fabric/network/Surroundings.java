package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.Peer;
import dev.cloudjar.fabric.NetworkPlan.SecurityGroup;
import dev.cloudjar.fabric.NetworkPlan.SecurityRule;
import dev.cloudjar.fabric.NetworkPlan.Target;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a network has to know of the others.
 *
 * @param plans the plans that were applied, by network; after a restart not yet all
 * @param present the networks that there are
 */
record Surroundings(Map<String, NetworkPlan> plans, Set<String> present) {

  /** The networks that a network leads to, or that lead to it, as far as they are there. */
  Set<String> peers(NetworkPlan plan) {
    Stream<String> leadHere =
        plans.values().stream()
            .filter(other -> routed(other).anyMatch(plan.network()::equals))
            .map(NetworkPlan::network);
    return Stream.concat(routed(plan), leadHere)
        .filter(present::contains)
        .filter(other -> !other.equals(plan.network()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> routed(NetworkPlan plan) {
    return plan.routeTables().stream()
        .flatMap(table -> table.routes().stream())
        .map(NetworkPlan.Route::target)
        .filter(Target.Peer.class::isInstance)
        .map(target -> ((Target.Peer) target).network());
  }

  /** The addresses of a group's interfaces, in the network and in those that it is joined to. */
  Set<Ipv4Address> members(NetworkPlan plan, String group) {
    Stream<NetworkPlan> others =
        peers(plan).stream().filter(plans::containsKey).map(name -> plans.get(name));
    return Stream.concat(Stream.of(plan), others)
        .flatMap(each -> each.interfaces().stream())
        .filter(end -> end.securityGroups().contains(group))
        .flatMap(end -> end.addresses().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The groups that rules of a network are about. */
  static Set<String> groups(NetworkPlan plan) {
    return plan.securityGroups().stream()
        .flatMap(Surroundings::rules)
        .map(SecurityRule::peer)
        .filter(Peer.Group.class::isInstance)
        .map(peer -> ((Peer.Group) peer).securityGroup())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<SecurityRule> rules(SecurityGroup group) {
    return Stream.of(group.inbound(), group.outbound()).flatMap(Collection::stream);
  }
}

package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where packets go that leave a subnet. The network's own blocks lead to itself and are not rows.
 *
 * @param mainAssociationId empty for one that is not the network's main one
 */
record RouteTable(
    String id,
    String vpcId,
    String mainAssociationId,
    List<Association> associations,
    List<Route> routes)
    implements Ec2Resource {

  /** A subnet, or a gateway, that uses the table. */
  record Association(String id, String target) {}

  /**
   * A route.
   *
   * @param destination a CIDR block or the id of a prefix list
   * @param target the id of a gateway, an interface, a peering connection or an endpoint
   * @param instanceId the instance of an interface; empty for none
   */
  record Route(String destination, String target, String instanceId) {}

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>();
    all.add(vpcId);
    if (isMain()) {
      all.add(mainAssociationId);
    }
    for (Association each : associations) {
      all.add(each.id());
      all.add(each.target());
    }
    for (Route each : routes) {
      all.add(each.target());
      if (each.destination().startsWith("pl-")) {
        all.add(each.destination());
      }
    }
    return all;
  }

  boolean isMain() {
    return !mainAssociationId.isEmpty();
  }

  Optional<Association> association(String associationId) {
    return associations.stream().filter(it -> it.id().equals(associationId)).findFirst();
  }

  Optional<Route> route(String destination) {
    return routes.stream().filter(it -> it.destination().equals(destination)).findFirst();
  }

  RouteTable asMain(String associationId) {
    return new RouteTable(id, vpcId, associationId, associations, routes);
  }

  RouteTable with(Association association) {
    List<Association> more = new ArrayList<>(associations);
    more.add(association);
    return new RouteTable(id, vpcId, mainAssociationId, more, routes);
  }

  RouteTable without(Association association) {
    List<Association> less = new ArrayList<>(associations);
    less.remove(association);
    return new RouteTable(id, vpcId, mainAssociationId, less, routes);
  }

  /** This table with a route, in the place of one with the same destination. */
  RouteTable with(Route route) {
    List<Route> more = new ArrayList<>(routes);
    more.removeIf(it -> it.destination().equals(route.destination()));
    more.add(route);
    return new RouteTable(id, vpcId, mainAssociationId, associations, more);
  }

  RouteTable withoutRoute(String destination) {
    List<Route> less = new ArrayList<>(routes);
    less.removeIf(it -> it.destination().equals(destination));
    return new RouteTable(id, vpcId, mainAssociationId, associations, less);
  }
}

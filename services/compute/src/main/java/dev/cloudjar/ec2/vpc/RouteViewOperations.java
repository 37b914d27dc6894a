package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationStateCode;

/** Routes and associations as the SDK has them. */
final class RouteViewOperations {
  private RouteViewOperations() {}

  static List<RouteTableAssociation> associations(RouteTable table) {
    List<RouteTableAssociation> all = new ArrayList<>();
    if (table.isMain()) {
      all.add(association(table, table.mainAssociationId()).main(true).build());
    }
    for (RouteTable.Association each : table.associations()) {
      RouteTableAssociation.Builder builder = association(table, each.id()).main(false);
      all.add(
          (each.target().startsWith("subnet-")
                  ? builder.subnetId(each.target())
                  : builder.gatewayId(each.target()))
              .build());
    }
    return all;
  }

  private static RouteTableAssociation.Builder association(RouteTable table, String id) {
    return RouteTableAssociation.builder()
        .routeTableAssociationId(id)
        .routeTableId(table.id())
        .associationState(it -> it.state(RouteTableAssociationStateCode.ASSOCIATED));
  }

  static List<Route> routes(Snapshot snapshot, Place place, RouteTable table) {
    List<Route> all = new ArrayList<>();
    for (Vpc.Cidr cidr : NetworkTables.VPCS.require(snapshot, place, table.vpcId()).cidrs()) {
      all.add(
          Route.builder()
              .destinationCidrBlock(cidr.block())
              .gatewayId("local")
              .origin(RouteOrigin.CREATE_ROUTE_TABLE)
              .state(RouteState.ACTIVE)
              .build());
    }
    for (RouteTable.Route each : table.routes()) {
      Route.Builder route =
          Route.builder()
              .origin(RouteOrigin.CREATE_ROUTE)
              .state(
                  RouteTargets.isThere(snapshot, place, table, each)
                      ? RouteState.ACTIVE
                      : RouteState.BLACKHOLE);
      if (each.destination().startsWith("pl-")) {
        route.destinationPrefixListId(each.destination());
      } else {
        route.destinationCidrBlock(each.destination());
      }
      switch (ResourceKind.of(each.target()).orElseThrow()) {
        case NAT_GATEWAY -> route.natGatewayId(each.target());
        case NETWORK_INTERFACE -> {
          route.networkInterfaceId(each.target());
          if (!each.instanceId().isEmpty()) {
            route.instanceId(each.instanceId()).instanceOwnerId(place.accountId());
          }
        }
        case VPC_PEERING_CONNECTION -> route.vpcPeeringConnectionId(each.target());
        default -> route.gatewayId(each.target());
      }
      all.add(route.build());
    }
    return all;
  }
}

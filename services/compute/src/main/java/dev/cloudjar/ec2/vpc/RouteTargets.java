package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.store.Snapshot;

/** Whether what routes lead to is there still; packets for what is not are lost. */
final class RouteTargets {
  private RouteTargets() {}

  static boolean isThere(Snapshot snapshot, Place place, RouteTable table, RouteTable.Route route) {
    String target = route.target();
    return switch (ResourceKind.of(target).orElseThrow()) {
      case INTERNET_GATEWAY -> {
        InternetGateway gateway = NetworkTables.INTERNET_GATEWAYS.find(snapshot, place, target);
        yield gateway != null && gateway.vpcId().equals(table.vpcId());
      }
      case NAT_GATEWAY -> {
        NatGateway gateway = NetworkTables.NAT_GATEWAYS.find(snapshot, place, target);
        yield gateway != null && gateway.state().equals(NatGateway.AVAILABLE);
      }
      case NETWORK_INTERFACE -> {
        NetworkInterface end = NetworkTables.INTERFACES.find(snapshot, place, target);
        yield end != null && end.attachment().isPresent();
      }
      case VPC_PEERING_CONNECTION -> PeeringRules.isActive(snapshot, place, target);
      default -> true;
    };
  }
}

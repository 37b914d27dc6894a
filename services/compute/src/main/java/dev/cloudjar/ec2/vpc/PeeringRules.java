package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.store.Snapshot;

/** What peering connections let routes and rules do. */
final class PeeringRules {
  private PeeringRules() {}

  static boolean isActive(Snapshot snapshot, Place place, String id) {
    VpcPeering peering = NetworkTables.PEERINGS.find(snapshot, place, id);
    return peering != null && peering.isActive();
  }

  static void requireRoutable(Snapshot snapshot, Place place, String vpcId, String id) {
    VpcPeering peering = NetworkTables.PEERINGS.require(snapshot, place, id);
    if (!peering.requester().vpcId().equals(vpcId) && !peering.accepter().vpcId().equals(vpcId)) {
      throw Ec2Faults.invalidParameterValue(
          "route table and vpc peering connection %s belong to different networks".formatted(id));
    }
    if (!peering.isActive()) {
      throw Ec2Faults.of(
          "InvalidStateTransition", "The VPC peering connection %s is not active".formatted(id));
    }
  }
}

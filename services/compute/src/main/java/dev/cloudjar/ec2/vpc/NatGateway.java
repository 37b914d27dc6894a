package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What hides a network's addresses behind one.
 *
 * @param allocationId of its public address; empty for a private gateway
 * @param state {@code pending}, {@code available}, {@code deleting} or {@code deleted}
 */
record NatGateway(
    String id,
    String vpcId,
    String subnetId,
    String networkInterfaceId,
    String privateAddress,
    String allocationId,
    String publicAddress,
    String state,
    Instant created,
    Optional<Instant> deleted)
    implements Ec2Resource {
  static final String PENDING = "pending";
  static final String AVAILABLE = "available";
  static final String DELETING = "deleting";
  static final String DELETED = "deleted";

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>(Set.of(vpcId, subnetId));
    if (!isGone()) {
      all.add(networkInterfaceId);
      if (isPublic()) {
        all.add(allocationId);
      }
    }
    return all;
  }

  boolean isPublic() {
    return !allocationId.isEmpty();
  }

  boolean isGone() {
    return state.equals(DELETED);
  }

  NatGateway in(String changed) {
    return new NatGateway(
        id,
        vpcId,
        subnetId,
        networkInterfaceId,
        privateAddress,
        allocationId,
        publicAddress,
        changed,
        created,
        deleted);
  }

  NatGateway deletedAt(Instant time, String changed) {
    return new NatGateway(
        id,
        vpcId,
        subnetId,
        networkInterfaceId,
        privateAddress,
        allocationId,
        publicAddress,
        changed,
        created,
        Optional.of(time));
  }
}

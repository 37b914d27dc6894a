package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.ec2.ground.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A connection of two networks; a row in both their places.
 *
 * @param state such as {@code pending-acceptance}
 * @param expires when a request ends that nobody answers
 */
record VpcPeering(
    String id,
    Side requester,
    Side accepter,
    String state,
    String message,
    Optional<Instant> expires)
    implements Ec2Resource {
  static final String PENDING = "pending-acceptance";
  static final String ACTIVE = "active";

  /**
   * One of the two.
   *
   * @param cidrs empty for the accepter's until it has accepted
   */
  record Side(
      String accountId,
      String region,
      String vpcId,
      List<String> cidrs,
      boolean resolvesRemoteNames) {
    Place place() {
      return new Place(accountId, region);
    }

    Side resolvingRemoteNames(boolean changed) {
      return new Side(accountId, region, vpcId, cidrs, changed);
    }

    Side with(List<String> changed) {
      return new Side(accountId, region, vpcId, changed, resolvesRemoteNames);
    }
  }

  @Override
  public Set<String> references() {
    return state.equals(ACTIVE) || state.equals(PENDING)
        ? Set.of(requester.vpcId(), accepter.vpcId())
        : Set.of();
  }

  boolean isActive() {
    return state.equals(ACTIVE);
  }

  VpcPeering in(String changed, String why) {
    return new VpcPeering(id, requester, accepter, changed, why, expires);
  }

  VpcPeering with(Side newRequester, Side newAccepter) {
    return new VpcPeering(id, newRequester, newAccepter, state, message, expires);
  }

  /** The side that is not a network's. */
  Side other(String vpcId) {
    return requester.vpcId().equals(vpcId) ? accepter : requester;
  }
}

package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.EndpointWay;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ways.ServiceDoor.Passage;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.store.Snapshot;
import java.net.InetAddress;
import java.util.Optional;

/** Finds the endpoint that somebody in a network has come through. */
record EndpointWays(Ground ground) {

  /**
   * The way to an address of a service: by the gateway endpoint that the route table of the
   * caller's subnet leads to.
   */
  Passage byRoute(Place place, String vpcId, Ipv4Address asked, InetAddress caller) {
    return ground
        .read(snapshot -> gateway(snapshot, place, vpcId, asked, address(caller)))
        .map(it -> passage(place, it))
        .orElseGet(Passage.None::new);
  }

  /** The way to an interface of an endpoint. */
  Passage byInterface(Place place, String endpointId) {
    return ground
        .read(
            snapshot ->
                Optional.ofNullable(NetworkTables.ENDPOINTS.find(snapshot, place, endpointId)))
        .map(it -> passage(place, it))
        .orElseGet(Passage.None::new);
  }

  private static Ipv4Address address(InetAddress address) {
    return Ipv4Address.of(address.getHostAddress());
  }

  private static Optional<VpcEndpoint> gateway(
      Snapshot snapshot, Place place, String vpcId, Ipv4Address asked, Ipv4Address caller) {
    return NetworkTables.SUBNETS.referring(snapshot, place, vpcId).stream()
        .filter(it -> it.block().contains(caller))
        .findFirst()
        .flatMap(
            subnet ->
                NetworkTables.routeTableOf(snapshot, place, subnet).routes().stream()
                    .filter(it -> leadsTo(snapshot, place, it, asked))
                    .map(it -> NetworkTables.ENDPOINTS.find(snapshot, place, it.target()))
                    .findFirst());
  }

  private static boolean leadsTo(
      Snapshot snapshot, Place place, RouteTable.Route route, Ipv4Address asked) {
    if (!route.target().startsWith("vpce-")) {
      return false;
    }
    PrefixList list = NetworkTables.PREFIX_LISTS.find(snapshot, place, route.destination());
    return list != null && list.contains(asked);
  }

  private Passage passage(Place place, VpcEndpoint endpoint) {
    EndpointServices.Service service =
        EndpointServices.find(place.region(), endpoint.serviceName(), endpoint.type())
            .orElseThrow();
    return new Passage.Through(
        new EndpointWay(
            endpoint.id(),
            endpoint.vpcId(),
            place.accountId(),
            place.region(),
            service.signingName(),
            () -> policy(place, endpoint.id())));
  }

  /** What the policy says now; nothing, which allows nothing, once the endpoint is gone. */
  private String policy(Place place, String endpointId) {
    return ground.read(
        snapshot -> {
          VpcEndpoint endpoint = NetworkTables.ENDPOINTS.find(snapshot, place, endpointId);
          return endpoint == null ? "" : endpoint.policy();
        });
  }
}

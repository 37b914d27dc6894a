package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ways.NameAnswer;
import dev.cloudjar.ec2.ways.NameDoor;
import dev.cloudjar.ec2.ways.ServiceDoor;
import dev.cloudjar.ec2.ways.ServiceDoor.Passage;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.Networks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where networks end in the cloud: their name servers, their endpoints, and the services outside.
 * Doors are opened when a plan has been applied, and are gone with what they stand in.
 */
final class NetworkWays {
  private static final Ipv4Address NAME_SERVER = Ipv4Address.of("169.254.169.253");
  private static final int NAME_SERVER_OF_NETWORK = 2;

  private final Ground ground;
  private final EndpointWays endpoints;
  private final Map<String, Doors> doors = new HashMap<>();
  private final Set<String> connected = new HashSet<>();
  private final List<ServiceDoor> outside = new ArrayList<>();

  NetworkWays(Ground ground) {
    this.ground = ground;
    this.endpoints = new EndpointWays(ground);
  }

  /** Of one network. */
  private record Doors(NameDoor names, Map<Where, ServiceDoor> services) {}

  /** Where a service's door is: at an address of a network, or of a host in it. */
  private record Where(String space, Ipv4Address address) {}

  /** Opens what a network is to have, and closes what it is to have no more. */
  synchronized void open(Networks networks, Place place, NetworkPlan plan) throws IOException {
    String vpcId = plan.network();
    Doors known = doors.get(vpcId);
    NameDoor names =
        known != null && known.names().isOpen() ? known.names() : names(networks, place, plan);
    Map<Where, ServiceDoor> services = known == null ? new HashMap<>() : known.services();
    doors.put(vpcId, new Doors(names, services));
    Map<Where, ServiceDoor.Ways> wanted = wanted(place, plan);
    for (Map.Entry<Where, ServiceDoor> each : Map.copyOf(services).entrySet()) {
      if (!wanted.containsKey(each.getKey()) || !each.getValue().isOpen()) {
        services.remove(each.getKey());
        each.getValue().close();
      }
    }
    for (Map.Entry<Where, ServiceDoor.Ways> each : wanted.entrySet()) {
      Where where = each.getKey();
      if (!services.containsKey(where)) {
        services.put(where, service(networks, where, each.getValue()));
      }
    }
    connect(networks, vpcId, plan.connectedToInternet());
  }

  /** Closes what a network has, before it goes. */
  synchronized void close(Networks networks, String vpcId) throws IOException {
    connect(networks, vpcId, false);
    Doors gone = doors.remove(vpcId);
    if (gone != null) {
      gone.names().close();
      for (ServiceDoor each : gone.services().values()) {
        each.close();
      }
    }
  }

  private NameDoor names(Networks networks, Place place, NetworkPlan plan) throws IOException {
    Ipv4Address own = plan.blocks().getFirst().first().plus(NAME_SERVER_OF_NETWORK);
    return NameDoor.open(
        networks,
        plan.network(),
        List.of(own, NAME_SERVER),
        name -> answer(place, plan.network(), name));
  }

  private Optional<NameAnswer> answer(Place place, String vpcId, String name) {
    return ground.read(
        snapshot ->
            Optional.ofNullable(NetworkTables.VPCS.find(snapshot, place, vpcId))
                .filter(Vpc::dnsSupport)
                .map(vpc -> new NetworkNames(snapshot, place, vpc).answer(name)));
  }

  private Map<Where, ServiceDoor.Ways> wanted(Place place, NetworkPlan plan) {
    Map<Where, ServiceDoor.Ways> wanted = new HashMap<>();
    String vpcId = plan.network();
    for (Ipv4Address address : ServiceAddresses.ALL) {
      boolean routed =
          plan.routeTables().stream()
              .flatMap(it -> it.routes().stream())
              .filter(it -> it.target() instanceof NetworkPlan.Target.Service)
              .anyMatch(it -> it.destination().contains(address));
      if (routed) {
        wanted.put(new Where(vpcId, address), it -> endpoints.byRoute(place, vpcId, address, it));
      }
    }
    List<VpcEndpoint> rows =
        ground.read(snapshot -> NetworkTables.ENDPOINTS.referring(snapshot, place, vpcId));
    for (VpcEndpoint endpoint : rows) {
      for (NetworkPlan.Interface end : plan.interfaces()) {
        if (endpoint.interfaces().contains(end.name())) {
          wanted.put(
              new Where(end.host(), end.addresses().getFirst()),
              it -> endpoints.byInterface(place, endpoint.id()));
        }
      }
    }
    return wanted;
  }

  private ServiceDoor service(Networks networks, Where where, ServiceDoor.Ways ways)
      throws IOException {
    return ServiceDoor.open(networks, ground.cloud().doors(), where.space(), where.address(), ways);
  }

  /** Services are outside as long as any network leads there. */
  private void connect(Networks networks, String vpcId, boolean connects) throws IOException {
    if (connects) {
      connected.add(vpcId);
    } else {
      connected.remove(vpcId);
    }
    boolean open = !outside.isEmpty() && outside.stream().allMatch(ServiceDoor::isOpen);
    if (open == !connected.isEmpty()) {
      return;
    }
    for (ServiceDoor each : outside) {
      each.close();
    }
    outside.clear();
    if (!connected.isEmpty()) {
      for (Ipv4Address address : ServiceAddresses.ALL) {
        outside.add(
            service(networks, new Where(Networks.OUTSIDE, address), it -> new Passage.Outside()));
      }
    }
  }
}

package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;

/** Routes. */
final class RouteOperations {
  private static final int MOST_ROUTES = 500;
  private static final List<String> OTHER_TARGETS =
      List.of(
          "EgressOnlyInternetGatewayId",
          "TransitGatewayId",
          "LocalGatewayId",
          "CarrierGatewayId",
          "CoreNetworkArn",
          "OdbNetworkArn");

  private final Ground ground;
  private final NetworkChanges changes;

  RouteOperations(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.on(
        CreateRouteRequest.class,
        CreateRouteResponse.class,
        CreateRouteRequest::routeTableId,
        this::create);
    ops.on(
        ReplaceRouteRequest.class,
        ReplaceRouteResponse.class,
        ReplaceRouteRequest::routeTableId,
        this::replace);
    ops.on(
        DeleteRouteRequest.class,
        DeleteRouteResponse.class,
        DeleteRouteRequest::routeTableId,
        this::delete);
  }

  private CreateRouteResponse create(Call call, CreateRouteRequest request) {
    Place place = Place.of(call);
    String destination =
        destination(
            request.destinationCidrBlock(),
            request.destinationPrefixListId(),
            request.destinationIpv6CidrBlock());
    List<@Nullable String> targets = new ArrayList<>();
    targets.add(request.gatewayId());
    targets.add(request.natGatewayId());
    targets.add(request.networkInterfaceId());
    targets.add(request.instanceId());
    targets.add(request.vpcPeeringConnectionId());
    targets.add(request.vpcEndpointId());
    String target = target(request, targets);
    ground.transact(
        transaction -> {
          RouteTable table =
              NetworkTables.ROUTE_TABLES.require(transaction, place, request.routeTableId());
          if (table.route(destination).isPresent()
              || isOwn(transaction, place, table, destination)) {
            throw VpcFaults.routeExists(destination);
          }
          if (table.routes().size() == MOST_ROUTES) {
            throw Ec2Faults.of(
                "RouteLimitExceeded",
                "The maximum number of routes per route table has been reached.");
          }
          put(transaction, place, table, destination, target);
          return true;
        });
    return CreateRouteResponse.builder().returnValue(true).build();
  }

  private ReplaceRouteResponse replace(Call call, ReplaceRouteRequest request) {
    if (Boolean.TRUE.equals(request.localTarget())) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's local routes cannot be changed.");
    }
    Place place = Place.of(call);
    String destination =
        destination(
            request.destinationCidrBlock(),
            request.destinationPrefixListId(),
            request.destinationIpv6CidrBlock());
    List<@Nullable String> targets = new ArrayList<>();
    targets.add(request.gatewayId());
    targets.add(request.natGatewayId());
    targets.add(request.networkInterfaceId());
    targets.add(request.instanceId());
    targets.add(request.vpcPeeringConnectionId());
    targets.add(request.vpcEndpointId());
    String target = target(request, targets);
    ground.transact(
        transaction -> {
          RouteTable table =
              NetworkTables.ROUTE_TABLES.require(transaction, place, request.routeTableId());
          if (table.route(destination).isEmpty()) {
            throw Ec2Faults.invalidParameterValue(
                "There is no route defined for '%s' in the route table. Use CreateRoute instead."
                    .formatted(destination));
          }
          put(transaction, place, table, destination, target);
          return true;
        });
    return ReplaceRouteResponse.builder().build();
  }

  private DeleteRouteResponse delete(Call call, DeleteRouteRequest request) {
    Place place = Place.of(call);
    String destination =
        destination(
            request.destinationCidrBlock(),
            request.destinationPrefixListId(),
            request.destinationIpv6CidrBlock());
    ground.transact(
        transaction -> {
          RouteTable table =
              NetworkTables.ROUTE_TABLES.require(transaction, place, request.routeTableId());
          if (isOwn(transaction, place, table, destination)) {
            throw Ec2Faults.invalidParameterValue(
                "cannot remove local route %s in route table %s"
                    .formatted(destination, table.id()));
          }
          RouteTable.Route route =
              table
                  .route(destination)
                  .orElseThrow(() -> VpcFaults.noRoute(table.id(), destination));
          if (route.target().startsWith("vpce-")) {
            throw Ec2Faults.invalidParameterValue(
                "cannot remove VPC endpoint route %s in route table %s"
                    .formatted(destination, table.id()));
          }
          NetworkTables.ROUTE_TABLES.put(transaction, place, table.withoutRoute(destination));
          changes.changed(transaction, place, table.vpcId());
          return true;
        });
    return DeleteRouteResponse.builder().build();
  }

  private static String destination(
      @Nullable String cidr, @Nullable String prefixListId, @Nullable String ipv6) {
    if (ipv6 != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have no IPv6.");
    }
    if (cidr != null && prefixListId != null) {
      throw Ec2Faults.invalidParameterCombination(
          "The request must contain exactly one of destinationCidrBlock, destinationPrefixListId");
    }
    if (prefixListId != null) {
      return prefixListId;
    }
    if (cidr == null) {
      throw Ec2Faults.missingParameter("destinationCidrBlock");
    }
    return Cidrs.any(cidr, "destinationCidrBlock").toString();
  }

  private static String target(Ec2Request request, List<@Nullable String> targets) {
    for (String other : OTHER_TARGETS) {
      if (request.getValueForField(other, String.class).isPresent()) {
        throw Ec2Faults.unsupportedOperation("Cloudjar has no such target: " + other + ".");
      }
    }
    List<String> given = new ArrayList<>();
    for (String each : targets) {
      if (each != null) {
        given.add(each);
      }
    }
    if (given.size() != 1) {
      throw given.isEmpty()
          ? Ec2Faults.missingParameter(
              "gatewayId or natGatewayId or networkInterfaceId or vpcPeeringConnectionId or"
                  + " instanceId")
          : Ec2Faults.invalidParameterCombination(
              "The request must contain exactly one target of the route");
    }
    return given.getFirst();
  }

  /** Whether packets for a destination stay within the network. */
  private static boolean isOwn(
      Snapshot snapshot, Place place, RouteTable table, String destination) {
    return NetworkTables.VPCS.require(snapshot, place, table.vpcId()).cidrs().stream()
        .anyMatch(it -> it.block().equals(destination));
  }

  private void put(
      Transaction transaction, Place place, RouteTable table, String destination, String target) {
    if (destination.startsWith("pl-")) {
      NetworkTables.PREFIX_LISTS.require(transaction, place, destination);
    } else {
      requireNoneWithin(transaction, place, table, Ipv4Block.of(destination), target);
    }
    NetworkTables.ROUTE_TABLES.put(
        transaction, place, table.with(route(transaction, place, table, destination, target)));
    changes.changed(transaction, place, table.vpcId());
  }

  /** What is more specific than the local route may lead to interfaces and the like alone. */
  private static void requireNoneWithin(
      Snapshot snapshot, Place place, RouteTable table, Ipv4Block block, String target) {
    boolean within =
        NetworkTables.VPCS.require(snapshot, place, table.vpcId()).blocks().stream()
            .anyMatch(it -> it.contains(block));
    if (within
        && !target.startsWith("eni-")
        && !target.startsWith("i-")
        && !target.startsWith("nat-")
        && !target.startsWith("vpce-")) {
      throw Ec2Faults.invalidParameterValue(
          "Route destination doesn't match any subnet CIDR blocks");
    }
  }

  private static RouteTable.Route route(
      Snapshot snapshot, Place place, RouteTable table, String destination, String target) {
    String vpcId = table.vpcId();
    switch (ResourceKind.of(target)
        .orElseThrow(
            () -> Ec2Faults.invalidValue("target", target, "This is no target of routes."))) {
      case INTERNET_GATEWAY -> {
        InternetGateway gateway = NetworkTables.INTERNET_GATEWAYS.require(snapshot, place, target);
        if (!gateway.vpcId().equals(vpcId)) {
          throw Ec2Faults.invalidParameterValue(
              "route table %s and network gateway %s belong to different networks"
                  .formatted(table.id(), target));
        }
      }
      case NAT_GATEWAY -> {
        NatGateway gateway = NetworkTables.NAT_GATEWAYS.find(snapshot, place, target);
        if (gateway == null || gateway.isGone()) {
          throw Ec2Faults.of(
              "InvalidNatGatewayID.NotFound",
              "The natGateway ID '%s' does not exist".formatted(target));
        }
        if (!gateway.vpcId().equals(vpcId)) {
          throw Ec2Faults.invalidParameterValue(
              "route table %s and network gateway %s belong to different networks"
                  .formatted(table.id(), target));
        }
      }
      case NETWORK_INTERFACE -> {
        NetworkInterface end = NetworkTables.INTERFACES.require(snapshot, place, target);
        return route(table, destination, end);
      }
      case INSTANCE -> {
        List<NetworkInterface> ends = NetworkTables.INTERFACES.referring(snapshot, place, target);
        if (ends.isEmpty()) {
          throw Ec2Faults.notFound(ResourceKind.INSTANCE, target);
        }
        if (ends.size() > 1) {
          throw Ec2Faults.of(
              "InvalidInstanceID",
              "There are multiple interfaces attached to instance '%s'. Please specify an interface ID for the operation instead."
                  .formatted(target));
        }
        return route(table, destination, ends.getFirst());
      }
      case VPC_PEERING_CONNECTION -> PeeringRules.requireRoutable(snapshot, place, vpcId, target);
      default -> throw Ec2Faults.invalidValue("target", target, "This is no target of routes.");
    }
    return new RouteTable.Route(destination, target, "");
  }

  private static RouteTable.Route route(
      RouteTable table, String destination, NetworkInterface end) {
    if (!end.vpcId().equals(table.vpcId())) {
      throw Ec2Faults.invalidParameterValue(
          "route table %s and interface %s belong to different networks"
              .formatted(table.id(), end.id()));
    }
    return new RouteTable.Route(
        destination,
        end.id(),
        end.attachment().map(NetworkInterface.Attachment::instanceId).orElse(""));
  }
}

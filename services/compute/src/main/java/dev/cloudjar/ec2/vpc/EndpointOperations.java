package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** VPC endpoints. */
final class EndpointOperations {
  private static final String NAMES =
      "names have addresses of IPv4, for all who ask in the network";
  private static final String ADDRESSES = "interfaces have any addresses that are free";
  private static final String REQUESTER = "vpc-endpoint";

  private final Ground ground;
  private final NetworkInterfaces interfaces;
  private final NetworkChanges changes;
  private final Listing<VpcEndpoint> listing =
      new Listing<>(NetworkTables.ENDPOINTS)
          .by("ip-address-type", it -> "ipv4")
          .by("service-name", VpcEndpoint::serviceName)
          .by("vpc-endpoint-id", VpcEndpoint::id)
          .by("vpc-endpoint-state", it -> "available")
          .by("vpc-endpoint-type", VpcEndpoint::type)
          .byReference("vpc-id", VpcEndpoint::vpcId);

  EndpointOperations(Ground ground, NetworkInterfaces interfaces, NetworkChanges changes) {
    this.ground = ground;
    this.interfaces = interfaces;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.making(
            ResourceKind.VPC_ENDPOINT,
            CreateVpcEndpointRequest.class,
            CreateVpcEndpointResponse.class,
            it -> {
              List<String> others = new ArrayList<>(it.routeTableIds());
              others.addAll(it.subnetIds());
              others.addAll(it.securityGroupIds());
              others.add(it.vpcId());
              return others;
            },
            this::create)
        .recordedMember("DnsOptions", NAMES)
        .recordedMember("SubnetConfigurations", ADDRESSES);
    ops.on(
            ModifyVpcEndpointRequest.class,
            ModifyVpcEndpointResponse.class,
            ModifyVpcEndpointRequest::vpcEndpointId,
            this::modify)
        .recordedMember("DnsOptions", NAMES)
        .recordedMember("SubnetConfigurations", ADDRESSES);
    ops.onAll(
        DeleteVpcEndpointsRequest.class,
        DeleteVpcEndpointsResponse.class,
        (call, it) -> it.vpcEndpointIds(),
        this::delete);
    ops.on(DescribeVpcEndpointsRequest.class, DescribeVpcEndpointsResponse.class, this::describe);
    ops.on(
        DescribeVpcEndpointServicesRequest.class,
        DescribeVpcEndpointServicesResponse.class,
        this::services);
  }

  private CreateVpcEndpointResponse create(Call call, CreateVpcEndpointRequest request) {
    Place place = Place.of(call);
    String name = request.serviceName();
    if (name == null) {
      throw Ec2Faults.missingParameter("ServiceName");
    }
    String type =
        Objects.requireNonNullElse(request.vpcEndpointTypeAsString(), VpcEndpoint.GATEWAY);
    if (!type.equals(VpcEndpoint.GATEWAY) && !type.equals(VpcEndpoint.INTERFACE)) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no endpoints of type " + type + ".");
    }
    if (EndpointServices.find(place.region(), name, type).isEmpty()) {
      throw EndpointServices.exists(place.region(), name)
          ? Ec2Faults.of(
              "InvalidParameter",
              "Endpoint type (%s) does not match available service types for service %s."
                  .formatted(type, name))
          : Ec2Faults.of(
              "InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist".formatted(name));
    }
    EndpointRules.checkPolicy(request.policyDocument());
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.VPC_ENDPOINT);
    return ground.transact(
        transaction -> {
          String id =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> {
                        String made = make(transaction, place, call.time(), type, request);
                        ResourceTags.add(transaction, place, made, tags);
                        return made;
                      });
          VpcEndpoint endpoint = NetworkTables.ENDPOINTS.require(transaction, place, id);
          return CreateVpcEndpointResponse.builder()
              .clientToken(request.clientToken())
              .vpcEndpoint(EndpointViewOperations.describe(transaction, place, endpoint))
              .build();
        });
  }

  private String make(
      Transaction transaction,
      Place place,
      Instant now,
      String type,
      CreateVpcEndpointRequest request) {
    Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
    boolean isGateway = type.equals(VpcEndpoint.GATEWAY);
    if (isGateway && (!request.subnetIds().isEmpty() || !request.securityGroupIds().isEmpty())) {
      throw Ec2Faults.of(
          "InvalidParameter", "Gateway endpoints have no subnets and no security groups.");
    }
    if (!isGateway && !request.routeTableIds().isEmpty()) {
      throw Ec2Faults.of("InvalidParameter", "Interface endpoints have no route tables.");
    }
    String id = ground.ids().next(ResourceKind.VPC_ENDPOINT);
    List<String> groups =
        isGateway
            ? List.of()
            : List.copyOf(
                interfaces.groups(transaction, place, vpc.id(), request.securityGroupIds()));
    boolean names = !isGateway && !Boolean.FALSE.equals(request.privateDnsEnabled());
    VpcEndpoint endpoint =
        new VpcEndpoint(
            id,
            vpc.id(),
            request.serviceName(),
            type,
            Objects.requireNonNullElse(
                request.policyDocument(), EndpointViewOperations.FULL_ACCESS),
            List.of(),
            List.of(),
            groups,
            List.of(),
            names,
            now);
    EndpointRules.checkNames(transaction, place, vpc, endpoint);
    endpoint = withRoutes(transaction, place, endpoint, request.routeTableIds());
    endpoint = withEnds(transaction, place, endpoint, request.subnetIds());
    NetworkTables.ENDPOINTS.put(transaction, place, endpoint);
    changes.changed(transaction, place, vpc.id());
    return id;
  }

  /** The endpoint with routes to it in more tables. */
  private static VpcEndpoint withRoutes(
      Transaction transaction, Place place, VpcEndpoint endpoint, List<String> tableIds) {
    List<String> all = new ArrayList<>(endpoint.routeTables());
    for (String each : tableIds) {
      RouteTable table = NetworkTables.ROUTE_TABLES.require(transaction, place, each);
      if (!table.vpcId().equals(endpoint.vpcId())) {
        throw Ec2Faults.of(
            "InvalidParameter",
            "Route table %s does not belong to VPC %s".formatted(each, endpoint.vpcId()));
      }
      String destination = prefixList(transaction, place, endpoint);
      if (table.route(destination).isPresent()) {
        throw Ec2Faults.of(
            "RouteAlreadyExists",
            "route table %s already has a route with destination-prefix-list-id %s"
                .formatted(each, destination));
      }
      NetworkTables.ROUTE_TABLES.put(
          transaction, place, table.with(new RouteTable.Route(destination, endpoint.id(), "")));
      all.add(each);
    }
    return endpoint.withRouteTables(all);
  }

  private static String prefixList(Transaction transaction, Place place, VpcEndpoint endpoint) {
    String service =
        EndpointServices.find(place.region(), endpoint.serviceName(), endpoint.type())
            .orElseThrow()
            .shortName();
    return ServicePrefixLists.of(transaction, place, service).id();
  }

  private static VpcEndpoint withoutRoutes(
      Transaction transaction, Place place, VpcEndpoint endpoint, List<String> tableIds) {
    List<String> left = new ArrayList<>(endpoint.routeTables());
    for (String each : tableIds) {
      RouteTable table = NetworkTables.ROUTE_TABLES.find(transaction, place, each);
      if (!left.remove(each) || table == null) {
        throw Ec2Faults.notFound(ResourceKind.ROUTE_TABLE, each);
      }
      NetworkTables.ROUTE_TABLES.put(
          transaction, place, table.withoutRoute(prefixList(transaction, place, endpoint)));
    }
    return endpoint.withRouteTables(left);
  }

  /** The endpoint with interfaces in more subnets, each in a zone of its own. */
  private VpcEndpoint withEnds(
      Transaction transaction, Place place, VpcEndpoint endpoint, List<String> subnetIds) {
    List<String> subnets = new ArrayList<>(endpoint.subnets());
    List<String> ends = new ArrayList<>(endpoint.interfaces());
    for (String each : subnetIds) {
      Subnet subnet = NetworkTables.SUBNETS.require(transaction, place, each);
      if (!subnet.vpcId().equals(endpoint.vpcId())) {
        throw Ec2Faults.of(
            "InvalidParameter",
            "Subnet %s does not belong to VPC %s".formatted(each, endpoint.vpcId()));
      }
      for (String other : subnets) {
        if (NetworkTables.SUBNETS.require(transaction, place, other).zone().equals(subnet.zone())) {
          throw Ec2Faults.of(
              "DuplicateSubnetsInSameZone",
              "Found another VPC endpoint subnet in the availability zone of %s.".formatted(each));
        }
      }
      ends.add(
          interfaces
              .make(
                  transaction,
                  place,
                  new NetworkInterfaces.Wish(
                      each,
                      "VPC Endpoint Interface " + endpoint.id(),
                      endpoint.groups(),
                      null,
                      List.of(),
                      0,
                      "vpc_endpoint",
                      REQUESTER))
              .id());
      subnets.add(each);
    }
    return endpoint.withEnds(subnets, ends);
  }

  private VpcEndpoint withoutEnds(
      Transaction transaction, Place place, VpcEndpoint endpoint, List<String> subnetIds) {
    List<String> subnets = new ArrayList<>(endpoint.subnets());
    List<String> ends = new ArrayList<>(endpoint.interfaces());
    for (String each : subnetIds) {
      int at = subnets.indexOf(each);
      if (at < 0) {
        throw Ec2Faults.notFound(ResourceKind.SUBNET, each);
      }
      interfaces.delete(
          transaction, place, NetworkInterfaces.require(transaction, place, ends.get(at)));
      subnets.remove(at);
      ends.remove(at);
    }
    return endpoint.withEnds(subnets, ends);
  }

  private ModifyVpcEndpointResponse modify(Call call, ModifyVpcEndpointRequest request) {
    Place place = Place.of(call);
    EndpointRules.checkPolicy(request.policyDocument());
    ground.transact(
        transaction -> {
          VpcEndpoint endpoint =
              NetworkTables.ENDPOINTS.require(transaction, place, request.vpcEndpointId());
          if (Boolean.TRUE.equals(request.resetPolicy())) {
            endpoint = endpoint.withPolicy(EndpointViewOperations.FULL_ACCESS);
          } else if (request.policyDocument() != null) {
            endpoint = endpoint.withPolicy(request.policyDocument());
          }
          endpoint = withoutRoutes(transaction, place, endpoint, request.removeRouteTableIds());
          endpoint = withRoutes(transaction, place, endpoint, request.addRouteTableIds());
          List<String> groups = new ArrayList<>(endpoint.groups());
          groups.removeAll(request.removeSecurityGroupIds());
          groups.addAll(request.addSecurityGroupIds());
          if (!groups.equals(endpoint.groups())) {
            endpoint =
                endpoint.withGroups(
                    List.copyOf(interfaces.groups(transaction, place, endpoint.vpcId(), groups)));
            for (String each : endpoint.interfaces()) {
              interfaces.put(
                  transaction,
                  place,
                  NetworkInterfaces.require(transaction, place, each)
                      .withGroups(new java.util.LinkedHashSet<>(endpoint.groups())));
            }
          }
          endpoint = withoutEnds(transaction, place, endpoint, request.removeSubnetIds());
          endpoint = withEnds(transaction, place, endpoint, request.addSubnetIds());
          if (request.privateDnsEnabled() != null) {
            endpoint = endpoint.withPrivateNames(request.privateDnsEnabled());
            EndpointRules.checkNames(
                transaction,
                place,
                NetworkTables.VPCS.require(transaction, place, endpoint.vpcId()),
                endpoint);
          }
          NetworkTables.ENDPOINTS.put(transaction, place, endpoint);
          changes.changed(transaction, place, endpoint.vpcId());
          return true;
        });
    return ModifyVpcEndpointResponse.builder().returnValue(true).build();
  }

  private DeleteVpcEndpointsResponse delete(Call call, DeleteVpcEndpointsRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          List<UnsuccessfulItem> failed = new ArrayList<>();
          for (String id : request.vpcEndpointIds()) {
            try {
              VpcEndpoint endpoint = NetworkTables.ENDPOINTS.require(transaction, place, id);
              withoutRoutes(transaction, place, endpoint, endpoint.routeTables());
              withoutEnds(transaction, place, endpoint, endpoint.subnets());
              NetworkTables.ENDPOINTS.delete(transaction, place, endpoint);
              changes.changed(transaction, place, endpoint.vpcId());
            } catch (Fault e) {
              failed.add(Ec2Operations.unsuccessful(id, e));
            }
          }
          return DeleteVpcEndpointsResponse.builder().unsuccessful(failed).build();
        });
  }

  private DescribeVpcEndpointsResponse describe(Call call, DescribeVpcEndpointsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<VpcEndpoint> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.vpcEndpointIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeVpcEndpointsResponse.builder()
              .vpcEndpoints(
                  page.map(it -> EndpointViewOperations.describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private DescribeVpcEndpointServicesResponse services(
      Call call, DescribeVpcEndpointServicesRequest request) {
    return EndpointViewOperations.services(Place.of(call), request);
  }
}

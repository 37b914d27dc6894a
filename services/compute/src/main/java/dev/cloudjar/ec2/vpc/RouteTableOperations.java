package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationStateCode;

/** Route tables and who uses them. */
final class RouteTableOperations {
  private final Ground ground;
  private final NetworkChanges changes;
  private final Listing<RouteTable> listing =
      new Listing<>(NetworkTables.ROUTE_TABLES)
          .byEach("association.gateway-id", it -> targets(it, "igw-"))
          .byEach("association.main", it -> mains(it))
          .byEach("association.route-table-association-id", RouteTableOperations::associationIds)
          .by("association.route-table-id", RouteTable::id)
          .byEach("association.subnet-id", it -> targets(it, "subnet-"))
          .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()))
          .by("route-table-id", RouteTable::id)
          .byLooking(
              "route.destination-cidr-block",
              (snapshot, place, it) ->
                  RouteViewOperations.routes(snapshot, place, it).stream()
                      .map(Route::destinationCidrBlock)
                      .filter(cidr -> cidr != null)
                      .toList())
          .byEach("route.destination-ipv6-cidr-block", it -> List.of())
          .byEach(
              "route.destination-prefix-list-id",
              it ->
                  it.routes().stream()
                      .map(RouteTable.Route::destination)
                      .filter(to -> to.startsWith("pl-"))
                      .toList())
          .byEach("route.egress-only-internet-gateway-id", it -> List.of())
          .byEach("route.transit-gateway-id", it -> List.of())
          .byLooking(
              "route.gateway-id",
              (snapshot, place, it) ->
                  RouteViewOperations.routes(snapshot, place, it).stream()
                      .map(Route::gatewayId)
                      .filter(id -> id != null)
                      .toList())
          .byEach(
              "route.instance-id",
              it -> it.routes().stream().map(RouteTable.Route::instanceId).toList())
          .byEach("route.nat-gateway-id", it -> routed(it, "nat-"))
          .byEach("route.vpc-peering-connection-id", it -> routed(it, "pcx-"))
          .byLooking(
              "route.origin",
              (snapshot, place, it) ->
                  RouteViewOperations.routes(snapshot, place, it).stream()
                      .map(Route::originAsString)
                      .toList())
          .byLooking(
              "route.state",
              (snapshot, place, it) ->
                  RouteViewOperations.routes(snapshot, place, it).stream()
                      .map(Route::stateAsString)
                      .toList())
          .byReference("vpc-id", RouteTable::vpcId);

  RouteTableOperations(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.ROUTE_TABLE,
        CreateRouteTableRequest.class,
        CreateRouteTableResponse.class,
        it -> List.of(it.vpcId()),
        this::create);
    ops.on(DescribeRouteTablesRequest.class, DescribeRouteTablesResponse.class, this::describe);
    ops.on(
        DeleteRouteTableRequest.class,
        DeleteRouteTableResponse.class,
        DeleteRouteTableRequest::routeTableId,
        this::delete);
    ops.onAll(
        AssociateRouteTableRequest.class,
        AssociateRouteTableResponse.class,
        (call, it) ->
            it.subnetId() == null
                ? List.of(it.routeTableId())
                : List.of(it.routeTableId(), it.subnetId()),
        this::associate);
    ops.on(
        DisassociateRouteTableRequest.class,
        DisassociateRouteTableResponse.class,
        this::disassociate);
    ops.on(
        ReplaceRouteTableAssociationRequest.class,
        ReplaceRouteTableAssociationResponse.class,
        ReplaceRouteTableAssociationRequest::routeTableId,
        this::replaceAssociation);
  }

  private static List<String> targets(RouteTable table, String prefix) {
    return table.associations().stream()
        .map(RouteTable.Association::target)
        .filter(it -> it.startsWith(prefix))
        .toList();
  }

  private static List<String> mains(RouteTable table) {
    List<String> mains = new ArrayList<>();
    if (table.isMain()) {
      mains.add("true");
    }
    if (!table.associations().isEmpty()) {
      mains.add("false");
    }
    return mains;
  }

  private static List<String> associationIds(RouteTable table) {
    List<String> ids =
        new ArrayList<>(table.associations().stream().map(RouteTable.Association::id).toList());
    if (table.isMain()) {
      ids.add(table.mainAssociationId());
    }
    return ids;
  }

  private static List<String> routed(RouteTable table, String prefix) {
    return table.routes().stream()
        .map(RouteTable.Route::target)
        .filter(it -> it.startsWith(prefix))
        .toList();
  }

  private CreateRouteTableResponse create(Call call, CreateRouteTableRequest request) {
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.ROUTE_TABLE);
    return ground.transact(
        transaction -> {
          NetworkTables.VPCS.require(transaction, place, request.vpcId());
          String id =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> {
                        RouteTable made =
                            new RouteTable(
                                ground.ids().next(ResourceKind.ROUTE_TABLE),
                                request.vpcId(),
                                "",
                                List.of(),
                                List.of());
                        NetworkTables.ROUTE_TABLES.put(transaction, place, made);
                        ResourceTags.add(transaction, place, made.id(), tags);
                        return made.id();
                      });
          RouteTable table = NetworkTables.ROUTE_TABLES.require(transaction, place, id);
          return CreateRouteTableResponse.builder()
              .clientToken(request.clientToken())
              .routeTable(describe(transaction, place, table))
              .build();
        });
  }

  private DescribeRouteTablesResponse describe(Call call, DescribeRouteTablesRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<RouteTable> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.routeTableIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeRouteTablesResponse.builder()
              .routeTables(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.RouteTable describe(
      Snapshot snapshot, Place place, RouteTable table) {
    return software.amazon.awssdk.services.ec2.model.RouteTable.builder()
        .routeTableId(table.id())
        .vpcId(table.vpcId())
        .ownerId(place.accountId())
        .associations(RouteViewOperations.associations(table))
        .propagatingVgws(List.of())
        .routes(RouteViewOperations.routes(snapshot, place, table))
        .tags(TagOperations.tags(snapshot, place, table.id()))
        .build();
  }

  private DeleteRouteTableResponse delete(Call call, DeleteRouteTableRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          RouteTable table =
              NetworkTables.ROUTE_TABLES.require(transaction, place, request.routeTableId());
          if (table.isMain()
              || !table.associations().isEmpty()
              || table.routes().stream().anyMatch(it -> it.target().startsWith("vpce-"))) {
            throw Ec2Faults.hasDependencies(ResourceKind.ROUTE_TABLE, table.id());
          }
          NetworkTables.ROUTE_TABLES.delete(transaction, place, table);
          return true;
        });
    return DeleteRouteTableResponse.builder().build();
  }

  private AssociateRouteTableResponse associate(Call call, AssociateRouteTableRequest request) {
    if (request.publicIpv4Pool() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no pools of public addresses.");
    }
    if (request.gatewayId() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's gateways have no route tables.");
    }
    String subnetId = request.subnetId();
    if (subnetId == null) {
      throw Ec2Faults.missingParameter("subnetId");
    }
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          RouteTable table =
              NetworkTables.ROUTE_TABLES.require(transaction, place, request.routeTableId());
          Subnet subnet = NetworkTables.SUBNETS.require(transaction, place, subnetId);
          requireSameNetwork(table, subnet.vpcId(), subnet.id());
          RouteTable before = NetworkTables.routeTableOf(transaction, place, subnet);
          for (RouteTable.Association each : before.associations()) {
            if (each.target().equals(subnetId) && before.id().equals(table.id())) {
              return associated(each.id());
            } else if (each.target().equals(subnetId)) {
              throw Ec2Faults.of(
                  "Resource.AlreadyAssociated",
                  "the specified association for route table %s conflicts with an existing association"
                      .formatted(table.id()));
            }
          }
          String id = ground.ids().next("rtbassoc");
          NetworkTables.ROUTE_TABLES.put(
              transaction, place, table.with(new RouteTable.Association(id, subnetId)));
          changes.changed(transaction, place, table.vpcId());
          return associated(id);
        });
  }

  private static AssociateRouteTableResponse associated(String id) {
    return AssociateRouteTableResponse.builder()
        .associationId(id)
        .associationState(it -> it.state(RouteTableAssociationStateCode.ASSOCIATED))
        .build();
  }

  private static void requireSameNetwork(RouteTable table, String vpcId, String id) {
    if (!table.vpcId().equals(vpcId)) {
      throw Ec2Faults.invalidParameterValue(
          "Route table %s and subnet %s belong to different networks".formatted(table.id(), id));
    }
  }

  private static RouteTable withAssociation(Transaction transaction, Place place, String id) {
    return NetworkTables.ROUTE_TABLES.referring(transaction, place, id).stream()
        .findFirst()
        .orElseThrow(() -> VpcFaults.associationNotFound(id));
  }

  private DisassociateRouteTableResponse disassociate(
      Call call, DisassociateRouteTableRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          String id = request.associationId();
          RouteTable table = withAssociation(transaction, place, id);
          if (table.mainAssociationId().equals(id)) {
            throw Ec2Faults.invalidParameterValue(
                "cannot disassociate the main route table association %s".formatted(id));
          }
          NetworkTables.ROUTE_TABLES.put(
              transaction, place, table.without(table.association(id).orElseThrow()));
          changes.changed(transaction, place, table.vpcId());
          return true;
        });
    return DisassociateRouteTableResponse.builder().build();
  }

  private ReplaceRouteTableAssociationResponse replaceAssociation(
      Call call, ReplaceRouteTableAssociationRequest request) {
    Place place = Place.of(call);
    String newId = ground.ids().next("rtbassoc");
    ground.transact(
        transaction -> {
          String id = request.associationId();
          RouteTable before = withAssociation(transaction, place, id);
          RouteTable after =
              NetworkTables.ROUTE_TABLES.require(transaction, place, request.routeTableId());
          requireSameNetwork(after, before.vpcId(), id);
          if (before.mainAssociationId().equals(id)) {
            NetworkTables.ROUTE_TABLES.put(transaction, place, before.asMain(""));
            RouteTable now = NetworkTables.ROUTE_TABLES.require(transaction, place, after.id());
            NetworkTables.ROUTE_TABLES.put(transaction, place, now.asMain(newId));
          } else {
            RouteTable.Association old = before.association(id).orElseThrow();
            NetworkTables.ROUTE_TABLES.put(transaction, place, before.without(old));
            RouteTable now = NetworkTables.ROUTE_TABLES.require(transaction, place, after.id());
            NetworkTables.ROUTE_TABLES.put(
                transaction, place, now.with(new RouteTable.Association(newId, old.target())));
          }
          changes.changed(transaction, place, before.vpcId());
          return true;
        });
    return ReplaceRouteTableAssociationResponse.builder()
        .newAssociationId(newId)
        .associationState(it -> it.state(RouteTableAssociationStateCode.ASSOCIATED))
        .build();
  }
}

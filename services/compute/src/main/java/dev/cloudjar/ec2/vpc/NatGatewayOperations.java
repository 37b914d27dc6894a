package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Work;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;

/** NAT gateways. */
final class NatGatewayOperations {
  private static final String KIND = "ec2:nat-gateway";
  private static final String REQUESTER = "nat-gateway";
  private static final Duration MAKING = Duration.ofSeconds(3);
  private static final Duration DELETING = Duration.ofSeconds(3);

  /** How long a gateway is told of that is gone. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final Ground ground;
  private final NetworkInterfaces interfaces;
  private final NetworkChanges changes;
  private final Listing<NatGateway> listing =
      new Listing<>(NetworkTables.NAT_GATEWAYS)
          .by("nat-gateway-id", NatGateway::id)
          .by("state", NatGateway::state)
          .byReference("subnet-id", NatGateway::subnetId)
          .byReference("vpc-id", NatGateway::vpcId);

  NatGatewayOperations(Ground ground, NetworkInterfaces interfaces, NetworkChanges changes) {
    this.ground = ground;
    this.interfaces = interfaces;
    this.changes = changes;
    ground.cloud().work().handle(KIND, this::advance);
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.NAT_GATEWAY,
        CreateNatGatewayRequest.class,
        CreateNatGatewayResponse.class,
        it -> {
          List<String> others = new ArrayList<>();
          if (it.subnetId() != null) {
            others.add(it.subnetId());
          }
          if (it.allocationId() != null) {
            others.add(it.allocationId());
          }
          return others;
        },
        this::create);
    ops.on(
        DeleteNatGatewayRequest.class,
        DeleteNatGatewayResponse.class,
        DeleteNatGatewayRequest::natGatewayId,
        this::delete);
    ops.on(DescribeNatGatewaysRequest.class, DescribeNatGatewaysResponse.class, this::describe);
  }

  private CreateNatGatewayResponse create(Call call, CreateNatGatewayRequest request) {
    if (!request.secondaryAllocationIds().isEmpty()
        || !request.secondaryPrivateIpAddresses().isEmpty()
        || request.secondaryPrivateIpAddressCount() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's NAT gateways have one address.");
    }
    if (request.availabilityModeAsString() != null
        && request.availabilityModeAsString().equals("regional")) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's NAT gateways are in one zone.");
    }
    if (request.subnetId() == null) {
      throw Ec2Faults.missingParameter("subnetId");
    }
    boolean isPublic = request.connectivityType() != ConnectivityType.PRIVATE;
    if (isPublic && request.allocationId() == null) {
      throw Ec2Faults.missingParameter("AllocationId");
    }
    if (!isPublic && request.allocationId() != null) {
      throw Ec2Faults.invalidParameterCombination(
          "AllocationId cannot be used with a private NAT gateway.");
    }
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.NAT_GATEWAY);
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
                        String made = make(transaction, place, call.time(), isPublic, request);
                        ResourceTags.add(transaction, place, made, tags);
                        return made;
                      });
          NatGateway gateway = NetworkTables.NAT_GATEWAYS.require(transaction, place, id);
          return CreateNatGatewayResponse.builder()
              .clientToken(request.clientToken())
              .natGateway(describe(transaction, place, gateway))
              .build();
        });
  }

  private String make(
      Transaction transaction,
      Place place,
      Instant now,
      boolean isPublic,
      CreateNatGatewayRequest request) {
    String id = ground.ids().next(ResourceKind.NAT_GATEWAY);
    Subnet subnet = NetworkTables.SUBNETS.require(transaction, place, request.subnetId());
    if (isPublic
        && NetworkTables.INTERNET_GATEWAYS
            .referring(transaction, place, subnet.vpcId())
            .isEmpty()) {
      throw Ec2Faults.of(
          "Gateway.NotAttached",
          "Network %s has no Internet gateway attached".formatted(subnet.vpcId()));
    }
    NetworkInterface end =
        interfaces.make(
            transaction,
            place,
            new NetworkInterfaces.Wish(
                subnet.id(),
                "Interface for NAT Gateway " + id,
                List.of(),
                request.privateIpAddress(),
                List.of(),
                0,
                NetworkInterfaces.NAT_GATEWAY,
                REQUESTER));
    String publicAddress = "";
    if (isPublic) {
      ElasticIp address =
          NetworkTables.ELASTIC_IPS.require(transaction, place, request.allocationId());
      if (address.association().isPresent()) {
        throw Ec2Faults.of(
            "InvalidElasticIpID.AlreadyAssociated",
            "Elastic IP address [%s] is already associated".formatted(address.id()));
      }
      publicAddress = address.publicAddress();
      NetworkTables.ELASTIC_IPS.put(
          transaction,
          place,
          address.with(
              Optional.of(
                  new ElasticIp.Association(
                      ground.ids().next("eipassoc"), end.id(), end.primaryAddress(), ""))));
    }
    NetworkTables.NAT_GATEWAYS.put(
        transaction,
        place,
        new NatGateway(
            id,
            subnet.vpcId(),
            subnet.id(),
            end.id(),
            end.primaryAddress(),
            isPublic ? request.allocationId() : "",
            publicAddress,
            NatGateway.PENDING,
            now,
            Optional.empty()));
    schedule(transaction, place, id, now.plus(MAKING));
    return id;
  }

  private void schedule(Transaction transaction, Place place, String id, Instant due) {
    ground
        .cloud()
        .work()
        .schedule(
            transaction,
            KIND,
            id,
            due,
            (place.accountId() + "/" + place.region()).getBytes(StandardCharsets.UTF_8));
  }

  /** What comes next in a gateway's life. */
  private void advance(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", 2);
    Place place = new Place(parts[0], parts[1]);
    ground.transact(
        transaction -> {
          NatGateway gateway = NetworkTables.NAT_GATEWAYS.find(transaction, place, item.id());
          if (gateway == null) {
            return true;
          }
          switch (gateway.state()) {
            case NatGateway.PENDING ->
                NetworkTables.NAT_GATEWAYS.put(
                    transaction, place, gateway.in(NatGateway.AVAILABLE));
            case NatGateway.DELETING -> {
              interfaces.delete(
                  transaction,
                  place,
                  NetworkInterfaces.require(transaction, place, gateway.networkInterfaceId()));
              NetworkTables.NAT_GATEWAYS.put(transaction, place, gateway.in(NatGateway.DELETED));
              schedule(transaction, place, gateway.id(), item.due().plus(REMEMBERED));
            }
            case NatGateway.DELETED ->
                NetworkTables.NAT_GATEWAYS.delete(transaction, place, gateway);
            default -> {
              // It stays what it is.
            }
          }
          changes.changed(transaction, place, gateway.vpcId());
          return true;
        });
  }

  private DeleteNatGatewayResponse delete(Call call, DeleteNatGatewayRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          NatGateway gateway =
              NetworkTables.NAT_GATEWAYS.require(transaction, place, request.natGatewayId());
          if (gateway.state().equals(NatGateway.PENDING)
              || gateway.state().equals(NatGateway.AVAILABLE)) {
            NetworkTables.NAT_GATEWAYS.put(
                transaction, place, gateway.deletedAt(call.time(), NatGateway.DELETING));
            schedule(transaction, place, gateway.id(), call.time().plus(DELETING));
            changes.changed(transaction, place, gateway.vpcId());
          }
          return DeleteNatGatewayResponse.builder().natGatewayId(gateway.id()).build();
        });
  }

  private DescribeNatGatewaysResponse describe(Call call, DescribeNatGatewaysRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<NatGateway> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.natGatewayIds(),
                      request.filter(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeNatGatewaysResponse.builder()
              .natGateways(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.NatGateway describe(
      Snapshot snapshot, Place place, NatGateway gateway) {
    NatGatewayAddress.Builder address =
        NatGatewayAddress.builder()
            .networkInterfaceId(gateway.networkInterfaceId())
            .privateIp(gateway.privateAddress())
            .isPrimary(true)
            .status("succeeded");
    if (gateway.isPublic()) {
      address.allocationId(gateway.allocationId()).publicIp(gateway.publicAddress());
      ElasticIp elastic = NetworkTables.ELASTIC_IPS.find(snapshot, place, gateway.allocationId());
      if (elastic != null) {
        elastic.association().ifPresent(it -> address.associationId(it.id()));
      }
    }
    return software.amazon.awssdk.services.ec2.model.NatGateway.builder()
        .natGatewayId(gateway.id())
        .vpcId(gateway.vpcId())
        .subnetId(gateway.subnetId())
        .state(gateway.state())
        .connectivityType(gateway.isPublic() ? ConnectivityType.PUBLIC : ConnectivityType.PRIVATE)
        .createTime(gateway.created())
        .deleteTime(gateway.deleted().orElse(null))
        .natGatewayAddresses(address.build())
        .tags(TagOperations.tags(snapshot, place, gateway.id()))
        .build();
  }
}

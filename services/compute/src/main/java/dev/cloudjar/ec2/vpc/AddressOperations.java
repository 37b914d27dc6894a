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
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AddressAttribute;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;

/** Elastic IP addresses. */
final class AddressOperations {
  private static final int MOST_ADDRESSES = 5;

  private final Ground ground;
  private final NetworkInterfaces interfaces;
  private final NetworkChanges changes;
  private final Listing<ElasticIp> listing =
      new Listing<>(NetworkTables.ELASTIC_IPS)
          .by("allocation-id", ElasticIp::id)
          .byEach("association-id", it -> of(it, ElasticIp.Association::id))
          .by("domain", it -> "vpc")
          .byEach("instance-id", it -> of(it, ElasticIp.Association::instanceId))
          .byLooking("network-border-group", (snapshot, place, it) -> List.of(place.region()))
          .byEach("network-interface-id", it -> of(it, ElasticIp.Association::networkInterfaceId))
          .byLooking(
              "network-interface-owner-id",
              (snapshot, place, it) ->
                  it.association().isPresent() ? List.of(place.accountId()) : List.of())
          .byEach("private-ip-address", it -> of(it, ElasticIp.Association::privateAddress))
          .by("public-ip", ElasticIp::publicAddress);

  AddressOperations(Ground ground, NetworkInterfaces interfaces, NetworkChanges changes) {
    this.ground = ground;
    this.interfaces = interfaces;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.ELASTIC_IP,
        AllocateAddressRequest.class,
        AllocateAddressResponse.class,
        it -> List.of(),
        this::allocate);
    ops.on(DescribeAddressesRequest.class, DescribeAddressesResponse.class, this::describe);
    ops.on(
        DescribeAddressesAttributeRequest.class,
        DescribeAddressesAttributeResponse.class,
        this::describeAttribute);
    ops.onAll(
        AssociateAddressRequest.class,
        AssociateAddressResponse.class,
        (call, it) -> {
          List<String> ids = new ArrayList<>();
          add(ids, it.allocationId());
          add(ids, it.networkInterfaceId());
          add(ids, it.instanceId());
          return ids;
        },
        this::associate);
    ops.on(DisassociateAddressRequest.class, DisassociateAddressResponse.class, this::disassociate);
    ops.on(
        ReleaseAddressRequest.class,
        ReleaseAddressResponse.class,
        ReleaseAddressRequest::allocationId,
        this::release);
  }

  private static void add(List<String> ids, @Nullable String id) {
    if (id != null) {
      ids.add(id);
    }
  }

  private static List<String> of(ElasticIp address, Function<ElasticIp.Association, String> value) {
    return address.association().map(value).map(List::of).orElse(List.of());
  }

  private AllocateAddressResponse allocate(Call call, AllocateAddressRequest request) {
    if (request.domainAsString() != null && request.domain() != DomainType.VPC) {
      throw Ec2Faults.invalidValue("domain", request.domainAsString(), "There is no EC2-Classic.");
    }
    if (request.publicIpv4Pool() != null && !request.publicIpv4Pool().equals("amazon")) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no pools of public addresses.");
    }
    if (request.address() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar gives no address out a second time.");
    }
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.ELASTIC_IP);
    return ground.transact(
        transaction -> {
          int there = 0;
          try (var rows = NetworkTables.ELASTIC_IPS.all(transaction, place)) {
            while (rows.next()) {
              there++;
            }
          }
          if (there >= MOST_ADDRESSES) {
            throw VpcFaults.addressLimitExceeded();
          }
          String id = ground.ids().next(ResourceKind.ELASTIC_IP);
          ElasticIp address =
              new ElasticIp(
                  id, interfaces.takePublic(transaction, place, id).toString(), Optional.empty());
          NetworkTables.ELASTIC_IPS.put(transaction, place, address);
          ResourceTags.add(transaction, place, id, tags);
          return AllocateAddressResponse.builder()
              .allocationId(id)
              .publicIp(address.publicAddress())
              .publicIpv4Pool("amazon")
              .networkBorderGroup(place.region())
              .domain(DomainType.VPC)
              .build();
        });
  }

  private DescribeAddressesResponse describe(Call call, DescribeAddressesRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          List<String> ids = new ArrayList<>(request.allocationIds());
          for (String address : request.publicIps()) {
            ids.add(requireAddress(snapshot, place, address).id());
          }
          Page<ElasticIp> page =
              listing.page(
                  snapshot, place, Ec2Operations.selection(ids, request.filters(), null, null));
          return DescribeAddressesResponse.builder()
              .addresses(page.map(it -> describe(snapshot, place, it)).items())
              .build();
        });
  }

  private static ElasticIp requireAddress(Snapshot snapshot, Place place, String address) {
    return NetworkTables.ELASTIC_IPS.referring(snapshot, place, ElasticIp.address(address)).stream()
        .findFirst()
        .orElseThrow(() -> VpcFaults.addressNotFound(address));
  }

  private static Address describe(Snapshot snapshot, Place place, ElasticIp address) {
    Address.Builder builder =
        Address.builder()
            .allocationId(address.id())
            .publicIp(address.publicAddress())
            .publicIpv4Pool("amazon")
            .networkBorderGroup(place.region())
            .domain(DomainType.VPC)
            .tags(TagOperations.tags(snapshot, place, address.id()));
    address
        .association()
        .ifPresent(
            it -> {
              builder
                  .associationId(it.id())
                  .networkInterfaceId(it.networkInterfaceId())
                  .networkInterfaceOwnerId(place.accountId())
                  .privateIpAddress(it.privateAddress());
              if (!it.instanceId().isEmpty()) {
                builder.instanceId(it.instanceId());
              }
            });
    return builder.build();
  }

  private DescribeAddressesAttributeResponse describeAttribute(
      Call call, DescribeAddressesAttributeRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot ->
            DescribeAddressesAttributeResponse.builder()
                .addresses(
                    listing
                        .page(
                            snapshot,
                            place,
                            Ec2Operations.selection(request.allocationIds(), List.of(), null, null))
                        .items()
                        .stream()
                        .map(
                            it ->
                                AddressAttribute.builder()
                                    .allocationId(it.id())
                                    .publicIp(it.publicAddress())
                                    .build())
                        .toList())
                .build());
  }

  private AssociateAddressResponse associate(Call call, AssociateAddressRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          ElasticIp address =
              require(transaction, place, request.allocationId(), request.publicIp());
          NetworkInterface end = end(transaction, place, request);
          String inside =
              request.privateIpAddress() == null
                  ? end.primaryAddress()
                  : request.privateIpAddress();
          if (!end.addresses().contains(inside)) {
            throw Ec2Faults.invalidParameterValue(
                "%s is not assigned to interface %s".formatted(inside, end.id()));
          }
          if (NetworkTables.INTERNET_GATEWAYS
              .referring(transaction, place, end.vpcId())
              .isEmpty()) {
            throw Ec2Faults.of(
                "Gateway.NotAttached",
                "Network %s is not attached to any internet gateway".formatted(end.vpcId()));
          }
          boolean again = !Boolean.FALSE.equals(request.allowReassociation());
          if (address.association().isPresent() && !again) {
            throw VpcFaults.alreadyAssociated(address.id());
          }
          free(transaction, place, end, inside, address);
          address
              .association()
              .ifPresent(
                  it -> {
                    NetworkInterface before =
                        NetworkInterfaces.require(transaction, place, it.networkInterfaceId());
                    changes.changed(transaction, place, before.vpcId());
                  });
          ElasticIp.Association association =
              new ElasticIp.Association(
                  ground.ids().next("eipassoc"),
                  end.id(),
                  inside,
                  end.attachment().map(NetworkInterface.Attachment::instanceId).orElse(""));
          NetworkTables.ELASTIC_IPS.put(transaction, place, address.with(Optional.of(association)));
          changes.changed(transaction, place, end.vpcId());
          return AssociateAddressResponse.builder().associationId(association.id()).build();
        });
  }

  /** An address inside has one outside: what it had before is free then. */
  private void free(
      Transaction transaction, Place place, NetworkInterface end, String inside, ElasticIp wanted) {
    for (ElasticIp each : NetworkTables.ELASTIC_IPS.referring(transaction, place, end.id())) {
      if (!each.id().equals(wanted.id())
          && each.association().orElseThrow().privateAddress().equals(inside)) {
        NetworkTables.ELASTIC_IPS.put(transaction, place, each.with(Optional.empty()));
      }
    }
    if (end.primaryAddress().equals(inside)) {
      interfaces.releasePublicAddress(transaction, place, end);
    }
  }

  private static NetworkInterface end(
      Snapshot snapshot, Place place, AssociateAddressRequest request) {
    if (request.networkInterfaceId() != null) {
      return NetworkInterfaces.require(snapshot, place, request.networkInterfaceId());
    }
    String instanceId = request.instanceId();
    if (instanceId == null) {
      throw Ec2Faults.missingParameter("instanceId or networkInterfaceId");
    }
    List<NetworkInterface> ends = NetworkInterfaces.ofInstance(snapshot, place, instanceId);
    if (ends.isEmpty()) {
      throw Ec2Faults.notFound(ResourceKind.INSTANCE, instanceId);
    }
    return ends.getFirst();
  }

  private static ElasticIp require(
      Snapshot snapshot,
      Place place,
      @Nullable String allocationId,
      @Nullable String publicAddress) {
    if (allocationId != null) {
      return NetworkTables.ELASTIC_IPS.require(snapshot, place, allocationId);
    }
    if (publicAddress == null) {
      throw Ec2Faults.missingParameter("allocationId or publicIp");
    }
    return requireAddress(snapshot, place, publicAddress);
  }

  private DisassociateAddressResponse disassociate(Call call, DisassociateAddressRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          String id = request.associationId();
          ElasticIp address =
              id == null
                  ? require(transaction, place, null, request.publicIp())
                  : NetworkTables.ELASTIC_IPS.referring(transaction, place, id).stream()
                      .findFirst()
                      .orElseThrow(() -> VpcFaults.associationNotFound(id));
          address
              .association()
              .ifPresent(
                  it -> {
                    NetworkInterface end =
                        NetworkInterfaces.require(transaction, place, it.networkInterfaceId());
                    if (end.isManagedByService()) {
                      throw Ec2Faults.of(
                          "AuthFailure",
                          "You do not have permission to access the specified resource.");
                    }
                    NetworkTables.ELASTIC_IPS.put(
                        transaction, place, address.with(Optional.empty()));
                    changes.changed(transaction, place, end.vpcId());
                  });
          return true;
        });
    return DisassociateAddressResponse.builder().build();
  }

  private ReleaseAddressResponse release(Call call, ReleaseAddressRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          ElasticIp address =
              require(transaction, place, request.allocationId(), request.publicIp());
          if (address.association().isPresent()) {
            throw VpcFaults.addressIsInUse(address.publicAddress());
          }
          PublicAddresses.free(transaction, address.publicAddress());
          NetworkTables.ELASTIC_IPS.delete(transaction, place, address);
          return true;
        });
    return ReleaseAddressResponse.builder().build();
  }
}

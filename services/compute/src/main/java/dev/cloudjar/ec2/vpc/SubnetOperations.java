package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.References;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.ec2.ground.Zones.Zone;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.ec2.model.CreateDefaultSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultSubnetResponse;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.SubnetState;

/** Subnets. */
final class SubnetOperations {
  private final Ground ground;
  private final DefaultNetwork defaults;
  private final NetworkChanges changes;
  private final Listing<Subnet> listing =
      new Listing<>(NetworkTables.SUBNETS)
          .by("availability-zone", Subnet::zone)
          .by("availabilityZone", Subnet::zone)
          .by("availability-zone-id", Subnet::zoneId)
          .by("availabilityZoneId", Subnet::zoneId)
          .byLooking(
              "available-ip-address-count",
              (snapshot, place, it) ->
                  List.of(Integer.toString(Addresses.available(snapshot, place, it))))
          .by("cidr", Subnet::cidrBlock)
          .by("cidr-block", Subnet::cidrBlock)
          .by("cidrBlock", Subnet::cidrBlock)
          .by("default-for-az", Subnet::isDefault)
          .by("defaultForAz", Subnet::isDefault)
          .by("map-public-ip-on-launch", Subnet::mapsPublicAddresses)
          .byEach("ipv6-cidr-block-association.ipv6-cidr-block", it -> List.of())
          .byEach("ipv6-cidr-block-association.association-id", it -> List.of())
          .byEach("ipv6-cidr-block-association.state", it -> List.of())
          .by("ipv6-native", it -> false)
          .byEach("outpost-arn", it -> List.of())
          .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()))
          .by("state", it -> "available")
          .byLooking("subnet-arn", (snapshot, place, it) -> List.of(arn(place, it)))
          .by("subnet-id", Subnet::id)
          .byReference("vpc-id", Subnet::vpcId);

  SubnetOperations(Ground ground, DefaultNetwork defaults, NetworkChanges changes) {
    this.ground = ground;
    this.defaults = defaults;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.SUBNET,
        CreateSubnetRequest.class,
        CreateSubnetResponse.class,
        it -> List.of(it.vpcId()),
        this::create);
    ops.on(
        CreateDefaultSubnetRequest.class, CreateDefaultSubnetResponse.class, this::createDefault);
    ops.on(DescribeSubnetsRequest.class, DescribeSubnetsResponse.class, this::describe);
    ops.on(
        ModifySubnetAttributeRequest.class,
        ModifySubnetAttributeResponse.class,
        ModifySubnetAttributeRequest::subnetId,
        this::modify);
    ops.on(
        DeleteSubnetRequest.class,
        DeleteSubnetResponse.class,
        DeleteSubnetRequest::subnetId,
        this::delete);
  }

  private static String arn(Place place, Subnet subnet) {
    return place.arn(ResourceKind.SUBNET, subnet.id());
  }

  private CreateSubnetResponse create(Call call, CreateSubnetRequest request) {
    if (request.ipv6CidrBlock() != null || Boolean.TRUE.equals(request.ipv6Native())) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have no IPv6.");
    }
    if (request.outpostArn() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no Outposts.");
    }
    if (request.cidrBlock() == null) {
      throw Ec2Faults.missingParameter("cidrBlock");
    }
    Ipv4Block block = Cidrs.ofSubnet(request.cidrBlock());
    Zone zone = zone(call.region(), request);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.SUBNET);
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          if (vpc.blocks().stream().noneMatch(it -> it.contains(block))) {
            throw VpcFaults.invalidSubnetRange(request.cidrBlock());
          }
          if (NetworkTables.SUBNETS.referring(transaction, place, vpc.id()).stream()
              .anyMatch(it -> it.block().overlaps(block))) {
            throw VpcFaults.subnetConflict(request.cidrBlock());
          }
          Subnet subnet =
              new NetworkMaker(ground.ids())
                  .subnet(transaction, place, vpc.id(), block.toString(), zone, false);
          ResourceTags.add(transaction, place, subnet.id(), tags);
          changes.changed(transaction, place, vpc.id());
          return CreateSubnetResponse.builder()
              .subnet(describe(transaction, place, subnet))
              .build();
        });
  }

  private static Zone zone(String region, CreateSubnetRequest request) {
    String name = request.availabilityZone();
    String id = request.availabilityZoneId();
    if (name != null && id != null) {
      throw Ec2Faults.invalidParameterCombination(
          "You may specify only one of AvailabilityZone or AvailabilityZoneId.");
    }
    if (id != null) {
      return Zones.withId(region, id).orElseThrow(() -> VpcFaults.invalidZone(id, region));
    }
    return name == null
        ? Zones.of(region).getFirst()
        : Zones.named(region, name).orElseThrow(() -> VpcFaults.invalidZone(name, region));
  }

  private CreateDefaultSubnetResponse createDefault(Call call, CreateDefaultSubnetRequest request) {
    Place place = Place.of(call);
    String name = request.availabilityZone();
    if (name == null) {
      throw Ec2Faults.missingParameter("availabilityZone");
    }
    Zone zone =
        Zones.named(call.region(), name)
            .orElseThrow(() -> VpcFaults.invalidZone(name, call.region()));
    return ground.transact(
        transaction -> {
          Vpc vpc =
              NetworkTables.defaultVpc(transaction, place)
                  .orElseThrow(
                      () ->
                          Ec2Faults.of(
                              "DefaultVpcDoesNotExist",
                              "There is no default VPC for this account in this region."));
          NetworkTables.SUBNETS.referring(transaction, place, vpc.id()).stream()
              .filter(it -> it.isDefault() && it.zone().equals(name))
              .findFirst()
              .ifPresent(
                  it -> {
                    throw VpcFaults.defaultSubnetAlreadyExists(name, it.id());
                  });
          Subnet subnet =
              defaults
                  .subnet(transaction, place, vpc.id(), zone)
                  .orElseThrow(() -> VpcFaults.subnetConflict(vpc.cidrBlock()));
          changes.changed(transaction, place, vpc.id());
          return CreateDefaultSubnetResponse.builder()
              .subnet(describe(transaction, place, subnet))
              .build();
        });
  }

  private DescribeSubnetsResponse describe(Call call, DescribeSubnetsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<Subnet> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.subnetIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeSubnetsResponse.builder()
              .subnets(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.Subnet describe(
      Snapshot snapshot, Place place, Subnet subnet) {
    return software.amazon.awssdk.services.ec2.model.Subnet.builder()
        .subnetId(subnet.id())
        .subnetArn(arn(place, subnet))
        .vpcId(subnet.vpcId())
        .ownerId(place.accountId())
        .state(SubnetState.AVAILABLE)
        .cidrBlock(subnet.cidrBlock())
        .availableIpAddressCount(Addresses.available(snapshot, place, subnet))
        .availabilityZone(subnet.zone())
        .availabilityZoneId(subnet.zoneId())
        .defaultForAz(subnet.isDefault())
        .mapPublicIpOnLaunch(subnet.mapsPublicAddresses())
        .mapCustomerOwnedIpOnLaunch(false)
        .assignIpv6AddressOnCreation(false)
        .enableDns64(false)
        .ipv6Native(false)
        .privateDnsNameOptionsOnLaunch(
            it ->
                it.hostnameType(subnet.hostnameType())
                    .enableResourceNameDnsARecord(subnet.resourceNames())
                    .enableResourceNameDnsAAAARecord(false))
        .tags(TagOperations.tags(snapshot, place, subnet.id()))
        .build();
  }

  private ModifySubnetAttributeResponse modify(Call call, ModifySubnetAttributeRequest request) {
    if (request.mapCustomerOwnedIpOnLaunch() != null
        || request.customerOwnedIpv4Pool() != null
        || request.enableLniAtDeviceIndex() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no Outposts.");
    }
    if ((request.assignIpv6AddressOnCreation() != null
            && Boolean.TRUE.equals(request.assignIpv6AddressOnCreation().value()))
        || (request.enableDns64() != null && Boolean.TRUE.equals(request.enableDns64().value()))
        || (request.enableResourceNameDnsAAAARecordOnLaunch() != null
            && Boolean.TRUE.equals(request.enableResourceNameDnsAAAARecordOnLaunch().value()))) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have no IPv6.");
    }
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Subnet subnet = NetworkTables.SUBNETS.require(transaction, place, request.subnetId());
          if (request.mapPublicIpOnLaunch() != null) {
            subnet =
                subnet.mappingPublicAddresses(
                    Boolean.TRUE.equals(request.mapPublicIpOnLaunch().value()));
          }
          subnet =
              subnet.withNames(
                  Objects.requireNonNullElse(
                      request.privateDnsHostnameTypeOnLaunchAsString(), subnet.hostnameType()),
                  request.enableResourceNameDnsARecordOnLaunch() == null
                      ? subnet.resourceNames()
                      : Boolean.TRUE.equals(
                          request.enableResourceNameDnsARecordOnLaunch().value()));
          NetworkTables.SUBNETS.put(transaction, place, subnet);
          return true;
        });
    return ModifySubnetAttributeResponse.builder().build();
  }

  private DeleteSubnetResponse delete(Call call, DeleteSubnetRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Subnet subnet = NetworkTables.SUBNETS.require(transaction, place, request.subnetId());
          boolean used =
              References.exist(transaction, place, subnet.id(), ResourceKind.NETWORK_INTERFACE)
                  || NetworkTables.NAT_GATEWAYS.referring(transaction, place, subnet.id()).stream()
                      .anyMatch(it -> !it.isGone());
          if (used) {
            throw Ec2Faults.hasDependencies(ResourceKind.SUBNET, subnet.id());
          }
          for (RouteTable table :
              NetworkTables.ROUTE_TABLES.referring(transaction, place, subnet.id())) {
            RouteTable.Association association =
                table.associations().stream()
                    .filter(it -> it.target().equals(subnet.id()))
                    .findFirst()
                    .orElseThrow();
            NetworkTables.ROUTE_TABLES.put(transaction, place, table.without(association));
          }
          NetworkAcl acl = NetworkTables.aclOf(transaction, place, subnet);
          acl.associations().stream()
              .filter(it -> it.subnetId().equals(subnet.id()))
              .findFirst()
              .ifPresent(it -> NetworkTables.NETWORK_ACLS.put(transaction, place, acl.without(it)));
          NetworkTables.SUBNETS.delete(transaction, place, subnet);
          changes.changed(transaction, place, subnet.vpcId());
          return true;
        });
    return DeleteSubnetResponse.builder().build();
  }
}

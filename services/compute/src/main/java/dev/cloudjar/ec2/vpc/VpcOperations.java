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
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcTenancyRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcTenancyResponse;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockStateCode;
import software.amazon.awssdk.services.ec2.model.VpcState;

/** VPCs. */
final class VpcOperations {
  private static final int MOST_CIDRS = 5;
  private static final String DEFAULT = "default";

  private final Ground ground;
  private final DefaultNetwork defaults;
  private final NetworkChanges changes;
  private final Listing<Vpc> listing =
      new Listing<>(NetworkTables.VPCS)
          .by("cidr", Vpc::cidrBlock)
          .by("cidr-block", Vpc::cidrBlock)
          .byEach("cidr-block-association.cidr-block", VpcOperations::cidrs)
          .byEach(
              "cidr-block-association.association-id",
              it -> it.cidrs().stream().map(Vpc.Cidr::associationId).toList())
          .by("cidr-block-association.state", it -> "associated")
          .byReference("dhcp-options-id", Vpc::dhcpOptionsId)
          .by("is-default", Vpc::isDefault)
          .by("isDefault", Vpc::isDefault)
          .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()))
          .by("state", it -> "available")
          .by("vpc-id", Vpc::id);

  VpcOperations(Ground ground, DefaultNetwork defaults, NetworkChanges changes) {
    this.ground = ground;
    this.defaults = defaults;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.making(
            ResourceKind.VPC,
            CreateVpcRequest.class,
            CreateVpcResponse.class,
            it -> List.of(),
            this::create)
        .recordedMember("InstanceTenancy", "there are no dedicated hosts");
    ops.on(CreateDefaultVpcRequest.class, CreateDefaultVpcResponse.class, this::createDefault);
    ops.on(DescribeVpcsRequest.class, DescribeVpcsResponse.class, this::describe);
    ops.on(DeleteVpcRequest.class, DeleteVpcResponse.class, DeleteVpcRequest::vpcId, this::delete);
    ops.on(
        ModifyVpcAttributeRequest.class,
        ModifyVpcAttributeResponse.class,
        ModifyVpcAttributeRequest::vpcId,
        this::modifyAttribute);
    ops.on(
        DescribeVpcAttributeRequest.class,
        DescribeVpcAttributeResponse.class,
        DescribeVpcAttributeRequest::vpcId,
        this::describeAttribute);
    ops.on(
            ModifyVpcTenancyRequest.class,
            ModifyVpcTenancyResponse.class,
            ModifyVpcTenancyRequest::vpcId,
            this::modifyTenancy)
        .recordedOnly("there are no dedicated hosts");
    ops.on(
        AssociateVpcCidrBlockRequest.class,
        AssociateVpcCidrBlockResponse.class,
        AssociateVpcCidrBlockRequest::vpcId,
        this::associateCidr);
    ops.on(
        DisassociateVpcCidrBlockRequest.class,
        DisassociateVpcCidrBlockResponse.class,
        this::disassociateCidr);
  }

  private static List<String> cidrs(Vpc vpc) {
    return vpc.cidrs().stream().map(Vpc.Cidr::block).toList();
  }

  private CreateVpcResponse create(Call call, CreateVpcRequest request) {
    if (Boolean.TRUE.equals(request.amazonProvidedIpv6CidrBlock())
        || request.ipv6CidrBlock() != null
        || request.ipv6IpamPoolId() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have no IPv6.");
    }
    if (request.ipv4IpamPoolId() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no IPAM.");
    }
    if (request.cidrBlock() == null) {
      throw Ec2Faults.missingParameter("cidrBlock");
    }
    Ipv4Block block = Cidrs.ofVpc(request.cidrBlock());
    String tenancy = request.instanceTenancyAsString();
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.VPC);
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          Vpc vpc =
              new NetworkMaker(ground.ids())
                  .vpc(
                      transaction,
                      place,
                      block.toString(),
                      tenancy == null ? DEFAULT : tenancy,
                      false);
          ResourceTags.add(transaction, place, vpc.id(), tags);
          return CreateVpcResponse.builder().vpc(describe(transaction, place, vpc)).build();
        });
  }

  private CreateDefaultVpcResponse createDefault(Call call, CreateDefaultVpcRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          if (DefaultNetwork.vpcId(transaction, place).isPresent()) {
            throw VpcFaults.defaultVpcAlreadyExists();
          }
          Vpc vpc =
              NetworkTables.VPCS.require(transaction, place, defaults.make(transaction, place));
          return CreateDefaultVpcResponse.builder().vpc(describe(transaction, place, vpc)).build();
        });
  }

  private DescribeVpcsResponse describe(Call call, DescribeVpcsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<Vpc> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.vpcIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeVpcsResponse.builder()
              .vpcs(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.Vpc describe(
      Snapshot snapshot, Place place, Vpc vpc) {
    return software.amazon.awssdk.services.ec2.model.Vpc.builder()
        .vpcId(vpc.id())
        .ownerId(place.accountId())
        .cidrBlock(vpc.cidrBlock())
        .cidrBlockAssociationSet(
            vpc.cidrs().stream()
                .map(it -> association(it, VpcCidrBlockStateCode.ASSOCIATED))
                .toList())
        .dhcpOptionsId(vpc.dhcpOptionsId())
        .instanceTenancy(vpc.tenancy())
        .isDefault(vpc.isDefault())
        .state(VpcState.AVAILABLE)
        .tags(TagOperations.tags(snapshot, place, vpc.id()))
        .build();
  }

  private static VpcCidrBlockAssociation association(Vpc.Cidr cidr, VpcCidrBlockStateCode state) {
    return VpcCidrBlockAssociation.builder()
        .associationId(cidr.associationId())
        .cidrBlock(cidr.block())
        .cidrBlockState(it -> it.state(state))
        .build();
  }

  private DeleteVpcResponse delete(Call call, DeleteVpcRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          requireEmpty(transaction, place, vpc.id());
          for (SecurityGroup group :
              NetworkTables.SECURITY_GROUPS.referring(transaction, place, vpc.id())) {
            for (SecurityGroupRule rule :
                NetworkTables.RULES.referring(transaction, place, group.id())) {
              NetworkTables.RULES.delete(transaction, place, rule);
            }
            NetworkTables.SECURITY_GROUPS.delete(transaction, place, group);
          }
          for (RouteTable table :
              NetworkTables.ROUTE_TABLES.referring(transaction, place, vpc.id())) {
            NetworkTables.ROUTE_TABLES.delete(transaction, place, table);
          }
          for (NetworkAcl acl :
              NetworkTables.NETWORK_ACLS.referring(transaction, place, vpc.id())) {
            NetworkTables.NETWORK_ACLS.delete(transaction, place, acl);
          }
          NetworkTables.VPCS.delete(transaction, place, vpc);
          if (vpc.isDefault()) {
            DefaultNetwork.forget(transaction, place);
          }
          changes.changed(transaction, place, vpc.id());
          return true;
        });
    return DeleteVpcResponse.builder().build();
  }

  /** What came with the VPC goes with it; all else is to be deleted before. */
  private static void requireEmpty(Transaction transaction, Place place, String vpcId) {
    boolean others =
        NetworkTables.SECURITY_GROUPS.referring(transaction, place, vpcId).stream()
                .anyMatch(it -> !it.isDefault())
            || NetworkTables.ROUTE_TABLES.referring(transaction, place, vpcId).stream()
                .anyMatch(it -> !it.isMain() || !it.associations().isEmpty())
            || NetworkTables.NETWORK_ACLS.referring(transaction, place, vpcId).stream()
                .anyMatch(it -> !it.isDefault())
            || NetworkTables.NAT_GATEWAYS.referring(transaction, place, vpcId).stream()
                .anyMatch(it -> !it.isGone());
    for (ResourceKind kind :
        List.of(
            ResourceKind.SUBNET,
            ResourceKind.INTERNET_GATEWAY,
            ResourceKind.NETWORK_INTERFACE,
            ResourceKind.VPC_ENDPOINT,
            ResourceKind.VPC_PEERING_CONNECTION)) {
      others = others || References.exist(transaction, place, vpcId, kind);
    }
    if (others) {
      throw Ec2Faults.hasDependencies(ResourceKind.VPC, vpcId);
    }
  }

  private ModifyVpcAttributeResponse modifyAttribute(Call call, ModifyVpcAttributeRequest request) {
    Place place = Place.of(call);
    int given = request.enableDnsSupport() == null ? 0 : 1;
    given += request.enableDnsHostnames() == null ? 0 : 1;
    given += request.enableNetworkAddressUsageMetrics() == null ? 0 : 1;
    if (given != 1) {
      throw Ec2Faults.invalidParameterCombination(
          given == 0
              ? "No attributes specified."
              : "Fields for multiple attribute types specified.");
    }
    ground.transact(
        transaction -> {
          Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          Vpc changed =
              vpc.withAttributes(
                  changed(request.enableDnsSupport(), vpc.dnsSupport()),
                  changed(request.enableDnsHostnames(), vpc.dnsHostnames()),
                  changed(request.enableNetworkAddressUsageMetrics(), vpc.usageMetrics()));
          NetworkTables.VPCS.put(transaction, place, changed);
          return true;
        });
    return ModifyVpcAttributeResponse.builder().build();
  }

  private static boolean changed(@Nullable AttributeBooleanValue given, boolean now) {
    return (given == null || given.value() == null) ? now : given.value();
  }

  private DescribeVpcAttributeResponse describeAttribute(
      Call call, DescribeVpcAttributeRequest request) {
    Place place = Place.of(call);
    Vpc vpc = ground.read(snapshot -> NetworkTables.VPCS.require(snapshot, place, request.vpcId()));
    DescribeVpcAttributeResponse.Builder response =
        DescribeVpcAttributeResponse.builder().vpcId(vpc.id());
    switch (request.attributeAsString()) {
      case "enableDnsSupport" -> response.enableDnsSupport(it -> it.value(vpc.dnsSupport()));
      case "enableDnsHostnames" -> response.enableDnsHostnames(it -> it.value(vpc.dnsHostnames()));
      case "enableNetworkAddressUsageMetrics" ->
          response.enableNetworkAddressUsageMetrics(it -> it.value(vpc.usageMetrics()));
      default ->
          throw Ec2Faults.invalidValue(
              "attribute", request.attributeAsString(), "Unknown attribute.");
    }
    return response.build();
  }

  private ModifyVpcTenancyResponse modifyTenancy(Call call, ModifyVpcTenancyRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          NetworkTables.VPCS.put(
              transaction, place, vpc.withTenancy(request.instanceTenancyAsString()));
          return true;
        });
    return ModifyVpcTenancyResponse.builder().returnValue(true).build();
  }

  private AssociateVpcCidrBlockResponse associateCidr(
      Call call, AssociateVpcCidrBlockRequest request) {
    if (request.cidrBlock() == null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have no IPv6 and no IPAM.");
    }
    Ipv4Block block = Cidrs.ofVpc(request.cidrBlock());
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          if (vpc.blocks().stream().anyMatch(block::overlaps)) {
            throw VpcFaults.invalidVpcRange(block.toString());
          }
          if (vpc.cidrs().size() == MOST_CIDRS) {
            throw Ec2Faults.of(
                "CidrLimitExceeded",
                "This network '%s' has met its maximum number of allowed CIDRs: %d"
                    .formatted(vpc.id(), MOST_CIDRS));
          }
          Vpc.Cidr cidr = new Vpc.Cidr(ground.ids().next("vpc-cidr-assoc"), block.toString());
          List<Vpc.Cidr> more = new ArrayList<>(vpc.cidrs());
          more.add(cidr);
          NetworkTables.VPCS.put(transaction, place, vpc.withCidrs(more));
          changes.changed(transaction, place, vpc.id());
          return AssociateVpcCidrBlockResponse.builder()
              .vpcId(vpc.id())
              .cidrBlockAssociation(association(cidr, VpcCidrBlockStateCode.ASSOCIATING))
              .build();
        });
  }

  private DisassociateVpcCidrBlockResponse disassociateCidr(
      Call call, DisassociateVpcCidrBlockRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          Vpc vpc = associated(transaction, place, request.associationId());
          Vpc.Cidr cidr =
              vpc.cidrs().stream()
                  .filter(it -> it.associationId().equals(request.associationId()))
                  .findFirst()
                  .orElseThrow();
          Ipv4Block block = Ipv4Block.of(cidr.block());
          boolean used =
              NetworkTables.SUBNETS.referring(transaction, place, vpc.id()).stream()
                  .anyMatch(it -> block.contains(it.block()));
          if (used || vpc.cidrs().getFirst().equals(cidr)) {
            throw VpcFaults.cidrInUse(cidr.block());
          }
          List<Vpc.Cidr> less = new ArrayList<>(vpc.cidrs());
          less.remove(cidr);
          NetworkTables.VPCS.put(transaction, place, vpc.withCidrs(less));
          changes.changed(transaction, place, vpc.id());
          return DisassociateVpcCidrBlockResponse.builder()
              .vpcId(vpc.id())
              .cidrBlockAssociation(association(cidr, VpcCidrBlockStateCode.DISASSOCIATING))
              .build();
        });
  }

  private static Vpc associated(Snapshot snapshot, Place place, String associationId) {
    return NetworkTables.VPCS.referring(snapshot, place, associationId).stream()
        .findFirst()
        .orElseThrow(() -> VpcFaults.cidrAssociationNotFound(associationId));
  }
}

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
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.IcmpTypeCode;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.PortRange;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/** Network access lists. */
final class NetworkAclOperations {
  private static final int HIGHEST_RULE = 32_766;
  private static final int MOST_RULES = 20;

  private final Ground ground;
  private final NetworkChanges changes;
  private final Listing<NetworkAcl> listing =
      new Listing<>(NetworkTables.NETWORK_ACLS)
          .byEach(
              "association.association-id",
              it -> it.associations().stream().map(NetworkAcl.Association::id).toList())
          .by("association.network-acl-id", NetworkAcl::id)
          .byEach(
              "association.subnet-id",
              it -> it.associations().stream().map(NetworkAcl.Association::subnetId).toList())
          .by("default", NetworkAcl::isDefault)
          .byEach("entry.cidr", it -> each(it, NetworkAcl.Entry::cidr))
          .byEach("entry.egress", it -> each(it, NetworkAcl.Entry::egress))
          .byEach("entry.protocol", it -> each(it, NetworkAcl.Entry::protocol))
          .byEach("entry.rule-action", it -> each(it, entry -> entry.allows() ? "allow" : "deny"))
          .byEach("entry.rule-number", it -> each(it, NetworkAcl.Entry::number))
          .byEach("entry.port-range.from", it -> each(it, NetworkAcl.Entry::from))
          .byEach("entry.port-range.to", it -> each(it, NetworkAcl.Entry::to))
          .by("network-acl-id", NetworkAcl::id)
          .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()))
          .byReference("vpc-id", NetworkAcl::vpcId);

  NetworkAclOperations(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.NETWORK_ACL,
        CreateNetworkAclRequest.class,
        CreateNetworkAclResponse.class,
        it -> List.of(it.vpcId()),
        this::create);
    ops.on(DescribeNetworkAclsRequest.class, DescribeNetworkAclsResponse.class, this::describe);
    ops.on(
        DeleteNetworkAclRequest.class,
        DeleteNetworkAclResponse.class,
        DeleteNetworkAclRequest::networkAclId,
        this::delete);
    ops.on(
        CreateNetworkAclEntryRequest.class,
        CreateNetworkAclEntryResponse.class,
        CreateNetworkAclEntryRequest::networkAclId,
        this::createEntry);
    ops.on(
        ReplaceNetworkAclEntryRequest.class,
        ReplaceNetworkAclEntryResponse.class,
        ReplaceNetworkAclEntryRequest::networkAclId,
        this::replaceEntry);
    ops.on(
        DeleteNetworkAclEntryRequest.class,
        DeleteNetworkAclEntryResponse.class,
        DeleteNetworkAclEntryRequest::networkAclId,
        this::deleteEntry);
    ops.on(
        ReplaceNetworkAclAssociationRequest.class,
        ReplaceNetworkAclAssociationResponse.class,
        ReplaceNetworkAclAssociationRequest::networkAclId,
        this::replaceAssociation);
  }

  private static List<String> each(NetworkAcl acl, Function<NetworkAcl.Entry, Object> value) {
    return acl.entries().stream().map(value).map(Object::toString).toList();
  }

  private CreateNetworkAclResponse create(Call call, CreateNetworkAclRequest request) {
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.NETWORK_ACL);
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
                        NetworkAcl made =
                            new NetworkAcl(
                                ground.ids().next(ResourceKind.NETWORK_ACL),
                                request.vpcId(),
                                false,
                                List.of(),
                                List.of());
                        NetworkTables.NETWORK_ACLS.put(transaction, place, made);
                        ResourceTags.add(transaction, place, made.id(), tags);
                        return made.id();
                      });
          NetworkAcl acl = NetworkTables.NETWORK_ACLS.require(transaction, place, id);
          return CreateNetworkAclResponse.builder()
              .clientToken(request.clientToken())
              .networkAcl(describe(transaction, place, acl))
              .build();
        });
  }

  private DescribeNetworkAclsResponse describe(Call call, DescribeNetworkAclsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<NetworkAcl> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.networkAclIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeNetworkAclsResponse.builder()
              .networkAcls(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.NetworkAcl describe(
      Snapshot snapshot, Place place, NetworkAcl acl) {
    List<NetworkAclEntry> entries = new ArrayList<>();
    for (boolean egress : new boolean[] {true, false}) {
      acl.entries().stream()
          .filter(it -> it.egress() == egress)
          .forEach(it -> entries.add(describe(it)));
      entries.add(
          describe(
              new NetworkAcl.Entry(
                  NetworkAcl.LAST_RULE,
                  egress,
                  false,
                  Protocols.ALL,
                  Ipv4Block.ALL.toString(),
                  -1,
                  -1)));
    }
    return software.amazon.awssdk.services.ec2.model.NetworkAcl.builder()
        .networkAclId(acl.id())
        .vpcId(acl.vpcId())
        .ownerId(place.accountId())
        .isDefault(acl.isDefault())
        .associations(
            acl.associations().stream()
                .map(
                    it ->
                        NetworkAclAssociation.builder()
                            .networkAclAssociationId(it.id())
                            .networkAclId(acl.id())
                            .subnetId(it.subnetId())
                            .build())
                .toList())
        .entries(entries)
        .tags(TagOperations.tags(snapshot, place, acl.id()))
        .build();
  }

  private static NetworkAclEntry describe(NetworkAcl.Entry entry) {
    NetworkAclEntry.Builder builder =
        NetworkAclEntry.builder()
            .ruleNumber(entry.number())
            .egress(entry.egress())
            .ruleAction(entry.allows() ? RuleAction.ALLOW : RuleAction.DENY)
            .protocol(Integer.toString(entry.protocol()))
            .cidrBlock(entry.cidr());
    if (Protocols.hasPorts(entry.protocol())) {
      builder.portRange(it -> it.from(entry.from()).to(entry.to()));
    } else if (Protocols.isIcmp(entry.protocol())) {
      builder.icmpTypeCode(it -> it.type(entry.from()).code(entry.to()));
    }
    return builder.build();
  }

  private DeleteNetworkAclResponse delete(Call call, DeleteNetworkAclRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          NetworkAcl acl =
              NetworkTables.NETWORK_ACLS.require(transaction, place, request.networkAclId());
          if (acl.isDefault()) {
            throw Ec2Faults.invalidParameterValue(
                "cannot delete default network ACL %s".formatted(acl.id()));
          }
          if (!acl.associations().isEmpty()) {
            throw Ec2Faults.hasDependencies(ResourceKind.NETWORK_ACL, acl.id());
          }
          NetworkTables.NETWORK_ACLS.delete(transaction, place, acl);
          return true;
        });
    return DeleteNetworkAclResponse.builder().build();
  }

  private CreateNetworkAclEntryResponse createEntry(
      Call call, CreateNetworkAclEntryRequest request) {
    requireNoIpv6(request.ipv6CidrBlock());
    NetworkAcl.Entry entry =
        entry(
            request.ruleNumber(),
            request.egress(),
            request.ruleAction(),
            request.protocol(),
            request.cidrBlock(),
            request.portRange(),
            request.icmpTypeCode());
    put(Place.of(call), request.networkAclId(), entry, false);
    return CreateNetworkAclEntryResponse.builder().build();
  }

  private ReplaceNetworkAclEntryResponse replaceEntry(
      Call call, ReplaceNetworkAclEntryRequest request) {
    requireNoIpv6(request.ipv6CidrBlock());
    NetworkAcl.Entry entry =
        entry(
            request.ruleNumber(),
            request.egress(),
            request.ruleAction(),
            request.protocol(),
            request.cidrBlock(),
            request.portRange(),
            request.icmpTypeCode());
    put(Place.of(call), request.networkAclId(), entry, true);
    return ReplaceNetworkAclEntryResponse.builder().build();
  }

  private static void requireNoIpv6(@Nullable String cidr) {
    if (cidr != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have no IPv6.");
    }
  }

  private void put(Place place, String aclId, NetworkAcl.Entry entry, boolean again) {
    ground.transact(
        transaction -> {
          NetworkAcl acl = NetworkTables.NETWORK_ACLS.require(transaction, place, aclId);
          boolean there = acl.entry(entry.number(), entry.egress()).isPresent();
          if (there && !again) {
            throw VpcFaults.aclEntryExists(entry.number());
          }
          if (!there && again) {
            throw VpcFaults.aclEntryNotFound(entry.number());
          }
          if (!again
              && acl.entries().stream().filter(it -> it.egress() == entry.egress()).count()
                  >= MOST_RULES) {
            throw Ec2Faults.of(
                "NetworkAclEntryLimitExceeded",
                "The maximum number of network ACL entries has been reached.");
          }
          NetworkTables.NETWORK_ACLS.put(transaction, place, acl.with(entry));
          changes.changed(transaction, place, acl.vpcId());
          return true;
        });
  }

  private static NetworkAcl.Entry entry(
      int number,
      boolean egress,
      RuleAction action,
      String protocolText,
      @Nullable String cidr,
      @Nullable PortRange ports,
      @Nullable IcmpTypeCode icmp) {
    if (number < 1 || number > HIGHEST_RULE) {
      throw Ec2Faults.invalidParameterValue(
          "The rule number must be between 1 and %d".formatted(HIGHEST_RULE));
    }
    if (cidr == null) {
      throw Ec2Faults.missingParameter("cidrBlock");
    }
    int protocol = Protocols.number(protocolText);
    if (protocol < Protocols.ALL) {
      throw Ec2Faults.invalidParameterValue(
          "Invalid value '%s' for IP protocol. Unknown protocol.".formatted(protocolText));
    }
    int from = -1;
    int to = -1;
    if (Protocols.hasPorts(protocol)) {
      if (ports == null || ports.from() == null || ports.to() == null) {
        throw Ec2Faults.missingParameter("portRange");
      }
      from = ports.from();
      to = ports.to();
      if (from < 0 || to < from || to > 65_535) {
        throw Ec2Faults.invalidParameterValue(
            "Invalid TCP/UDP port range (%d:%d)".formatted(from, to));
      }
    } else if (Protocols.isIcmp(protocol)) {
      if (icmp == null) {
        throw Ec2Faults.missingParameter("icmpTypeCode");
      }
      from = Objects.requireNonNullElse(icmp.type(), -1);
      to = Objects.requireNonNullElse(icmp.code(), -1);
    }
    return new NetworkAcl.Entry(
        number,
        egress,
        action == RuleAction.ALLOW,
        protocol,
        Cidrs.any(cidr, "cidrBlock").toString(),
        from,
        to);
  }

  private DeleteNetworkAclEntryResponse deleteEntry(
      Call call, DeleteNetworkAclEntryRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          NetworkAcl acl =
              NetworkTables.NETWORK_ACLS.require(transaction, place, request.networkAclId());
          if (acl.entry(request.ruleNumber(), request.egress()).isEmpty()) {
            throw VpcFaults.aclEntryNotFound(request.ruleNumber());
          }
          NetworkTables.NETWORK_ACLS.put(
              transaction, place, acl.without(request.ruleNumber(), request.egress()));
          changes.changed(transaction, place, acl.vpcId());
          return true;
        });
    return DeleteNetworkAclEntryResponse.builder().build();
  }

  private ReplaceNetworkAclAssociationResponse replaceAssociation(
      Call call, ReplaceNetworkAclAssociationRequest request) {
    Place place = Place.of(call);
    String newId = ground.ids().next("aclassoc");
    ground.transact(
        transaction -> {
          String id = request.associationId();
          NetworkAcl before =
              NetworkTables.NETWORK_ACLS.referring(transaction, place, id).stream()
                  .findFirst()
                  .orElseThrow(() -> VpcFaults.associationNotFound(id));
          NetworkAcl wanted =
              NetworkTables.NETWORK_ACLS.require(transaction, place, request.networkAclId());
          if (!wanted.vpcId().equals(before.vpcId())) {
            throw Ec2Faults.invalidParameterValue(
                "network acl %s and %s belong to different networks"
                    .formatted(wanted.id(), before.id()));
          }
          NetworkAcl.Association old = before.association(id).orElseThrow();
          NetworkTables.NETWORK_ACLS.put(transaction, place, before.without(old));
          NetworkAcl now = NetworkTables.NETWORK_ACLS.require(transaction, place, wanted.id());
          NetworkTables.NETWORK_ACLS.put(
              transaction, place, now.with(new NetworkAcl.Association(newId, old.subnetId())));
          changes.changed(transaction, place, before.vpcId());
          return true;
        });
    return ReplaceNetworkAclAssociationResponse.builder().newAssociationId(newId).build();
  }
}

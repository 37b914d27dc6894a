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
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.AcceptVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.AcceptVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.CidrBlock;
import software.amazon.awssdk.services.ec2.model.CreateVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcPeeringConnectionOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcPeeringConnectionOptionsResponse;
import software.amazon.awssdk.services.ec2.model.RejectVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.RejectVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnection;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnectionVpcInfo;

/** Peering connections. */
final class PeeringOperations {
  private static final String KIND = "ec2:vpc-peering";
  private static final Duration ANSWERED_WITHIN = Duration.ofDays(7);

  /** How long a connection is told of that is gone. */
  private static final Duration REMEMBERED = Duration.ofHours(2);

  private final Ground ground;
  private final NetworkChanges changes;
  private final Listing<VpcPeering> listing =
      new Listing<>(NetworkTables.PEERINGS)
          .byEach("accepter-vpc-info.cidr-block", it -> it.accepter().cidrs())
          .by("accepter-vpc-info.owner-id", it -> it.accepter().accountId())
          .by("accepter-vpc-info.vpc-id", it -> it.accepter().vpcId())
          .byEach("expiration-time", it -> it.expires().map(Instant::toString).stream().toList())
          .byEach("requester-vpc-info.cidr-block", it -> it.requester().cidrs())
          .by("requester-vpc-info.owner-id", it -> it.requester().accountId())
          .by("requester-vpc-info.vpc-id", it -> it.requester().vpcId())
          .by("status-code", VpcPeering::state)
          .by("status-message", VpcPeering::message)
          .by("vpc-peering-connection-id", VpcPeering::id);

  PeeringOperations(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
    ground.cloud().work().handle(KIND, this::advance);
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.VPC_PEERING_CONNECTION,
        CreateVpcPeeringConnectionRequest.class,
        CreateVpcPeeringConnectionResponse.class,
        it -> List.of(it.vpcId()),
        this::create);
    ops.on(
        AcceptVpcPeeringConnectionRequest.class,
        AcceptVpcPeeringConnectionResponse.class,
        AcceptVpcPeeringConnectionRequest::vpcPeeringConnectionId,
        this::accept);
    ops.on(
        RejectVpcPeeringConnectionRequest.class,
        RejectVpcPeeringConnectionResponse.class,
        RejectVpcPeeringConnectionRequest::vpcPeeringConnectionId,
        this::reject);
    ops.on(
        DeleteVpcPeeringConnectionRequest.class,
        DeleteVpcPeeringConnectionResponse.class,
        DeleteVpcPeeringConnectionRequest::vpcPeeringConnectionId,
        this::delete);
    ops.on(
            ModifyVpcPeeringConnectionOptionsRequest.class,
            ModifyVpcPeeringConnectionOptionsResponse.class,
            ModifyVpcPeeringConnectionOptionsRequest::vpcPeeringConnectionId,
            this::modify)
        .recordedOnly("names of instances are not looked up through peering connections yet");
    ops.on(
        DescribeVpcPeeringConnectionsRequest.class,
        DescribeVpcPeeringConnectionsResponse.class,
        this::describe);
  }

  private CreateVpcPeeringConnectionResponse create(
      Call call, CreateVpcPeeringConnectionRequest request) {
    Place place = Place.of(call);
    String peerVpcId = request.peerVpcId();
    if (peerVpcId == null) {
      throw Ec2Faults.missingParameter("peerVpcId");
    }
    Place peer =
        new Place(
            Objects.requireNonNullElse(request.peerOwnerId(), place.accountId()),
            Objects.requireNonNullElse(request.peerRegion(), place.region()));
    if (peerVpcId.equals(request.vpcId())) {
      throw Ec2Faults.invalidParameterValue("A VPC cannot be peered with itself.");
    }
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.VPC_PEERING_CONNECTION);
    return ground.transact(
        transaction -> {
          Vpc own = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          for (VpcPeering each : NetworkTables.PEERINGS.referring(transaction, place, own.id())) {
            if (each.other(own.id()).vpcId().equals(peerVpcId)) {
              throw Ec2Faults.of(
                  "VpcPeeringConnectionAlreadyExists",
                  "A VPC peering connection between the VPCs already exists: " + each.id());
            }
          }
          Vpc other = NetworkTables.VPCS.find(transaction, peer, peerVpcId);
          Optional<String> failure =
              other == null
                  ? Optional.of(
                      "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range")
                  : overlap(own, other);
          VpcPeering made =
              new VpcPeering(
                  ground.ids().next(ResourceKind.VPC_PEERING_CONNECTION),
                  side(place, own.id(), cidrs(own)),
                  side(peer, peerVpcId, List.of()),
                  failure.isPresent() ? "failed" : VpcPeering.PENDING,
                  failure.orElse("Pending Acceptance by " + peer.accountId()),
                  Optional.of(call.time().plus(ANSWERED_WITHIN)));
          NetworkTables.PEERINGS.put(transaction, place, made);
          ResourceTags.add(transaction, place, made.id(), tags);
          if (failure.isEmpty()) {
            NetworkTables.PEERINGS.put(transaction, peer, made);
          }
          schedule(
              transaction,
              made,
              call.time().plus(failure.isPresent() ? REMEMBERED : ANSWERED_WITHIN));
          return CreateVpcPeeringConnectionResponse.builder()
              .vpcPeeringConnection(describe(transaction, place, made))
              .build();
        });
  }

  private static VpcPeering.Side side(Place place, String vpcId, List<String> cidrs) {
    return new VpcPeering.Side(place.accountId(), place.region(), vpcId, cidrs, false);
  }

  private static List<String> cidrs(Vpc vpc) {
    return vpc.cidrs().stream().map(Vpc.Cidr::block).toList();
  }

  private static Optional<String> overlap(Vpc one, Vpc other) {
    for (Ipv4Block block : one.blocks()) {
      if (other.blocks().stream().anyMatch(block::overlaps)) {
        return Optional.of("Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range");
      }
    }
    return Optional.empty();
  }

  private void schedule(Transaction transaction, VpcPeering peering, Instant due) {
    VpcPeering.Side owner = peering.requester();
    ground
        .cloud()
        .work()
        .schedule(
            transaction,
            KIND,
            peering.id(),
            due,
            (owner.accountId() + "/" + owner.region()).getBytes(StandardCharsets.UTF_8));
  }

  /** A request that nobody answers expires; what is gone is forgotten in the end. */
  private void advance(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split("/", 2);
    Place place = new Place(parts[0], parts[1]);
    ground.transact(
        transaction -> {
          VpcPeering peering = NetworkTables.PEERINGS.find(transaction, place, item.id());
          if (peering != null && peering.state().equals(VpcPeering.PENDING)) {
            put(transaction, peering.in("expired", "Expired"));
            schedule(transaction, peering, item.due().plus(REMEMBERED));
          } else if (peering != null && !peering.isActive()) {
            for (VpcPeering.Side side : List.of(peering.requester(), peering.accepter())) {
              if (NetworkTables.PEERINGS.find(transaction, side.place(), peering.id()) != null) {
                NetworkTables.PEERINGS.delete(transaction, side.place(), peering);
              }
            }
          }
          return true;
        });
  }

  /** Puts a connection in the place of what it was, on both sides. */
  private void put(Transaction transaction, VpcPeering peering) {
    for (VpcPeering.Side side : List.of(peering.requester(), peering.accepter())) {
      NetworkTables.PEERINGS.put(transaction, side.place(), peering);
      changes.changed(transaction, side.place(), side.vpcId());
    }
  }

  private static void requireState(VpcPeering peering, boolean isRight) {
    if (!isRight) {
      throw Ec2Faults.of(
          "InvalidStateTransition",
          "Invalid state transition for %s, attempted to transition from %s"
              .formatted(peering.id(), peering.state()));
    }
  }

  private static void requireAccepter(VpcPeering peering, Place place) {
    if (!peering.accepter().place().equals(place)) {
      throw Ec2Faults.operationNotPermitted(
          "User %s cannot accept peering %s".formatted(place.accountId(), peering.id()));
    }
  }

  private AcceptVpcPeeringConnectionResponse accept(
      Call call, AcceptVpcPeeringConnectionRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          VpcPeering peering =
              NetworkTables.PEERINGS.require(transaction, place, request.vpcPeeringConnectionId());
          requireAccepter(peering, place);
          requireState(peering, peering.state().equals(VpcPeering.PENDING));
          Vpc own = NetworkTables.VPCS.require(transaction, place, peering.accepter().vpcId());
          VpcPeering active =
              new VpcPeering(
                  peering.id(),
                  peering.requester(),
                  peering.accepter().with(cidrs(own)),
                  VpcPeering.ACTIVE,
                  "Active",
                  Optional.empty());
          put(transaction, active);
          ground.cloud().work().cancel(transaction, KIND, peering.id());
          return AcceptVpcPeeringConnectionResponse.builder()
              .vpcPeeringConnection(describe(transaction, place, active))
              .build();
        });
  }

  private RejectVpcPeeringConnectionResponse reject(
      Call call, RejectVpcPeeringConnectionRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          VpcPeering peering =
              NetworkTables.PEERINGS.require(transaction, place, request.vpcPeeringConnectionId());
          requireAccepter(peering, place);
          requireState(peering, peering.state().equals(VpcPeering.PENDING));
          put(transaction, peering.in("rejected", "Rejected by " + place.accountId()));
          schedule(transaction, peering, call.time().plus(REMEMBERED));
          return true;
        });
    return RejectVpcPeeringConnectionResponse.builder().returnValue(true).build();
  }

  private DeleteVpcPeeringConnectionResponse delete(
      Call call, DeleteVpcPeeringConnectionRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          VpcPeering peering =
              NetworkTables.PEERINGS.require(transaction, place, request.vpcPeeringConnectionId());
          requireState(peering, peering.isActive() || peering.state().equals(VpcPeering.PENDING));
          put(transaction, peering.in("deleted", "Deleted by " + place.accountId()));
          schedule(transaction, peering, call.time().plus(REMEMBERED));
          return true;
        });
    return DeleteVpcPeeringConnectionResponse.builder().returnValue(true).build();
  }

  private ModifyVpcPeeringConnectionOptionsResponse modify(
      Call call, ModifyVpcPeeringConnectionOptionsRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          VpcPeering peering =
              NetworkTables.PEERINGS.require(transaction, place, request.vpcPeeringConnectionId());
          if (!peering.isActive()) {
            throw Ec2Faults.operationNotPermitted(
                "Peering %s is not active.".formatted(peering.id()));
          }
          ModifyVpcPeeringConnectionOptionsResponse.Builder response =
              ModifyVpcPeeringConnectionOptionsResponse.builder();
          VpcPeering.Side requester = peering.requester();
          VpcPeering.Side accepter = peering.accepter();
          if (request.requesterPeeringConnectionOptions() != null) {
            Boolean resolves =
                request.requesterPeeringConnectionOptions().allowDnsResolutionFromRemoteVpc();
            requester = requester.resolvingRemoteNames(Boolean.TRUE.equals(resolves));
            response.requesterPeeringConnectionOptions(
                it -> it.allowDnsResolutionFromRemoteVpc(resolves));
          }
          if (request.accepterPeeringConnectionOptions() != null) {
            Boolean resolves =
                request.accepterPeeringConnectionOptions().allowDnsResolutionFromRemoteVpc();
            accepter = accepter.resolvingRemoteNames(Boolean.TRUE.equals(resolves));
            response.accepterPeeringConnectionOptions(
                it -> it.allowDnsResolutionFromRemoteVpc(resolves));
          }
          put(transaction, peering.with(requester, accepter));
          return response.build();
        });
  }

  private DescribeVpcPeeringConnectionsResponse describe(
      Call call, DescribeVpcPeeringConnectionsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<VpcPeering> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.vpcPeeringConnectionIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeVpcPeeringConnectionsResponse.builder()
              .vpcPeeringConnections(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static VpcPeeringConnection describe(Snapshot snapshot, Place place, VpcPeering peering) {
    return VpcPeeringConnection.builder()
        .vpcPeeringConnectionId(peering.id())
        .requesterVpcInfo(info(peering.requester()))
        .accepterVpcInfo(info(peering.accepter()))
        .status(it -> it.code(peering.state()).message(peering.message()))
        .expirationTime(peering.expires().orElse(null))
        .tags(TagOperations.tags(snapshot, place, peering.id()))
        .build();
  }

  private static VpcPeeringConnectionVpcInfo info(VpcPeering.Side side) {
    VpcPeeringConnectionVpcInfo.Builder builder =
        VpcPeeringConnectionVpcInfo.builder()
            .ownerId(side.accountId())
            .region(side.region())
            .vpcId(side.vpcId());
    if (!side.cidrs().isEmpty()) {
      builder
          .cidrBlock(side.cidrs().getFirst())
          .cidrBlockSet(
              side.cidrs().stream().map(it -> CidrBlock.builder().cidrBlock(it).build()).toList())
          .peeringOptions(
              it ->
                  it.allowDnsResolutionFromRemoteVpc(side.resolvesRemoteNames())
                      .allowEgressFromLocalClassicLinkToRemoteVpc(false)
                      .allowEgressFromLocalVpcToRemoteClassicLink(false));
    }
    return builder.build();
  }
}

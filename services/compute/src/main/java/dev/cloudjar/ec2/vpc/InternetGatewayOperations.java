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
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/** Internet gateways. */
final class InternetGatewayOperations {
  private final Ground ground;
  private final NetworkChanges changes;
  private final Listing<InternetGateway> listing =
      new Listing<>(NetworkTables.INTERNET_GATEWAYS)
          .byEach("attachment.state", it -> it.vpcId().isEmpty() ? List.of() : List.of("available"))
          .byReference("attachment.vpc-id", InternetGateway::vpcId)
          .by("internet-gateway-id", InternetGateway::id)
          .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()));

  InternetGatewayOperations(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.INTERNET_GATEWAY,
        CreateInternetGatewayRequest.class,
        CreateInternetGatewayResponse.class,
        it -> List.of(),
        this::create);
    ops.onAll(
        AttachInternetGatewayRequest.class,
        AttachInternetGatewayResponse.class,
        (call, it) -> List.of(it.internetGatewayId(), it.vpcId()),
        this::attach);
    ops.onAll(
        DetachInternetGatewayRequest.class,
        DetachInternetGatewayResponse.class,
        (call, it) -> List.of(it.internetGatewayId(), it.vpcId()),
        this::detach);
    ops.on(
        DeleteInternetGatewayRequest.class,
        DeleteInternetGatewayResponse.class,
        DeleteInternetGatewayRequest::internetGatewayId,
        this::delete);
    ops.on(
        DescribeInternetGatewaysRequest.class,
        DescribeInternetGatewaysResponse.class,
        this::describe);
  }

  private CreateInternetGatewayResponse create(Call call, CreateInternetGatewayRequest request) {
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.INTERNET_GATEWAY);
    return ground.transact(
        transaction -> {
          InternetGateway gateway =
              new InternetGateway(ground.ids().next(ResourceKind.INTERNET_GATEWAY), "");
          NetworkTables.INTERNET_GATEWAYS.put(transaction, place, gateway);
          ResourceTags.add(transaction, place, gateway.id(), tags);
          return CreateInternetGatewayResponse.builder()
              .internetGateway(describe(transaction, place, gateway))
              .build();
        });
  }

  private AttachInternetGatewayResponse attach(Call call, AttachInternetGatewayRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          InternetGateway gateway =
              NetworkTables.INTERNET_GATEWAYS.require(
                  transaction, place, request.internetGatewayId());
          Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          if (!gateway.vpcId().isEmpty()) {
            throw Ec2Faults.of(
                "Resource.AlreadyAssociated",
                "resource %s is already attached to network %s"
                    .formatted(gateway.id(), gateway.vpcId()));
          }
          for (InternetGateway other :
              NetworkTables.INTERNET_GATEWAYS.referring(transaction, place, vpc.id())) {
            throw Ec2Faults.invalidParameterValue(
                "Network %s already has an internet gateway attached".formatted(other.vpcId()));
          }
          NetworkTables.INTERNET_GATEWAYS.put(
              transaction, place, new InternetGateway(gateway.id(), vpc.id()));
          changes.changed(transaction, place, vpc.id());
          return true;
        });
    return AttachInternetGatewayResponse.builder().build();
  }

  private DetachInternetGatewayResponse detach(Call call, DetachInternetGatewayRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          InternetGateway gateway =
              NetworkTables.INTERNET_GATEWAYS.require(
                  transaction, place, request.internetGatewayId());
          Vpc vpc = NetworkTables.VPCS.require(transaction, place, request.vpcId());
          if (!gateway.vpcId().equals(vpc.id())) {
            throw VpcFaults.gatewayNotAttached(gateway.id(), vpc.id());
          }
          if (PublicAddresses.areIn(transaction, place, vpc.id())) {
            throw Ec2Faults.dependencyViolation(
                "Network %s has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
                    .formatted(vpc.id()));
          }
          NetworkTables.INTERNET_GATEWAYS.put(
              transaction, place, new InternetGateway(gateway.id(), ""));
          changes.changed(transaction, place, vpc.id());
          return true;
        });
    return DetachInternetGatewayResponse.builder().build();
  }

  private DeleteInternetGatewayResponse delete(Call call, DeleteInternetGatewayRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          InternetGateway gateway =
              NetworkTables.INTERNET_GATEWAYS.require(
                  transaction, place, request.internetGatewayId());
          if (!gateway.vpcId().isEmpty()) {
            throw Ec2Faults.hasDependencies(ResourceKind.INTERNET_GATEWAY, gateway.id());
          }
          NetworkTables.INTERNET_GATEWAYS.delete(transaction, place, gateway);
          return true;
        });
    return DeleteInternetGatewayResponse.builder().build();
  }

  private DescribeInternetGatewaysResponse describe(
      Call call, DescribeInternetGatewaysRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<InternetGateway> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.internetGatewayIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeInternetGatewaysResponse.builder()
              .internetGateways(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.InternetGateway describe(
      Snapshot snapshot, Place place, InternetGateway gateway) {
    // AWS says "available" of the attachment, which its own model does not know.
    return software.amazon.awssdk.services.ec2.model.InternetGateway.builder()
        .internetGatewayId(gateway.id())
        .ownerId(place.accountId())
        .attachments(
            gateway.vpcId().isEmpty()
                ? List.of()
                : List.of(
                    InternetGatewayAttachment.builder()
                        .vpcId(gateway.vpcId())
                        .state("available")
                        .build()))
        .tags(TagOperations.tags(snapshot, place, gateway.id()))
        .build();
  }
}

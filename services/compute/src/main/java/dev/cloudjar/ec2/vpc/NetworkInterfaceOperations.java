package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssignedPrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;
import software.amazon.awssdk.services.ec2.model.ResetNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesResponse;

/** Network interfaces of accounts. */
final class NetworkInterfaceOperations {
  private final Ground ground;
  private final NetworkInterfaces interfaces;
  private final InterfaceViewOperations view = new InterfaceViewOperations();

  NetworkInterfaceOperations(Ground ground, NetworkInterfaces interfaces) {
    this.ground = ground;
    this.interfaces = interfaces;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.NETWORK_INTERFACE,
        CreateNetworkInterfaceRequest.class,
        CreateNetworkInterfaceResponse.class,
        it -> {
          List<String> others = new ArrayList<>(it.groups());
          others.add(it.subnetId());
          return others;
        },
        this::create);
    ops.on(
        DescribeNetworkInterfacesRequest.class,
        DescribeNetworkInterfacesResponse.class,
        this::describe);
    ops.on(
        DeleteNetworkInterfaceRequest.class,
        DeleteNetworkInterfaceResponse.class,
        DeleteNetworkInterfaceRequest::networkInterfaceId,
        this::delete);
    ops.on(
        ModifyNetworkInterfaceAttributeRequest.class,
        ModifyNetworkInterfaceAttributeResponse.class,
        ModifyNetworkInterfaceAttributeRequest::networkInterfaceId,
        this::modify);
    ops.on(
        DescribeNetworkInterfaceAttributeRequest.class,
        DescribeNetworkInterfaceAttributeResponse.class,
        DescribeNetworkInterfaceAttributeRequest::networkInterfaceId,
        this::describeAttribute);
    ops.on(
        ResetNetworkInterfaceAttributeRequest.class,
        ResetNetworkInterfaceAttributeResponse.class,
        ResetNetworkInterfaceAttributeRequest::networkInterfaceId,
        this::reset);
    ops.on(
        AssignPrivateIpAddressesRequest.class,
        AssignPrivateIpAddressesResponse.class,
        AssignPrivateIpAddressesRequest::networkInterfaceId,
        this::assign);
    ops.on(
        UnassignPrivateIpAddressesRequest.class,
        UnassignPrivateIpAddressesResponse.class,
        UnassignPrivateIpAddressesRequest::networkInterfaceId,
        this::unassign);
  }

  private CreateNetworkInterfaceResponse create(Call call, CreateNetworkInterfaceRequest request) {
    if (!request.ipv6Addresses().isEmpty()
        || (request.ipv6AddressCount() != null && request.ipv6AddressCount() > 0)) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's networks have no IPv6.");
    }
    if (!request.ipv4Prefixes().isEmpty() || request.ipv4PrefixCount() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's interfaces have no prefixes.");
    }
    if (request.interfaceType() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has interfaces of the usual type alone.");
    }
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.NETWORK_INTERFACE);
    NetworkInterfaces.Wish wish = wish(request);
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
                        String made = interfaces.make(transaction, place, wish).id();
                        ResourceTags.add(transaction, place, made, tags);
                        return made;
                      });
          NetworkInterface end = NetworkInterfaces.require(transaction, place, id);
          return CreateNetworkInterfaceResponse.builder()
              .clientToken(request.clientToken())
              .networkInterface(view.describe(transaction, place, end))
              .build();
        });
  }

  private static NetworkInterfaces.Wish wish(CreateNetworkInterfaceRequest request) {
    String primary = request.privateIpAddress();
    List<String> secondary = new ArrayList<>();
    for (PrivateIpAddressSpecification each : request.privateIpAddresses()) {
      if (!Boolean.TRUE.equals(each.primary())) {
        secondary.add(each.privateIpAddress());
      } else if (primary != null && !primary.equals(each.privateIpAddress())) {
        throw Ec2Faults.invalidParameterCombination(
            "Only one primary private IP address can be specified.");
      } else {
        primary = each.privateIpAddress();
      }
    }
    int more = Objects.requireNonNullElse(request.secondaryPrivateIpAddressCount(), 0);
    if (more > 0 && !secondary.isEmpty()) {
      throw Ec2Faults.invalidParameterCombination(
          "secondaryPrivateIpAddressCount cannot be used with privateIpAddresses");
    }
    return new NetworkInterfaces.Wish(
        request.subnetId(),
        Objects.requireNonNullElse(request.description(), ""),
        request.groups(),
        primary,
        secondary,
        more,
        "interface",
        "");
  }

  private DescribeNetworkInterfacesResponse describe(
      Call call, DescribeNetworkInterfacesRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<NetworkInterface> page =
              view.listing()
                  .page(
                      snapshot,
                      place,
                      Ec2Operations.selection(
                          request.networkInterfaceIds(),
                          request.filters(),
                          request.maxResults(),
                          request.nextToken()));
          return DescribeNetworkInterfacesResponse.builder()
              .networkInterfaces(page.map(it -> view.describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private DeleteNetworkInterfaceResponse delete(Call call, DeleteNetworkInterfaceRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          NetworkInterface end =
              NetworkInterfaces.require(transaction, place, request.networkInterfaceId());
          if (end.attachment().isPresent() || end.isManagedByService()) {
            throw VpcFaults.interfaceInUse(end.id());
          }
          interfaces.delete(transaction, place, end);
          return true;
        });
    return DeleteNetworkInterfaceResponse.builder().build();
  }

  private ModifyNetworkInterfaceAttributeResponse modify(
      Call call, ModifyNetworkInterfaceAttributeRequest request) {
    Place place = Place.of(call);
    int given = request.groups().isEmpty() ? 0 : 1;
    given += request.description() == null ? 0 : 1;
    given += request.sourceDestCheck() == null ? 0 : 1;
    given += request.attachment() == null ? 0 : 1;
    if (given != 1) {
      throw Ec2Faults.invalidParameterCombination(
          given == 0
              ? "No attributes specified."
              : "Fields for multiple attribute types specified.");
    }
    ground.transact(
        transaction -> {
          NetworkInterface end =
              NetworkInterfaces.require(transaction, place, request.networkInterfaceId());
          if (end.isManagedByService()) {
            throw Ec2Faults.of(
                "AuthFailure", "You do not have permission to access the specified resource.");
          }
          if (!request.groups().isEmpty()) {
            Set<String> groups =
                interfaces.groups(transaction, place, end.vpcId(), request.groups());
            interfaces.put(transaction, place, end.withGroups(groups));
          } else if (request.description() != null) {
            interfaces.put(
                transaction,
                place,
                end.describedAs(Objects.requireNonNullElse(request.description().value(), "")));
          } else if (request.sourceDestCheck() != null) {
            interfaces.put(
                transaction,
                place,
                end.checkingAddresses(Boolean.TRUE.equals(request.sourceDestCheck().value())));
          } else {
            modifyAttachment(transaction, place, end, request);
          }
          return true;
        });
    return ModifyNetworkInterfaceAttributeResponse.builder().build();
  }

  private void modifyAttachment(
      dev.cloudjar.store.Transaction transaction,
      Place place,
      NetworkInterface end,
      ModifyNetworkInterfaceAttributeRequest request) {
    String id = Objects.requireNonNullElse(request.attachment().attachmentId(), "");
    NetworkInterface.Attachment attachment =
        end.attachment()
            .filter(it -> it.id().equals(id))
            .orElseThrow(() -> VpcFaults.attachmentNotFound(id));
    interfaces.put(
        transaction,
        place,
        end.withAttachment(
            java.util.Optional.of(
                new NetworkInterface.Attachment(
                    attachment.id(),
                    attachment.instanceId(),
                    attachment.instanceOwnerId(),
                    attachment.deviceIndex(),
                    attachment.attachTime(),
                    Boolean.TRUE.equals(request.attachment().deleteOnTermination())))));
  }

  private DescribeNetworkInterfaceAttributeResponse describeAttribute(
      Call call, DescribeNetworkInterfaceAttributeRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          NetworkInterface end =
              NetworkInterfaces.require(snapshot, place, request.networkInterfaceId());
          DescribeNetworkInterfaceAttributeResponse.Builder response =
              DescribeNetworkInterfaceAttributeResponse.builder().networkInterfaceId(end.id());
          String attribute = request.attributeAsString();
          if (attribute == null) {
            throw Ec2Faults.missingParameter("attribute");
          }
          switch (attribute) {
            case "description" -> response.description(it -> it.value(end.description()));
            case "sourceDestCheck" ->
                response.sourceDestCheck(it -> it.value(end.checksAddresses()));
            case "groupSet" ->
                response.groups(InterfaceViewOperations.groups(snapshot, place, end));
            case "attachment" -> response.attachment(InterfaceViewOperations.attachment(end));
            case "associatePublicIpAddress" ->
                response.associatePublicIpAddress(end.publicLease().isPresent());
            default -> throw Ec2Faults.invalidValue("attribute", attribute, "Unknown attribute.");
          }
          return response.build();
        });
  }

  private ResetNetworkInterfaceAttributeResponse reset(
      Call call, ResetNetworkInterfaceAttributeRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          NetworkInterface end =
              NetworkInterfaces.require(transaction, place, request.networkInterfaceId());
          if (request.sourceDestCheck() == null) {
            throw Ec2Faults.missingParameter("sourceDestCheck");
          }
          interfaces.put(transaction, place, end.checkingAddresses(true));
          return true;
        });
    return ResetNetworkInterfaceAttributeResponse.builder().build();
  }

  private AssignPrivateIpAddressesResponse assign(
      Call call, AssignPrivateIpAddressesRequest request) {
    if (!request.ipv4Prefixes().isEmpty() || request.ipv4PrefixCount() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar's interfaces have no prefixes.");
    }
    int more = Objects.requireNonNullElse(request.secondaryPrivateIpAddressCount(), 0);
    if (request.privateIpAddresses().isEmpty() == (more == 0)) {
      throw Ec2Faults.invalidParameterCombination(
          "Specify either privateIpAddresses or secondaryPrivateIpAddressCount.");
    }
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          NetworkInterface before =
              NetworkInterfaces.require(transaction, place, request.networkInterfaceId());
          NetworkInterface after =
              interfaces.assign(transaction, place, before, request.privateIpAddresses(), more);
          List<String> added =
              after.addresses().subList(before.addresses().size(), after.addresses().size());
          return AssignPrivateIpAddressesResponse.builder()
              .networkInterfaceId(after.id())
              .assignedPrivateIpAddresses(
                  added.stream()
                      .map(it -> AssignedPrivateIpAddress.builder().privateIpAddress(it).build())
                      .toList())
              .build();
        });
  }

  private UnassignPrivateIpAddressesResponse unassign(
      Call call, UnassignPrivateIpAddressesRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          NetworkInterface end =
              NetworkInterfaces.require(transaction, place, request.networkInterfaceId());
          Set<String> left = new LinkedHashSet<>(end.addresses());
          for (String address : request.privateIpAddresses()) {
            if (address.equals(end.primaryAddress()) || !left.remove(address)) {
              throw Ec2Faults.invalidParameterValue(
                  "Some of the specified addresses are not assigned to interface %s"
                      .formatted(end.id()));
            }
            Addresses.free(transaction, place, end.subnetId(), address);
            for (ElasticIp each :
                NetworkTables.ELASTIC_IPS.referring(transaction, place, end.id())) {
              if (each.association().orElseThrow().privateAddress().equals(address)) {
                NetworkTables.ELASTIC_IPS.put(
                    transaction, place, each.with(java.util.Optional.empty()));
              }
            }
          }
          interfaces.put(transaction, place, end.withAddresses(List.copyOf(left)));
          return true;
        });
    return UnassignPrivateIpAddressesResponse.builder().build();
  }
}

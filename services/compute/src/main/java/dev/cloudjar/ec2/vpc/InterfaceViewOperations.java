package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;

/** Network interfaces as the SDK has them, and the filters that find them. */
final class InterfaceViewOperations {
  private final Listing<NetworkInterface> listing = listingOf();

  Listing<NetworkInterface> listing() {
    return listing;
  }

  private static Listing<NetworkInterface> listingOf() {
    Listing<NetworkInterface> listing =
        new Listing<>(NetworkTables.INTERFACES)
            .byEach("addresses.private-ip-address", NetworkInterface::addresses)
            .byEach(
                "addresses.primary",
                it -> it.addresses().size() > 1 ? List.of("true", "false") : List.of("true"))
            .by("availability-zone", NetworkInterface::zone)
            .by("availability-zone-id", NetworkInterface::zoneId)
            .by("description", NetworkInterface::description)
            .byEach("group-id", it -> List.copyOf(it.groups()))
            .byLooking(
                "group-name",
                (snapshot, place, it) ->
                    groups(snapshot, place, it).stream().map(GroupIdentifier::groupName).toList())
            .by("interface-type", NetworkInterface::type)
            .byEach("ipv6-addresses.ipv6-address", it -> List.of())
            .by("mac-address", NetworkInterface::macAddress)
            .by("network-interface-id", NetworkInterface::id)
            .byLooking("owner-id", (snapshot, place, it) -> List.of(place.accountId()))
            .byLooking(
                "private-dns-name",
                (snapshot, place, it) ->
                    List.of(HostNames.ofPrivate(place.region(), it.primaryAddress())))
            .by("private-ip-address", NetworkInterface::primaryAddress)
            .by("requester-id", NetworkInterface::requester)
            .by("requester-managed", NetworkInterface::isManagedByService)
            .by("source-dest-check", NetworkInterface::checksAddresses)
            .by("status", it -> status(it).toString())
            .byReference("subnet-id", NetworkInterface::subnetId)
            .byReference("vpc-id", NetworkInterface::vpcId);
    association(listing, "addresses.association.public-ip", NetworkInterfaceAssociation::publicIp);
    association(listing, "addresses.association.owner-id", NetworkInterfaceAssociation::ipOwnerId);
    association(listing, "association.public-ip", NetworkInterfaceAssociation::publicIp);
    association(listing, "association.ip-owner-id", NetworkInterfaceAssociation::ipOwnerId);
    association(listing, "association.public-dns-name", NetworkInterfaceAssociation::publicDnsName);
    association(listing, "association.allocation-id", NetworkInterfaceAssociation::allocationId);
    association(listing, "association.association-id", NetworkInterfaceAssociation::associationId);
    attachment(listing, "attachment.attachment-id", NetworkInterface.Attachment::id);
    attachment(listing, "attachment.attach-time", it -> it.attachTime().toString());
    attachment(
        listing,
        "attachment.delete-on-termination",
        it -> Boolean.toString(it.deleteOnTermination()));
    attachment(listing, "attachment.device-index", it -> Integer.toString(it.deviceIndex()));
    attachment(listing, "attachment.instance-id", NetworkInterface.Attachment::instanceId);
    attachment(
        listing, "attachment.instance-owner-id", NetworkInterface.Attachment::instanceOwnerId);
    attachment(listing, "attachment.status", it -> "attached");
    return listing;
  }

  private static void attachment(
      Listing<NetworkInterface> listing,
      String filter,
      Function<NetworkInterface.Attachment, String> value) {
    listing.byEach(filter, it -> it.attachment().map(value).map(List::of).orElse(List.of()));
  }

  private static void association(
      Listing<NetworkInterface> listing,
      String filter,
      Function<NetworkInterfaceAssociation, @Nullable String> value) {
    listing.byLooking(
        filter,
        (snapshot, place, end) ->
            end.addresses().stream()
                .map(it -> association(snapshot, place, end, it))
                .flatMap(Optional::stream)
                .map(it -> Optional.ofNullable(value.apply(it)))
                .flatMap(Optional::stream)
                .toList());
  }

  static NetworkInterfaceStatus status(NetworkInterface end) {
    return end.attachment().isPresent() || end.isManagedByService()
        ? NetworkInterfaceStatus.IN_USE
        : NetworkInterfaceStatus.AVAILABLE;
  }

  software.amazon.awssdk.services.ec2.model.NetworkInterface describe(
      Snapshot snapshot, Place place, NetworkInterface end) {
    Optional<NetworkInterfaceAssociation> association =
        association(snapshot, place, end, end.primaryAddress());
    return software.amazon.awssdk.services.ec2.model.NetworkInterface.builder()
        .networkInterfaceId(end.id())
        .vpcId(end.vpcId())
        .subnetId(end.subnetId())
        .availabilityZone(end.zone())
        .availabilityZoneId(end.zoneId())
        .ownerId(place.accountId())
        .description(end.description())
        .interfaceType(end.type())
        .macAddress(end.macAddress())
        .status(status(end))
        .sourceDestCheck(end.checksAddresses())
        .requesterManaged(end.isManagedByService())
        .requesterId(end.isManagedByService() ? end.requester() : null)
        .groups(groups(snapshot, place, end))
        .attachment(attachment(end))
        .association(association.orElse(null))
        .privateIpAddress(end.primaryAddress())
        .privateDnsName(HostNames.ofPrivate(place.region(), end.primaryAddress()))
        .privateIpAddresses(
            end.addresses().stream().map(it -> address(snapshot, place, end, it)).toList())
        .ipv6Addresses(List.of())
        .tagSet(TagOperations.tags(snapshot, place, end.id()))
        .build();
  }

  private static NetworkInterfacePrivateIpAddress address(
      Snapshot snapshot, Place place, NetworkInterface end, String address) {
    return NetworkInterfacePrivateIpAddress.builder()
        .privateIpAddress(address)
        .privateDnsName(HostNames.ofPrivate(place.region(), address))
        .primary(address.equals(end.primaryAddress()))
        .association(association(snapshot, place, end, address).orElse(null))
        .build();
  }

  static List<GroupIdentifier> groups(Snapshot snapshot, Place place, NetworkInterface end) {
    return end.groups().stream()
        .map(
            it ->
                GroupIdentifier.builder()
                    .groupId(it)
                    .groupName(NetworkInterfaces.groupName(snapshot, place, it))
                    .build())
        .toList();
  }

  /** Its attachment, or that to the service that has it. */
  static @Nullable NetworkInterfaceAttachment attachment(NetworkInterface end) {
    return end.attachment()
        .map(
            it ->
                NetworkInterfaceAttachment.builder()
                    .attachmentId(it.id())
                    .instanceId(it.instanceId())
                    .instanceOwnerId(it.instanceOwnerId())
                    .deviceIndex(it.deviceIndex())
                    .networkCardIndex(0)
                    .attachTime(it.attachTime())
                    .deleteOnTermination(it.deleteOnTermination())
                    .status(AttachmentStatus.ATTACHED)
                    .build())
        .orElse(null);
  }

  private static Optional<NetworkInterfaceAssociation> association(
      Snapshot snapshot, Place place, NetworkInterface end, String address) {
    for (ElasticIp each : NetworkTables.ELASTIC_IPS.referring(snapshot, place, end.id())) {
      ElasticIp.Association association = each.association().orElseThrow();
      if (association.privateAddress().equals(address)) {
        return Optional.of(
            NetworkInterfaceAssociation.builder()
                .allocationId(each.id())
                .associationId(association.id())
                .ipOwnerId(place.accountId())
                .publicIp(each.publicAddress())
                .publicDnsName(publicName(snapshot, place, end, each.publicAddress()))
                .build());
      }
    }
    return PublicAddresses.of(snapshot, place, end, address)
        .map(
            it ->
                NetworkInterfaceAssociation.builder()
                    .ipOwnerId("amazon")
                    .publicIp(it)
                    .publicDnsName(publicName(snapshot, place, end, it))
                    .build());
  }

  private static String publicName(
      Snapshot snapshot, Place place, NetworkInterface end, String address) {
    return NetworkTables.VPCS.require(snapshot, place, end.vpcId()).dnsHostnames()
        ? HostNames.ofPublic(place.region(), address)
        : "";
  }
}

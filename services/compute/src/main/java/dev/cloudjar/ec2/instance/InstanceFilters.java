package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.instance.InstanceNetwork.Address;
import dev.cloudjar.ec2.instance.InstanceNetwork.Attached;
import dev.cloudjar.ec2.instance.InstanceNetwork.Group;
import dev.cloudjar.ec2.vpc.HostNames;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The filters of instances. */
final class InstanceFilters {
  private final InstanceNetwork network;

  private InstanceFilters(InstanceNetwork network) {
    this.network = network;
  }

  static Listing<Instance> of(InstanceNetwork network) {
    var filters = new InstanceFilters(network);
    Listing<Instance> listing = new Listing<>(Instances.TABLE);
    filters.own(listing);
    filters.devices(listing);
    filters.addresses(listing);
    filters.interfaces(listing);
    return listing;
  }

  static Listing<Instance> ofStatus() {
    return new Listing<>(Instances.TABLE)
        .by("availability-zone", it -> it.launch().zone())
        .by("instance-state-code", it -> it.state().code())
        .by("instance-state-name", it -> it.state().wireName())
        .by("instance-status.reachability", InstanceFilters::reachability)
        .by("instance-status.status", InstanceFilters::status)
        .by("system-status.reachability", InstanceFilters::reachability)
        .by("system-status.status", InstanceFilters::status)
        .byEach("event.code", it -> List.of());
  }

  private static String reachability(Instance it) {
    return it.state() == InstanceState.RUNNING ? "passed" : "insufficient-data";
  }

  private static String status(Instance it) {
    return it.state() == InstanceState.RUNNING ? "ok" : "not-applicable";
  }

  private void own(Listing<Instance> listing) {
    listing
        .by("architecture", it -> it.launch().architecture())
        .by("availability-zone", it -> it.launch().zone())
        .by("client-token", it -> it.launch().clientToken().orElse(null))
        .by("hypervisor", it -> "xen")
        .byEach("iam-instance-profile.arn", it -> it.profile().map(p -> p.arn()).stream().toList())
        .byEach(
            "iam-instance-profile.id", it -> it.profile().map(p -> p.profileId()).stream().toList())
        .byReference("image-id", it -> it.launch().imageId())
        .by("instance-id", Instance::id)
        .by("instance-lifecycle", it -> it.launch().spot().isPresent() ? "spot" : null)
        .by("instance-state-code", it -> it.state().code())
        .by("instance-state-name", it -> it.state().wireName())
        .by("instance-type", it -> it.settings().type())
        .by("key-name", it -> it.launch().keyName().orElse(null))
        .by("launch-index", it -> it.launch().index())
        .by("launch-time", it -> it.life().launched())
        .by(
            "metadata-options.http-tokens",
            it -> it.settings().metadata().tokensRequired() ? "required" : "optional")
        .by(
            "metadata-options.http-endpoint",
            it -> it.settings().metadata().enabled() ? "enabled" : "disabled")
        .by(
            "metadata-options.http-put-response-hop-limit",
            it -> it.settings().metadata().hopLimit())
        .by("monitoring-state", it -> it.settings().monitored() ? "enabled" : "disabled")
        .by("owner-id", it -> it.launch().ownerId())
        .by("placement-group-name", it -> it.launch().tenancy().groupName().orElse(null))
        .by("reason", it -> it.life().transition())
        .by("requester-id", it -> it.launch().requesterId())
        .byReference("reservation-id", it -> it.launch().reservationId())
        .by(
            "spot-instance-request-id",
            it -> it.launch().spot().map(Instance.Spot::requestId).orElse(null))
        .by("state-reason-code", it -> it.life().reason().map(r -> r.code()).orElse(null))
        .by("state-reason-message", it -> it.life().reason().map(r -> r.message()).orElse(null))
        .by("subnet-id", it -> placed(it) ? it.launch().subnetId() : null)
        .by("tenancy", it -> it.launch().tenancy().tenancy())
        .by("virtualization-type", it -> "hvm")
        .by("vpc-id", it -> placed(it) ? it.launch().vpcId() : null)
        .byEach("platform", it -> List.of())
        .byEach("product-code", it -> List.of());
  }

  private static boolean placed(Instance it) {
    return it.state() != InstanceState.TERMINATED;
  }

  private void devices(Listing<Instance> listing) {
    listing
        .by("root-device-name", it -> it.launch().rootDevice())
        .by("root-device-type", it -> "ebs")
        .byEach(
            "block-device-mapping.device-name",
            it -> it.devices().stream().map(Instance.Device::name).toList())
        .byEach(
            "block-device-mapping.volume-id",
            it -> it.devices().stream().map(Instance.Device::volumeId).toList())
        .byEach(
            "block-device-mapping.delete-on-termination",
            it -> it.devices().stream().map(d -> String.valueOf(d.deletedOnTermination())).toList())
        .byEach(
            "block-device-mapping.status",
            it -> it.devices().stream().map(d -> "attached").toList());
  }

  private void addresses(Listing<Instance> listing) {
    first(listing, "private-ip-address", (place, it) -> Stream.of(it.address()));
    first(
        listing,
        "private-dns-name",
        (place, it) -> Stream.of(HostNames.ofPrivate(place.region(), it.address())));
    first(listing, "ip-address", (place, it) -> it.publicAddress().stream());
    first(
        listing,
        "dns-name",
        (place, it) ->
            it.publicAddress().filter(a -> it.publicNames()).stream()
                .map(a -> HostNames.ofPublic(place.region(), a)));
    first(
        listing,
        "source-dest-check",
        (place, it) -> Stream.of(String.valueOf(it.checksAddresses())));
    first(listing, "instance.group-id", (place, it) -> it.groups().stream().map(Group::id));
    first(listing, "instance.group-name", (place, it) -> it.groups().stream().map(Group::name));
    first(listing, "group-id", (place, it) -> it.groups().stream().map(Group::id));
    first(listing, "group-name", (place, it) -> it.groups().stream().map(Group::name));
  }

  private void interfaces(Listing<Instance> listing) {
    String prefix = "network-interface.";
    each(listing, prefix + "network-interface-id", (place, it) -> Stream.of(it.id()));
    each(listing, prefix + "subnet-id", (place, it) -> Stream.of(it.subnetId()));
    each(listing, prefix + "vpc-id", (place, it) -> Stream.of(it.vpcId()));
    each(listing, prefix + "mac-address", (place, it) -> Stream.of(it.macAddress()));
    each(listing, prefix + "description", (place, it) -> Stream.of(it.description()));
    each(listing, prefix + "group-id", (place, it) -> it.groups().stream().map(Group::id));
    each(listing, prefix + "group-name", (place, it) -> it.groups().stream().map(Group::name));
    each(listing, prefix + "owner-id", (place, it) -> Stream.of(place.accountId()));
    each(listing, prefix + "status", (place, it) -> Stream.of("in-use"));
    each(listing, prefix + "attachment.attachment-id", (place, it) -> Stream.of(it.attachmentId()));
    each(
        listing,
        prefix + "attachment.device-index",
        (place, it) -> Stream.of(String.valueOf(it.deviceIndex())));
    each(
        listing,
        prefix + "addresses.private-ip-address",
        (place, it) -> it.addresses().stream().map(Address::privateAddress));
    each(
        listing,
        prefix + "addresses.association.public-ip",
        (place, it) ->
            it.addresses().stream().map(Address::publicAddress).flatMap(Optional::stream));
    each(listing, prefix + "association.public-ip", (place, it) -> it.publicAddress().stream());
  }

  private void first(
      Listing<Instance> listing, String name, BiFunction<Place, Attached, Stream<String>> values) {
    listing.byLooking(
        name,
        (snapshot, place, it) ->
            of(snapshot, place, it).stream()
                .limit(1)
                .flatMap(each -> values.apply(place, each))
                .toList());
  }

  private void each(
      Listing<Instance> listing, String name, BiFunction<Place, Attached, Stream<String>> values) {
    listing.byLooking(
        name,
        (snapshot, place, it) ->
            of(snapshot, place, it).stream().flatMap(each -> values.apply(place, each)).toList());
  }

  private List<Attached> of(Snapshot snapshot, Place place, Instance it) {
    return placed(it) ? network.of(snapshot, place, it.id()) : List.of();
  }
}

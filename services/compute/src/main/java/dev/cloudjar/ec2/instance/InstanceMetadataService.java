package dev.cloudjar.ec2.instance;

import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.ec2.instance.InstanceNetwork.Attached;
import dev.cloudjar.ec2.instance.InstanceNetwork.Group;
import dev.cloudjar.ec2.metadata.InstanceMetadata;
import dev.cloudjar.ec2.metadata.MetadataAnswer;
import dev.cloudjar.ec2.metadata.MetadataDoor;
import dev.cloudjar.ec2.metadata.MetadataRequest;
import dev.cloudjar.ec2.metadata.MetadataResponder;
import dev.cloudjar.ec2.spot.SpotRequests;
import dev.cloudjar.ec2.vpc.HostNames;
import dev.cloudjar.store.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tells each instance about itself, known by the address that it asks from. */
final class InstanceMetadataService {
  private final Ground ground;
  private final InstanceNetwork network;
  private final RoleCredentialOperations credentials;
  private final Map<String, Channel> doors = new HashMap<>();

  /** Which instance had an address when it was last asked, by network and address. */
  private final Map<String, String> known = new ConcurrentHashMap<>();

  InstanceMetadataService(
      Ground ground, InstanceNetwork network, RoleCredentialOperations credentials) {
    this.ground = ground;
    this.network = network;
    this.credentials = credentials;
  }

  /** Has a network's instances be answered, from now on. */
  synchronized void serve(Place place, String vpcId) throws IOException {
    Channel door = doors.get(vpcId);
    if (door == null || !door.isOpen()) {
      doors.put(
          vpcId,
          MetadataDoor.open(
              ground.cloud().machineRoom().networks(),
              vpcId,
              (source, request) -> answer(place, vpcId, source, request)));
    }
  }

  /** An instance has ended: who is last closes the door, since the network may go. */
  synchronized void leave(Place place, String vpcId) throws IOException {
    boolean last =
        ground.read(snapshot -> Instances.TABLE.referring(snapshot, place, vpcId).isEmpty());
    Channel door = last ? doors.remove(vpcId) : null;
    if (door != null) {
      door.close();
    }
  }

  private record Asking(Instance instance, InstanceMetadata metadata) {}

  private MetadataAnswer answer(
      Place place, String vpcId, InetAddress source, MetadataRequest request) {
    Instant now = ground.cloud().clock().now();
    Optional<Asking> asking =
        ground.read(
            snapshot ->
                find(snapshot, place, vpcId, source.getHostAddress())
                    .map(it -> new Asking(it, describe(snapshot, place, it, now))));
    if (asking.isEmpty()) {
      return new MetadataAnswer(404, "text/plain", Map.of(), "", 0);
    }
    Instance instance = asking.get().instance();
    return new MetadataResponder(
            instance.launch().metadataSecret().getBytes(StandardCharsets.US_ASCII),
            metadata -> credentials.of(place, instance))
        .answer(asking.get().metadata(), instance.settings().metadata(), request, now);
  }

  private Optional<Instance> find(Snapshot snapshot, Place place, String vpcId, String address) {
    String key = vpcId + "/" + address;
    String last = known.get(key);
    if (last != null) {
      Instance instance = Instances.TABLE.find(snapshot, place, last);
      if (instance != null && has(snapshot, place, instance, address)) {
        return Optional.of(instance);
      }
    }
    Optional<Instance> found =
        Instances.TABLE.referring(snapshot, place, vpcId).stream()
            .filter(it -> it.state() != InstanceState.TERMINATED)
            .filter(it -> has(snapshot, place, it, address))
            .findFirst();
    found.ifPresent(it -> known.put(key, it.id()));
    return found;
  }

  private boolean has(Snapshot snapshot, Place place, Instance instance, String address) {
    return network.of(snapshot, place, instance.id()).stream()
        .flatMap(it -> it.addresses().stream())
        .anyMatch(it -> it.privateAddress().equals(address));
  }

  private InstanceMetadata describe(Snapshot snapshot, Place place, Instance it, Instant now) {
    Instance.Launch launch = it.launch();
    List<Attached> ends = network.of(snapshot, place, it.id());
    Attached first = ends.getFirst();
    return new InstanceMetadata(
        place.accountId(),
        place.region(),
        launch.zone(),
        Zones.named(place.region(), launch.zone()).map(Zones.Zone::id).orElse(""),
        it.id(),
        it.settings().type(),
        launch.architecture(),
        launch.spot().isPresent() ? "spot" : "on-demand",
        launch.imageId(),
        launch.index(),
        launch.reservationId(),
        it.life().launched(),
        HostNames.ofPrivate(place.region(), first.address()),
        first.address(),
        publicName(place, first),
        first.publicAddress(),
        devices(it),
        launch.key().map(key -> new InstanceMetadata.Key(launch.keyName().orElseThrow(), key)),
        it.settings()
            .userData()
            .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)),
        it.profile()
            .flatMap(
                profile ->
                    profile
                        .role()
                        .map(
                            role ->
                                new InstanceMetadata.Profile(
                                    profile.arn(),
                                    profile.profileId(),
                                    role.name(),
                                    profile.since()))),
        ends.stream().map(end -> describe(place, end)).toList(),
        it.settings().metadata().tags()
            ? Optional.of(ResourceTags.of(snapshot, place, it.id()))
            : Optional.empty(),
        launch
            .spot()
            .flatMap(
                spot ->
                    SpotRequests.interruption(snapshot, place, spot.requestId())
                        .map(
                            at ->
                                new InstanceMetadata.Interruption(
                                    spot.interruptionBehavior(), at))),
        ConnectKeys.active(snapshot, place, it.id(), now));
  }

  private static Map<String, String> devices(Instance it) {
    Map<String, String> devices = new HashMap<>();
    devices.put("ami", it.launch().rootDevice());
    devices.put("root", it.launch().rootDevice());
    int number = 0;
    for (Instance.Device device : it.devices()) {
      if (!device.name().equals(it.launch().rootDevice())) {
        number++;
        devices.put("ebs" + number, device.name());
      }
    }
    return devices;
  }

  private static Optional<String> publicName(Place place, Attached end) {
    return end.publicAddress()
        .filter(it -> end.publicNames())
        .map(it -> HostNames.ofPublic(place.region(), it));
  }

  private static InstanceMetadata.Interface describe(Place place, Attached end) {
    return new InstanceMetadata.Interface(
        end.id(),
        end.macAddress(),
        end.deviceIndex(),
        HostNames.ofPrivate(place.region(), end.address()),
        end.addresses().stream().map(InstanceNetwork.Address::privateAddress).toList(),
        publicName(place, end),
        end.publicAddress(),
        end.groups().stream().map(Group::name).toList(),
        end.groups().stream().map(Group::id).toList(),
        end.subnetId(),
        "",
        end.vpcId(),
        List.of());
  }
}

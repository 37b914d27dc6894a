package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.capacity.CapacityReservations;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.ec2.instance.InstanceNetwork.Address;
import dev.cloudjar.ec2.instance.InstanceNetwork.Attached;
import dev.cloudjar.ec2.instance.InstanceNetwork.Group;
import dev.cloudjar.ec2.metadata.MetadataOptions;
import dev.cloudjar.ec2.vpc.HostNames;
import dev.cloudjar.store.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CapacityReservationTargetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.InstancePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusDetails;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.StateReason;

/** Tells of instances. */
final class InstanceDescriptionOperations {
  private final Ground ground;
  private final InstanceNetwork network;
  private final Listing<Instance> instances;
  private final Listing<Instance> statuses;

  InstanceDescriptionOperations(Ground ground, InstanceNetwork network) {
    this.ground = ground;
    this.network = network;
    this.instances = InstanceFilters.of(network);
    this.statuses = InstanceFilters.ofStatus();
  }

  void register(Ec2Operations ops) {
    ops.on(DescribeInstancesRequest.class, DescribeInstancesResponse.class, this::describe);
    ops.on(
        DescribeInstanceStatusRequest.class, DescribeInstanceStatusResponse.class, this::statuses);
  }

  private DescribeInstancesResponse describe(Call call, DescribeInstancesRequest request) {
    Place place = Place.of(call);
    if (request.maxResults() != null && !request.instanceIds().isEmpty()) {
      throw Ec2Faults.invalidParameterCombination(
          "The parameter instancesSet cannot be used with the parameter maxResults");
    }
    return ground.read(
        snapshot -> {
          Page<Instance> page =
              instances.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.instanceIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          Map<String, Reservation.Builder> reservations = new LinkedHashMap<>();
          Map<String, List<software.amazon.awssdk.services.ec2.model.Instance>> members =
              new LinkedHashMap<>();
          for (Instance each : page.items()) {
            String id = each.launch().reservationId();
            reservations.putIfAbsent(
                id,
                Reservation.builder()
                    .reservationId(id)
                    .ownerId(each.launch().ownerId())
                    .groups(List.of()));
            members
                .computeIfAbsent(id, it -> new ArrayList<>())
                .add(describe(snapshot, place, network, each));
          }
          return DescribeInstancesResponse.builder()
              .reservations(
                  reservations.entrySet().stream()
                      .map(it -> it.getValue().instances(members.get(it.getKey())).build())
                      .toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  /** An instance as the SDK has it. */
  static software.amazon.awssdk.services.ec2.model.Instance describe(
      Snapshot snapshot, Place place, InstanceNetwork network, Instance it) {
    Instance.Launch launch = it.launch();
    InstanceType type = InstanceTypes.of(it.settings().type()).orElseThrow();
    var told =
        software.amazon.awssdk.services.ec2.model.Instance.builder()
            .instanceId(it.id())
            .imageId(launch.imageId())
            .instanceType(it.settings().type())
            .state(state(it.state()))
            .stateTransitionReason(it.life().transition())
            .amiLaunchIndex(launch.index())
            .launchTime(it.life().launched())
            .keyName(launch.keyName().orElse(null))
            .clientToken(launch.clientToken().orElse(""))
            .architecture(launch.architecture())
            .hypervisor("xen")
            .virtualizationType("hvm")
            .platformDetails("Linux/UNIX")
            .usageOperation("RunInstances")
            .usageOperationUpdateTime(launchedFirst(it))
            .rootDeviceName(launch.rootDevice())
            .rootDeviceType("ebs")
            .enaSupport(true)
            .ebsOptimized(it.settings().ebsOptimized())
            .bootMode("uefi-preferred")
            .currentInstanceBootMode("legacy-bios")
            .productCodes(List.of())
            .monitoring(m -> m.state(it.settings().monitored() ? "enabled" : "disabled"))
            .placement(
                p ->
                    p.availabilityZone(launch.zone())
                        .availabilityZoneId(
                            Zones.named(place.region(), launch.zone())
                                .map(Zones.Zone::id)
                                .orElse(null))
                        .tenancy(launch.tenancy().tenancy())
                        .groupName(launch.tenancy().groupName().orElse(""))
                        .hostId(launch.tenancy().hostId().orElse(null)))
            .cpuOptions(
                c ->
                    c.coreCount(Math.max(1, type.virtualCpus() / type.threadsPerCore()))
                        .threadsPerCore(type.threadsPerCore()))
            .metadataOptions(metadata(it.settings().metadata()))
            .tags(TagOperations.tags(snapshot, place, it.id()));
    it.life().reason().ifPresent(why -> told.stateReason(reason(why)));
    launch
        .spot()
        .ifPresent(s -> told.instanceLifecycle("spot").spotInstanceRequestId(s.requestId()));
    it.profile().ifPresent(p -> told.iamInstanceProfile(i -> i.arn(p.arn()).id(p.profileId())));
    options(told, it);
    told.capacityReservationId(CapacityReservations.of(snapshot, place, it.id()).orElse(null));
    if (it.state() != InstanceState.TERMINATED) {
      placed(told, place, it, network.of(snapshot, place, it.id()));
    }
    return told.build();
  }

  private static StateReason reason(Instance.Reason why) {
    return StateReason.builder().code(why.code()).message(why.message()).build();
  }

  private static Instant launchedFirst(Instance it) {
    return it.root().map(Instance.Device::attached).orElse(it.life().launched());
  }

  private static void options(
      software.amazon.awssdk.services.ec2.model.Instance.Builder told, Instance it) {
    Instance.Options options = it.settings().options();
    told.hibernationOptions(h -> h.configured(false))
        .enclaveOptions(e -> e.enabled(options.enclave()))
        .maintenanceOptions(m -> m.autoRecovery(options.autoRecovery()))
        .privateDnsNameOptions(
            p ->
                p.hostnameType(options.hostNameType().orElse("ip-name"))
                    .enableResourceNameDnsARecord(options.resourceNameRecord())
                    .enableResourceNameDnsAAAARecord(false))
        .capacityReservationSpecification(
            c ->
                c.capacityReservationPreference(
                        options.capacityReservationId().isPresent()
                            ? null
                            : options.capacityReservationPreference().orElse("open"))
                    .capacityReservationTarget(
                        options
                            .capacityReservationId()
                            .map(
                                id ->
                                    CapacityReservationTargetResponse.builder()
                                        .capacityReservationId(id)
                                        .build())
                            .orElse(null)));
  }

  private static void placed(
      software.amazon.awssdk.services.ec2.model.Instance.Builder told,
      Place place,
      Instance it,
      List<Attached> interfaces) {
    told.subnetId(it.launch().subnetId())
        .vpcId(it.launch().vpcId())
        .blockDeviceMappings(
            it.devices().stream().map(InstanceDescriptionOperations::device).toList())
        .networkInterfaces(interfaces.stream().map(each -> describe(place, each)).toList());
    if (interfaces.isEmpty()) {
      return;
    }
    Attached first = interfaces.getFirst();
    told.privateIpAddress(first.address())
        .privateDnsName(HostNames.ofPrivate(place.region(), first.address()))
        .publicDnsName("")
        .sourceDestCheck(first.checksAddresses())
        .securityGroups(groups(first.groups()));
    first
        .publicAddress()
        .ifPresent(
            address ->
                told.publicIpAddress(address)
                    .publicDnsName(
                        first.publicNames() ? HostNames.ofPublic(place.region(), address) : ""));
  }

  static List<GroupIdentifier> groups(List<Group> groups) {
    return groups.stream()
        .map(g -> GroupIdentifier.builder().groupId(g.id()).groupName(g.name()).build())
        .toList();
  }

  private static InstanceBlockDeviceMapping device(Instance.Device device) {
    return InstanceBlockDeviceMapping.builder()
        .deviceName(device.name())
        .ebs(
            it ->
                it.volumeId(device.volumeId())
                    .status("attached")
                    .attachTime(device.attached())
                    .deleteOnTermination(device.deletedOnTermination()))
        .build();
  }

  private static InstanceNetworkInterface describe(Place place, Attached attached) {
    return InstanceNetworkInterface.builder()
        .networkInterfaceId(attached.id())
        .attachment(
            a ->
                a.attachmentId(attached.attachmentId())
                    .deviceIndex(attached.deviceIndex())
                    .networkCardIndex(0)
                    .status("attached")
                    .attachTime(attached.attached())
                    .deleteOnTermination(attached.deletedOnTermination()))
        .association(association(place, attached.addresses().getFirst(), attached))
        .description(attached.description())
        .groups(groups(attached.groups()))
        .interfaceType("interface")
        .ipv6Addresses(List.of())
        .macAddress(attached.macAddress())
        .ownerId(place.accountId())
        .privateDnsName(HostNames.ofPrivate(place.region(), attached.address()))
        .privateIpAddress(attached.address())
        .privateIpAddresses(
            attached.addresses().stream()
                .map(
                    each ->
                        InstancePrivateIpAddress.builder()
                            .primary(each.equals(attached.addresses().getFirst()))
                            .privateIpAddress(each.privateAddress())
                            .privateDnsName(
                                HostNames.ofPrivate(place.region(), each.privateAddress()))
                            .association(association(place, each, attached))
                            .build())
                .toList())
        .sourceDestCheck(attached.checksAddresses())
        .status("in-use")
        .subnetId(attached.subnetId())
        .vpcId(attached.vpcId())
        .build();
  }

  private static @Nullable InstanceNetworkInterfaceAssociation association(
      Place place, Address address, Attached attached) {
    return address
        .publicAddress()
        .map(
            it ->
                InstanceNetworkInterfaceAssociation.builder()
                    .publicIp(it)
                    .publicDnsName(
                        attached.publicNames() ? HostNames.ofPublic(place.region(), it) : "")
                    .ipOwnerId(address.publicOwner().orElse("amazon"))
                    .build())
        .orElse(null);
  }

  static InstanceMetadataOptionsResponse metadata(MetadataOptions options) {
    return InstanceMetadataOptionsResponse.builder()
        .state("applied")
        .httpEndpoint(options.enabled() ? "enabled" : "disabled")
        .httpTokens(options.tokensRequired() ? "required" : "optional")
        .httpPutResponseHopLimit(options.hopLimit())
        .httpProtocolIpv6("disabled")
        .instanceMetadataTags(options.tags() ? "enabled" : "disabled")
        .build();
  }

  static software.amazon.awssdk.services.ec2.model.InstanceState state(InstanceState state) {
    return software.amazon.awssdk.services.ec2.model.InstanceState.builder()
        .code(state.code())
        .name(state.wireName())
        .build();
  }

  private DescribeInstanceStatusResponse statuses(
      Call call, DescribeInstanceStatusRequest request) {
    Place place = Place.of(call);
    boolean all = Boolean.TRUE.equals(request.includeAllInstances());
    return ground.read(
        snapshot -> {
          Page<Instance> page =
              statuses.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.instanceIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeInstanceStatusResponse.builder()
              .instanceStatuses(
                  page.items().stream()
                      .filter(it -> all || it.state() == InstanceState.RUNNING)
                      .map(it -> status(place, it))
                      .toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static InstanceStatus status(Place place, Instance it) {
    boolean runs = it.state() == InstanceState.RUNNING;
    InstanceStatusSummary summary =
        InstanceStatusSummary.builder()
            .status(runs ? "ok" : "not-applicable")
            .details(
                runs
                    ? List.of(
                        InstanceStatusDetails.builder()
                            .name("reachability")
                            .status("passed")
                            .build())
                    : List.of())
            .build();
    return InstanceStatus.builder()
        .instanceId(it.id())
        .availabilityZone(it.launch().zone())
        .availabilityZoneId(
            Zones.named(place.region(), it.launch().zone()).map(Zones.Zone::id).orElse(null))
        .instanceState(state(it.state()))
        .instanceStatus(summary)
        .systemStatus(summary)
        .build();
  }
}

package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.instance.InstanceNetwork.Attached;
import dev.cloudjar.ec2.instance.InstanceNetwork.Group;
import dev.cloudjar.ec2.metadata.MetadataOptions;
import dev.cloudjar.ec2.volume.Volume;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.GetLaunchTemplateDataRequest;
import software.amazon.awssdk.services.ec2.model.GetLaunchTemplateDataResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecification;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** Tells what a launch template would have to say for an instance like another one. */
final class InstanceTemplateOperations {
  private final Ground ground;
  private final InstanceNetwork network;

  InstanceTemplateOperations(Ground ground, InstanceNetwork network) {
    this.ground = ground;
    this.network = network;
  }

  void register(Ec2Operations ops) {
    ops.on(
        GetLaunchTemplateDataRequest.class,
        GetLaunchTemplateDataResponse.class,
        GetLaunchTemplateDataRequest::instanceId,
        this::data);
  }

  private GetLaunchTemplateDataResponse data(Call call, GetLaunchTemplateDataRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Instance it = Instances.require(snapshot, place, request.instanceId());
          if (it.state().isEnding()) {
            throw InstanceFaults.incorrectInstanceState(it.id(), "made a launch template of");
          }
          return GetLaunchTemplateDataResponse.builder()
              .launchTemplateData(data(snapshot, place, it))
              .build();
        });
  }

  private ResponseLaunchTemplateData data(Snapshot snapshot, Place place, Instance it) {
    Instance.Launch launch = it.launch();
    Instance.Settings settings = it.settings();
    var told =
        ResponseLaunchTemplateData.builder()
            .imageId(launch.imageId())
            .instanceType(settings.type())
            .keyName(launch.keyName().orElse(null))
            .userData(settings.userData().orElse(null))
            .ebsOptimized(settings.ebsOptimized())
            .monitoring(m -> m.enabled(settings.monitored()))
            .disableApiTermination(settings.disableApiTermination())
            .disableApiStop(settings.disableApiStop())
            .instanceInitiatedShutdownBehavior(settings.shutdownBehavior())
            .hibernationOptions(h -> h.configured(false))
            .enclaveOptions(e -> e.enabled(settings.options().enclave()))
            .maintenanceOptions(m -> m.autoRecovery(settings.options().autoRecovery()))
            .placement(
                p ->
                    p.availabilityZone(launch.zone())
                        .groupName(launch.tenancy().groupName().orElse(""))
                        .tenancy(launch.tenancy().tenancy()))
            .capacityReservationSpecification(
                c ->
                    c.capacityReservationPreference(
                        settings.options().capacityReservationPreference().orElse("open")))
            .blockDeviceMappings(
                it.devices().stream().map(d -> device(snapshot, place, d)).toList())
            .networkInterfaces(
                network.of(snapshot, place, it.id()).stream()
                    .map(InstanceTemplateOperations::end)
                    .toList())
            .tagSpecifications(tags(snapshot, place, it));
    metadata(told, settings.metadata());
    settings.cpuCredits().ifPresent(c -> told.creditSpecification(s -> s.cpuCredits(c)));
    it.profile().ifPresent(p -> told.iamInstanceProfile(i -> i.arn(p.arn())));
    launch
        .spot()
        .ifPresent(
            s ->
                told.instanceMarketOptions(
                    m ->
                        m.marketType("spot")
                            .spotOptions(
                                o ->
                                    o.maxPrice(s.maxPrice().orElse(null))
                                        .spotInstanceType(s.type())
                                        .instanceInterruptionBehavior(s.interruptionBehavior()))));
    return told.build();
  }

  private static void metadata(ResponseLaunchTemplateData.Builder told, MetadataOptions options) {
    told.metadataOptions(
        m ->
            m.httpEndpoint(options.enabled() ? "enabled" : "disabled")
                .httpTokens(options.tokensRequired() ? "required" : "optional")
                .httpPutResponseHopLimit(options.hopLimit())
                .httpProtocolIpv6("disabled")
                .instanceMetadataTags(options.tags() ? "enabled" : "disabled"));
  }

  private static LaunchTemplateBlockDeviceMapping device(
      Snapshot snapshot, Place place, Instance.Device device) {
    Volume volume = Volumes.require(snapshot, place, device.volumeId());
    return LaunchTemplateBlockDeviceMapping.builder()
        .deviceName(device.name())
        .ebs(
            e ->
                e.volumeSize(volume.sizeGibibytes())
                    .volumeType(volume.performance().type())
                    .snapshotId(volume.snapshotId().orElse(null))
                    .encrypted(false)
                    .deleteOnTermination(device.deletedOnTermination()))
        .build();
  }

  private static LaunchTemplateInstanceNetworkInterfaceSpecification end(Attached it) {
    return LaunchTemplateInstanceNetworkInterfaceSpecification.builder()
        .deviceIndex(it.deviceIndex())
        .subnetId(it.subnetId())
        .groups(it.groups().stream().map(Group::id).toList())
        .description(it.description())
        .deleteOnTermination(it.deletedOnTermination())
        .associatePublicIpAddress(it.publicAddress().isPresent())
        .interfaceType("interface")
        .networkCardIndex(0)
        .build();
  }

  private static List<LaunchTemplateTagSpecification> tags(
      Snapshot snapshot, Place place, Instance it) {
    Map<String, String> own = new TreeMap<>(ResourceTags.of(snapshot, place, it.id()));
    own.keySet().removeIf(key -> key.startsWith("aws:"));
    List<LaunchTemplateTagSpecification> told = new ArrayList<>();
    if (!own.isEmpty()) {
      told.add(
          LaunchTemplateTagSpecification.builder()
              .resourceType("instance")
              .tags(TagOperations.tags(own))
              .build());
    }
    return told;
  }
}

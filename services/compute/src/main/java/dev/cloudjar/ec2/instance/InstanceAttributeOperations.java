package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.instance.Instance.Settings;
import dev.cloudjar.ec2.instance.InstanceNetwork.Attached;
import dev.cloudjar.ec2.volume.Volume;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.ResetInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetInstanceAttributeResponse;

/** The attributes of instances, one at a time. */
final class InstanceAttributeOperations {

  private final Ground ground;
  private final InstanceNetwork network;

  InstanceAttributeOperations(Ground ground, InstanceNetwork network) {
    this.ground = ground;
    this.network = network;
  }

  void register(Ec2Operations ops) {
    ops.on(
        DescribeInstanceAttributeRequest.class,
        DescribeInstanceAttributeResponse.class,
        DescribeInstanceAttributeRequest::instanceId,
        this::describe);
    ops.on(
            ModifyInstanceAttributeRequest.class,
            ModifyInstanceAttributeResponse.class,
            ModifyInstanceAttributeRequest::instanceId,
            this::modify)
        .recordedMember("EbsOptimized", "volumes are as fast as this machine's disk");
    ops.on(
        ResetInstanceAttributeRequest.class,
        ResetInstanceAttributeResponse.class,
        ResetInstanceAttributeRequest::instanceId,
        this::reset);
    ops.on(
        ModifyInstanceMetadataOptionsRequest.class,
        ModifyInstanceMetadataOptionsResponse.class,
        ModifyInstanceMetadataOptionsRequest::instanceId,
        this::modifyMetadata);
  }

  private static AttributeValue value(@Nullable String text) {
    return AttributeValue.builder().value(text).build();
  }

  private static AttributeBooleanValue value(boolean flag) {
    return AttributeBooleanValue.builder().value(flag).build();
  }

  private DescribeInstanceAttributeResponse describe(
      Call call, DescribeInstanceAttributeRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Instance it = Instances.require(snapshot, place, request.instanceId());
          Settings settings = it.settings();
          var told = DescribeInstanceAttributeResponse.builder().instanceId(it.id());
          switch (request.attributeAsString()) {
            case "instanceType" -> told.instanceType(value(settings.type()));
            case "userData" -> told.userData(value(settings.userData().orElse(null)));
            case "disableApiTermination" ->
                told.disableApiTermination(value(settings.disableApiTermination()));
            case "disableApiStop" -> told.disableApiStop(value(settings.disableApiStop()));
            case "instanceInitiatedShutdownBehavior" ->
                told.instanceInitiatedShutdownBehavior(value(settings.shutdownBehavior()));
            case "rootDeviceName" -> told.rootDeviceName(value(it.launch().rootDevice()));
            case "ebsOptimized" -> told.ebsOptimized(value(settings.ebsOptimized()));
            case "enaSupport" -> told.enaSupport(value(true));
            case "sriovNetSupport" -> told.sriovNetSupport(value("simple"));
            case "enclaveOptions" ->
                told.enclaveOptions(e -> e.enabled(settings.options().enclave()));
            case "kernel" -> told.kernelId(value(null));
            case "ramdisk" -> told.ramdiskId(value(null));
            case "productCodes" -> told.productCodes(List.of());
            case "sourceDestCheck" ->
                told.sourceDestCheck(value(first(snapshot, place, it).checksAddresses()));
            case "groupSet" ->
                told.groups(
                    InstanceDescriptionOperations.groups(first(snapshot, place, it).groups()));
            case "blockDeviceMapping" -> told.blockDeviceMappings(mappings(it));
            default ->
                throw Ec2Faults.invalidParameterValue(
                    "Value (%s) for parameter attribute is invalid. Unknown attribute"
                        .formatted(request.attributeAsString()));
          }
          return told.build();
        });
  }

  private Attached first(Snapshot snapshot, Place place, Instance it) {
    if (it.state() == InstanceState.TERMINATED) {
      throw InstanceFaults.incorrectInstanceState(it.id(), "asked for its network");
    }
    return network.of(snapshot, place, it.id()).getFirst();
  }

  private static List<InstanceBlockDeviceMapping> mappings(Instance it) {
    return it.devices().stream()
        .map(
            device ->
                InstanceBlockDeviceMapping.builder()
                    .deviceName(device.name())
                    .ebs(
                        e ->
                            e.volumeId(device.volumeId())
                                .status("attached")
                                .attachTime(device.attached())
                                .deleteOnTermination(device.deletedOnTermination()))
                    .build())
        .toList();
  }

  private ModifyInstanceAttributeResponse modify(
      Call call, ModifyInstanceAttributeRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Instance before = Instances.require(transaction, place, request.instanceId());
          if (before.state().isEnding()) {
            throw InstanceFaults.incorrectInstanceState(before.id(), "modified");
          }
          Instance after = devices(transaction, place, before, request);
          Instances.put(ground, transaction, place, after.with(settings(before, legacy(request))));
          if (!request.groups().isEmpty()) {
            network.setGroups(transaction, place, before.id(), request.groups());
          }
          if (request.sourceDestCheck() != null) {
            network.setSourceDestCheck(
                transaction, place, before.id(), request.sourceDestCheck().value());
          }
          return true;
        });
    return ModifyInstanceAttributeResponse.builder().build();
  }

  /** Old clients name the attribute and its value, where new ones have a member for each. */
  private static ModifyInstanceAttributeRequest legacy(ModifyInstanceAttributeRequest request) {
    String value = request.value();
    if (request.attribute() == null || value == null) {
      return request;
    }
    var told = request.toBuilder();
    switch (request.attributeAsString()) {
      case "instanceType" -> told.instanceType(value(value));
      case "userData" -> told.userData(u -> u.value(SdkBytes.fromUtf8String(value)));
      case "disableApiTermination" ->
          told.disableApiTermination(value(Boolean.parseBoolean(value)));
      case "disableApiStop" -> told.disableApiStop(value(Boolean.parseBoolean(value)));
      case "instanceInitiatedShutdownBehavior" ->
          told.instanceInitiatedShutdownBehavior(value(value));
      case "ebsOptimized" -> told.ebsOptimized(value(Boolean.parseBoolean(value)));
      default ->
          throw Ec2Faults.unsupportedOperation(
              "Cloudjar does not modify the attribute " + request.attributeAsString());
    }
    return told.build();
  }

  private static Settings settings(Instance it, ModifyInstanceAttributeRequest request) {
    Settings before = it.settings();
    Optional<String> userData = before.userData();
    if (request.userData() != null) {
      requireStopped(it);
      SdkBytes bytes = request.userData().value();
      userData =
          bytes == null ? Optional.empty() : LaunchSettingOperations.userData(encoded(bytes));
    }
    return new Settings(
        type(it, request),
        userData,
        flag(request.disableApiTermination(), before.disableApiTermination()),
        flag(request.disableApiStop(), before.disableApiStop()),
        behavior(request, before),
        flag(request.ebsOptimized(), before.ebsOptimized()),
        before.monitored(),
        before.cpuCredits(),
        before.metadata(),
        before.options());
  }

  /** What comes is text in Base64, or its bytes where the client has decoded it. */
  private static String encoded(SdkBytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.asByteArray());
  }

  private static String type(Instance it, ModifyInstanceAttributeRequest request) {
    if (request.instanceType() == null) {
      return it.settings().type();
    }
    String name = request.instanceType().value();
    InstanceType type = InstanceTypes.of(name).orElseThrow(() -> InstanceFaults.noSuchType(name));
    requireStopped(it);
    if (!type.runs(it.launch().architecture())) {
      throw InstanceFaults.otherArchitecture(type.architecture(), it.launch().architecture());
    }
    return name;
  }

  private static void requireStopped(Instance it) {
    if (it.state() != InstanceState.STOPPED) {
      throw InstanceFaults.notStopped(it.id());
    }
  }

  private static String behavior(ModifyInstanceAttributeRequest request, Settings before) {
    if (request.instanceInitiatedShutdownBehavior() == null) {
      return before.shutdownBehavior();
    }
    String told = request.instanceInitiatedShutdownBehavior().value();
    if (!"stop".equals(told) && !"terminate".equals(told)) {
      throw Ec2Faults.invalidParameterValue(
          "Invalid value '%s' for instanceInitiatedShutdownBehavior".formatted(told));
    }
    return told;
  }

  private static boolean flag(@Nullable AttributeBooleanValue told, boolean before) {
    return (told == null || told.value() == null) ? before : told.value();
  }

  private static Instance devices(
      Transaction transaction,
      Place place,
      Instance before,
      ModifyInstanceAttributeRequest request) {
    Instance after = before;
    for (InstanceBlockDeviceMappingSpecification each : request.blockDeviceMappings()) {
      Instance.Device device =
          before.devices().stream()
              .filter(it -> it.name().equals(each.deviceName()))
              .findFirst()
              .orElseThrow(
                  () ->
                      Ec2Faults.of(
                          "InvalidInstanceAttributeValue",
                          "No device is currently mapped at " + each.deviceName()));
      if (each.ebs() != null && each.ebs().deleteOnTermination() != null) {
        boolean deleted = each.ebs().deleteOnTermination();
        after = after.with(device.deletedOnTermination(deleted));
        Volume volume = Volumes.require(transaction, place, device.volumeId());
        Volumes.put(
            transaction,
            place,
            volume.attached(
                new Volume.Attachment(
                    before.id(),
                    device.name(),
                    device.attached(),
                    deleted,
                    volume.in(before.id()).flatMap(Volume.Attachment::step))));
      }
    }
    return after;
  }

  private ResetInstanceAttributeResponse reset(Call call, ResetInstanceAttributeRequest request) {
    Place place = Place.of(call);
    if (!"sourceDestCheck".equals(request.attributeAsString())) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar's instances have no kernel and RAM disk to be reset.");
    }
    ground.transact(
        transaction -> {
          Instance it = Instances.require(transaction, place, request.instanceId());
          network.setSourceDestCheck(transaction, place, it.id(), true);
          return true;
        });
    return ResetInstanceAttributeResponse.builder().build();
  }

  private ModifyInstanceMetadataOptionsResponse modifyMetadata(
      Call call, ModifyInstanceMetadataOptionsRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          Instance it = Instances.require(transaction, place, request.instanceId());
          if (it.state().isEnding()) {
            throw InstanceFaults.incorrectInstanceState(it.id(), "modified");
          }
          Settings settings =
              it.settings()
                  .withMetadata(
                      LaunchSettingOperations.metadata(
                          it.settings().metadata(),
                          request.httpEndpointAsString(),
                          request.httpTokensAsString(),
                          request.httpPutResponseHopLimit(),
                          request.instanceMetadataTagsAsString()));
          Instances.put(ground, transaction, place, it.with(settings));
          return ModifyInstanceMetadataOptionsResponse.builder()
              .instanceId(it.id())
              .instanceMetadataOptions(InstanceDescriptionOperations.metadata(settings.metadata()))
              .build();
        });
  }
}

package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.ZoneOutages;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.volume.Volume;
import dev.cloudjar.ec2.volume.Volume.Step;
import dev.cloudjar.ec2.volume.VolumeKeyOperations;
import dev.cloudjar.ec2.volume.Volumes;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.model.AttachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.AttachVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DetachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DetachVolumeResponse;

/** Puts volumes into instances and takes them out again. */
final class AttachmentOperations {
  private static final Pattern DEVICE =
      Pattern.compile("/dev/(sd[a-z][0-9]{0,2}|xvd[a-z]{1,2}[0-9]{0,2})|xvd[a-z]{1,2}|sd[a-z]");

  private final Ground ground;
  private final AttachmentWork work;

  AttachmentOperations(Ground ground, AttachmentWork work) {
    this.ground = ground;
    this.work = work;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
        AttachVolumeRequest.class,
        AttachVolumeResponse.class,
        (call, it) -> List.of(it.volumeId(), it.instanceId()),
        this::attach);
    ops.onAll(
            DetachVolumeRequest.class,
            DetachVolumeResponse.class,
            (call, it) ->
                it.instanceId() == null
                    ? Collections.singletonList(it.volumeId())
                    : List.of(it.volumeId(), it.instanceId()),
            this::detach)
        .recordedMember("Force", "a file system on a volume is let go at once in any case");
  }

  private AttachVolumeResponse attach(Call call, AttachVolumeRequest request) {
    Place place = Place.of(call);
    String device = request.device();
    if (!DEVICE.matcher(device).matches()) {
      throw Ec2Faults.invalidParameterValue(
          "Value (%s) for parameter device is invalid. %s is not a valid EBS device name."
              .formatted(device, device));
    }
    AttachmentWork.Pair pair =
        new AttachmentWork.Pair(place, request.volumeId(), request.instanceId());
    requireKey(call, place, request);
    ground.transact(
        transaction -> {
          Instance instance = Instances.require(transaction, place, request.instanceId());
          Volume volume = Volumes.require(transaction, place, request.volumeId());
          requirePossible(instance, volume, device);
          work.whyNot()
              .ifPresent(
                  why -> {
                    throw Ec2Faults.unsupportedOperation(
                        "Volumes can't be attached on this machine, whose disks are " + why);
                  });
          if (ZoneOutages.isDown(transaction, volume.zone())) {
            throw Ec2Faults.unavailable(volume.zone());
          }
          Volumes.attach(
              transaction,
              place,
              volume.id(),
              new Volume.Attachment(
                  instance.id(), device, call.time(), false, Optional.of(Step.ATTACHING)));
          Instances.put(
              ground,
              transaction,
              place,
              instance.with(new Instance.Device(device, volume.id(), call.time(), false)));
          work.scheduleAttaching(transaction, pair, call.time());
          return true;
        });
    try {
      work.attach(pair);
    } catch (IOException | RuntimeException e) {
      throw Ec2Faults.of("InternalError", "The volume cannot be attached: " + e.getMessage());
    }
    return AttachVolumeResponse.builder()
        .volumeId(request.volumeId())
        .instanceId(request.instanceId())
        .device(device)
        .state("attaching")
        .attachTime(call.time())
        .deleteOnTermination(false)
        .build();
  }

  private void requireKey(Call call, Place place, AttachVolumeRequest request) {
    Volume volume =
        ground.read(
            snapshot -> {
              Instance instance = Instances.require(snapshot, place, request.instanceId());
              Volume found = Volumes.require(snapshot, place, request.volumeId());
              requirePossible(instance, found, request.device());
              return found;
            });
    if (VolumeKeyOperations.refusal(call, volume).isPresent()) {
      throw Ec2Faults.of(
          "CustomerKeyHasBeenRevoked",
          "Volume %s cannot be attached. The encrypted volume was unable to access the KMS key."
              .formatted(volume.id()));
    }
  }

  private static void requirePossible(Instance instance, Volume volume, String device) {
    switch (instance.state()) {
      case RUNNING, STOPPED, STOPPING -> {
        // Possible.
      }
      case PENDING, SHUTTING_DOWN, TERMINATED ->
          throw Ec2Faults.of(
              "IncorrectState", "Instance '%s' is not 'running'.".formatted(instance.id()));
    }
    if (!volume.zone().equals(instance.launch().zone())) {
      throw Ec2Faults.of(
          "InvalidVolume.ZoneMismatch",
          "The volume '%s' is not in the same availability zone as instance '%s'"
              .formatted(volume.id(), instance.id()));
    }
    boolean taken =
        instance.devices().stream()
            .anyMatch(it -> it.name().equals(device) && !it.volumeId().equals(volume.id()));
    if (taken) {
      throw Ec2Faults.invalidParameterValue(
          "Invalid value '%s' for unixDevice. Attachment point %s is already in use"
              .formatted(device, device));
    }
    requireShareable(instance, volume);
    if (volume.tree() && !device.equals(instance.launch().rootDevice())) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar's root volumes are trees of files: they can be attached as roots only.");
    }
  }

  private static void requireShareable(Instance instance, Volume volume) {
    boolean nitro =
        InstanceTypes.of(instance.settings().type())
            .flatMap(InstanceType::hypervisor)
            .filter("xen"::equals)
            .isEmpty();
    if (volume.multiAttach() && !nitro) {
      throw Ec2Faults.unsupportedOperation(
          "Multi-Attach enabled volumes can be attached to instances built on the Nitro System"
              + " only, which %s is not.".formatted(instance.settings().type()));
    }
  }

  private DetachVolumeResponse detach(Call call, DetachVolumeRequest request) {
    Place place = Place.of(call);
    Volume.Attachment attachment =
        ground.transact(
            transaction -> {
              Volume volume = Volumes.require(transaction, place, request.volumeId());
              Volume.Attachment found = attachment(volume, request);
              Instance instance = Instances.require(transaction, place, found.instanceId());
              boolean root = found.device().equals(instance.launch().rootDevice());
              if (root && instance.state() != InstanceState.STOPPED) {
                throw Ec2Faults.operationNotPermitted(
                    "Unable to detach root volume '%s' from instance '%s'"
                        .formatted(volume.id(), instance.id()));
              }
              Volumes.put(
                  transaction, place, volume.attached(found.at(Optional.of(Step.DETACHING))));
              work.scheduleDetaching(
                  transaction,
                  new AttachmentWork.Pair(place, volume.id(), instance.id()),
                  call.time());
              return found;
            });
    try {
      work.detach(new AttachmentWork.Pair(place, request.volumeId(), attachment.instanceId()));
    } catch (IOException e) {
      throw Ec2Faults.of("InternalError", "The volume cannot be detached: " + e.getMessage());
    }
    return DetachVolumeResponse.builder()
        .volumeId(request.volumeId())
        .instanceId(attachment.instanceId())
        .device(attachment.device())
        .state("detaching")
        .attachTime(attachment.since())
        .build();
  }

  private static Volume.Attachment attachment(Volume volume, DetachVolumeRequest request) {
    if (volume.attachments().isEmpty()) {
      throw Ec2Faults.incorrectState(
          "Volume '%s' is in the 'available' state.".formatted(volume.id()));
    }
    String instanceId = request.instanceId();
    String device = request.device();
    if (instanceId == null && volume.attachments().size() > 1) {
      throw Ec2Faults.missingParameter("instanceId");
    }
    return volume.attachments().stream()
        .filter(it -> instanceId == null || it.instanceId().equals(instanceId))
        .filter(it -> device == null || it.device().equals(device))
        .findFirst()
        .orElseThrow(
            () ->
                Ec2Faults.of(
                    "InvalidAttachment.NotFound",
                    "The volume '%s' is not attached to instance '%s'%s"
                        .formatted(
                            volume.id(),
                            instanceId == null
                                ? volume.attachments().getFirst().instanceId()
                                : instanceId,
                            device == null ? "" : " as device '%s'".formatted(device))));
  }
}

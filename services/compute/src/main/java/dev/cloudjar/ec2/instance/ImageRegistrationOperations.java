package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.image.Image;
import dev.cloudjar.ec2.image.Images;
import dev.cloudjar.ec2.volume.Performance;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.RegisterImageResponse;

/**
 * Makes images of snapshots of roots. A root is a tree of files here, so what has blocks, such as
 * an image of a disk, boots nothing.
 */
final class ImageRegistrationOperations {
  private final Ground ground;

  ImageRegistrationOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
            RegisterImageRequest.class,
            RegisterImageResponse.class,
            (call, it) ->
                Stream.concat(
                        Stream.of("image/*"),
                        it.blockDeviceMappings().stream()
                            .map(BlockDeviceMapping::ebs)
                            .filter(Objects::nonNull)
                            .map(EbsBlockDevice::snapshotId)
                            .filter(Objects::nonNull))
                    .toList(),
            this::registerImage)
        .recordedMember("BootMode", "machines have no firmware")
        .recordedMember("TpmSupport", "machines have no firmware")
        .recordedMember("UefiData", "machines have no firmware")
        .recordedMember("EnaSupport", "interfaces are as fast as this machine")
        .recordedMember("SriovNetSupport", "interfaces are as fast as this machine");
  }

  private RegisterImageResponse registerImage(Call call, RegisterImageRequest request) {
    Place place = Place.of(call);
    Images.requireName(request.name());
    requirePossible(request);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.IMAGE);
    String rootDevice = Objects.requireNonNullElse(request.rootDeviceName(), "/dev/sda1");
    String id = ground.ids().next(ResourceKind.IMAGE);
    ground.transact(
        transaction -> {
          Images.requireNewName(transaction, place, request.name());
          List<Image.Device> devices = new ArrayList<>();
          for (BlockDeviceMapping each : request.blockDeviceMappings()) {
            if (each.noDevice() == null && each.ebs() != null) {
              devices.add(device(transaction, place, each.deviceName(), each.ebs()));
            }
          }
          VolumeSnapshot root = root(transaction, place, devices, rootDevice);
          Images.put(
              transaction,
              place,
              new Image(
                  id,
                  place.accountId(),
                  request.name(),
                  Objects.requireNonNullElse(request.description(), ""),
                  // AWS's own choice, though nothing runs it any longer.
                  Objects.requireNonNullElse(request.architectureAsString(), "i386"),
                  rootDevice,
                  devices,
                  root.disk(),
                  Optional.of(root.disk()).filter(it -> it.startsWith("debian-")),
                  call.time(),
                  "available",
                  Optional.empty(),
                  Optional.empty()));
          ResourceTags.add(transaction, place, id, tags);
          return true;
        });
    return RegisterImageResponse.builder().imageId(id).build();
  }

  private static void requirePossible(RegisterImageRequest request) {
    if (request.imageLocation() != null
        || request.kernelId() != null
        || request.ramdiskId() != null
        || "paravirtual".equals(request.virtualizationType())
        || !request.billingProducts().isEmpty()) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar's images are made of snapshots of roots; they have no manifests, kernels, RAM"
              + " disks and billing products.");
    }
  }

  private static Image.Device device(
      Transaction transaction, Place place, String name, EbsBlockDevice told) {
    if (name == null) {
      throw Ec2Faults.missingParameter("BlockDeviceMapping.DeviceName");
    }
    if (told.encrypted() != null && told.snapshotId() != null) {
      throw Ec2Faults.invalidParameterCombination(
          "The parameter encrypted cannot be given with a snapshot.");
    }
    Optional<VolumeSnapshot> snapshot =
        Optional.ofNullable(told.snapshotId())
            .map(it -> Volumes.requireOwnSnapshot(transaction, place, it));
    if (snapshot.filter(it -> !it.state().equals("completed")).isPresent()) {
      throw Ec2Faults.incorrectState(
          "Snapshot %s is not 'completed'.".formatted(told.snapshotId()));
    }
    if (snapshot.isEmpty() && told.volumeSize() == null) {
      throw Ec2Faults.missingParameter("size/snapshot");
    }
    int least = snapshot.map(VolumeSnapshot::sizeGibibytes).orElse(1);
    int size = Objects.requireNonNullElse(told.volumeSize(), least);
    if (size < least) {
      throw Ec2Faults.of(
          "InvalidBlockDeviceMapping",
          "Volume of size %dGB is smaller than snapshot '%s', expect size >= %dGB"
              .formatted(size, told.snapshotId(), least));
    }
    Performance performance =
        Performance.of(
            Objects.requireNonNullElse(told.volumeTypeAsString(), "gp2"),
            size,
            told.iops(),
            told.throughput());
    return new Image.Device(
        name,
        snapshot.map(VolumeSnapshot::id),
        size,
        performance.type(),
        performance.iops(),
        performance.throughput(),
        snapshot.flatMap(VolumeSnapshot::keyArn).isPresent()
            || Boolean.TRUE.equals(told.encrypted()),
        !Boolean.FALSE.equals(told.deleteOnTermination()),
        Optional.empty());
  }

  private static VolumeSnapshot root(
      Transaction transaction, Place place, List<Image.Device> devices, String rootDevice) {
    VolumeSnapshot root =
        devices.stream()
            .filter(it -> it.name().equals(rootDevice))
            .flatMap(it -> it.snapshotId().stream())
            .map(it -> Volumes.requireOwnSnapshot(transaction, place, it))
            .findFirst()
            .orElseThrow(
                () ->
                    Ec2Faults.of(
                        "InvalidBlockDeviceMapping",
                        "The root device %s has no snapshot.".formatted(rootDevice)));
    if (!root.tree()) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar's instances boot from trees of files: %s, which has blocks, is no snapshot of"
                  .formatted(root.id())
              + " a root.");
    }
    return root;
  }
}

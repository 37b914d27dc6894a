package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.image.Image;
import dev.cloudjar.ec2.instance.Instance.Device;
import dev.cloudjar.ec2.volume.Performance;
import dev.cloudjar.ec2.volume.Volume;
import dev.cloudjar.ec2.volume.VolumeKeyOperations;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;

/** Makes the volumes that an instance is launched with. */
final class LaunchDeviceOperations {
  private static final int GIBIBYTES = 8;

  private LaunchDeviceOperations() {}

  /** The image's devices, changed by what the launch says of them. */
  static List<Image.Device> merged(Image image, List<BlockDeviceMapping> wanted) {
    Map<String, Image.Device> devices = new LinkedHashMap<>();
    image.devices().forEach(it -> devices.put(it.name(), it));
    for (BlockDeviceMapping each : wanted) {
      String name = each.deviceName();
      if (name == null) {
        throw Ec2Faults.missingParameter("BlockDeviceMapping.DeviceName");
      }
      if (each.noDevice() != null) {
        if (name.equals(image.rootDevice())) {
          throw Ec2Faults.invalidParameterValue("The root device cannot be left out.");
        }
        devices.remove(name);
      } else if (each.virtualName() == null || each.ebs() != null) {
        devices.put(
            name, device(name, devices.get(name), each.ebs(), name.equals(image.rootDevice())));
      }
    }
    devices.values().removeIf(it -> it.virtualName().isPresent());
    return List.copyOf(devices.values());
  }

  private static Image.Device device(
      String name, Image.@Nullable Device before, @Nullable EbsBlockDevice ebs, boolean root) {
    EbsBlockDevice told = ebs == null ? EbsBlockDevice.builder().build() : ebs;
    if (root
        && told.snapshotId() != null
        && (before == null || !before.snapshotId().equals(Optional.of(told.snapshotId())))) {
      throw Ec2Faults.invalidParameterValue("snapshotId cannot be modified on root device");
    }
    String typeBefore = before == null ? "gp2" : before.type();
    String type = Objects.requireNonNullElse(told.volumeTypeAsString(), typeBefore);
    boolean same = type.equals(typeBefore);
    return new Image.Device(
        name,
        told.snapshotId() != null
            ? Optional.of(told.snapshotId())
            : before == null ? Optional.empty() : before.snapshotId(),
        told.volumeSize() != null ? told.volumeSize() : before == null ? 0 : before.sizeGibibytes(),
        type,
        Optional.ofNullable(told.iops()).or(() -> same ? iops(before) : Optional.empty()),
        Optional.ofNullable(told.throughput())
            .or(() -> same && before != null ? before.throughput() : Optional.empty()),
        told.encrypted() != null ? told.encrypted() : before != null && before.encrypted(),
        Objects.requireNonNullElse(
            told.deleteOnTermination(), before == null || before.deletedOnTermination()),
        Optional.empty());
  }

  private static Optional<Integer> iops(Image.@Nullable Device before) {
    return before == null || before.type().equals("gp2") ? Optional.empty() : before.iops();
  }

  static List<Device> devices(
      Ground ground,
      Transaction transaction,
      Call call,
      Image image,
      List<BlockDeviceMapping> wanted,
      String instanceId,
      String zone,
      Map<String, String> tags,
      Map<String, LaunchKeyOperations.Prepared> keys) {
    Place place = Place.of(call);
    List<Device> devices = new ArrayList<>();
    for (Image.Device each : merged(image, wanted)) {
      boolean root = each.name().equals(image.rootDevice());
      LaunchKeyOperations.Prepared key = keys.get(each.name());
      String volumeId = key == null ? ground.ids().next(ResourceKind.VOLUME) : key.volumeId();
      Volume volume =
          volume(
              transaction,
              call,
              image,
              each,
              root,
              volumeId,
              zone,
              Optional.ofNullable(key).map(LaunchKeyOperations.Prepared::made));
      Volumes.put(
          transaction,
          place,
          volume.attached(
              new Volume.Attachment(
                  instanceId,
                  each.name(),
                  call.time(),
                  each.deletedOnTermination(),
                  Optional.empty())));
      ResourceTags.add(transaction, place, volumeId, tags);
      devices.add(new Device(each.name(), volumeId, call.time(), each.deletedOnTermination()));
    }
    return devices;
  }

  private static Volume volume(
      Transaction transaction,
      Call call,
      Image image,
      Image.Device device,
      boolean root,
      String volumeId,
      String zone,
      Optional<VolumeKeyOperations.Made> key) {
    Optional<VolumeSnapshot> snapshot =
        root
            ? Optional.empty()
            : device.snapshotId().map(it -> imageSnapshot(transaction, Place.of(call), image, it));
    int least =
        snapshot
            .map(VolumeSnapshot::sizeGibibytes)
            .orElseGet(
                () -> root ? image.root().map(Image.Device::sizeGibibytes).orElse(GIBIBYTES) : 1);
    int size = device.sizeGibibytes() == 0 ? least : device.sizeGibibytes();
    if (device.sizeGibibytes() == 0 && snapshot.isEmpty() && !root) {
      throw Ec2Faults.missingParameter("size/snapshot");
    }
    if (size < least) {
      throw Ec2Faults.of(
          "InvalidBlockDeviceMapping",
          "Volume of size %dGB is smaller than snapshot '%s', expect size >= %dGB"
              .formatted(size, device.snapshotId().orElse(""), least));
    }
    boolean gp2 = device.type().equals("gp2");
    return new Volume(
        volumeId,
        size,
        Performance.of(
            device.type(),
            size,
            gp2 ? null : device.iops().orElse(null),
            device.throughput().orElse(null)),
        zone,
        device.snapshotId(),
        root ? Optional.of(image.source()) : snapshot.map(VolumeSnapshot::disk),
        root,
        key.map(VolumeKeyOperations.Made::keyArn),
        false,
        call.time(),
        Volume.State.CREATING,
        List.of(),
        Optional.empty(),
        key.flatMap(VolumeKeyOperations.Made::key),
        key.flatMap(VolumeKeyOperations.Made::refusal));
  }

  /** An image brings its owner's snapshots along. */
  private static VolumeSnapshot imageSnapshot(
      Transaction transaction, Place place, Image image, String id) {
    boolean images =
        image.devices().stream().anyMatch(it -> it.snapshotId().equals(Optional.of(id)));
    return Volumes.requireSnapshot(
        transaction, images ? new Place(image.ownerId(), place.region()) : place, id);
  }
}

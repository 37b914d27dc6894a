package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.image.Image;
import dev.cloudjar.ec2.image.Images;
import dev.cloudjar.ec2.volume.VolumeKeyOperations;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Has KMS make the keys of volumes that instances are to be launched with. */
final class LaunchKeyOperations {
  private LaunchKeyOperations() {}

  /** A volume that is to be encrypted. */
  record Prepared(String volumeId, VolumeKeyOperations.Made made) {}

  private record Wanted(String device, String keyId, Optional<VolumeSnapshot> source) {}

  /** The keys of each instance's volumes, by their devices. */
  static List<Map<String, Prepared>> keys(
      Ground ground, Call call, RunInstancesRequest request, int count) {
    List<Wanted> wanted = wanted(ground, call, request);
    List<Map<String, Prepared>> all = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Map<String, Prepared> keys = new HashMap<>();
      for (Wanted each : wanted) {
        String volumeId = ground.ids().next(ResourceKind.VOLUME);
        keys.put(
            each.device(),
            new Prepared(
                volumeId, VolumeKeyOperations.make(call, each.keyId(), volumeId, each.source())));
      }
      all.add(keys);
    }
    return all;
  }

  private static List<Wanted> wanted(Ground ground, Call call, RunInstancesRequest request) {
    Place place = Place.of(call);
    return ground.read(
        rows -> {
          Optional<Image> image =
              Optional.ofNullable(request.imageId()).flatMap(it -> Images.usable(rows, place, it));
          List<Wanted> wanted = new ArrayList<>();
          if (image.isEmpty()) {
            return wanted;
          }
          for (Image.Device device :
              LaunchDeviceOperations.merged(image.get(), request.blockDeviceMappings())) {
            // An image brings its owner's snapshots along.
            Optional<VolumeSnapshot> source =
                device
                    .snapshotId()
                    .flatMap(
                        it ->
                            Volumes.findSnapshot(rows, place, it)
                                .or(
                                    () ->
                                        Volumes.findSnapshot(
                                            rows,
                                            new Place(image.get().ownerId(), place.region()),
                                            it)));
            VolumeKeyOperations.wanted(
                    rows, place, device.encrypted(), keyId(request, device.name()), source, true)
                .ifPresent(it -> wanted.add(new Wanted(device.name(), it, source)));
          }
          return wanted;
        });
  }

  private static @Nullable String keyId(RunInstancesRequest request, String device) {
    return request.blockDeviceMappings().stream()
        .filter(it -> device.equals(it.deviceName()))
        .map(BlockDeviceMapping::ebs)
        .filter(Objects::nonNull)
        .map(EbsBlockDevice::kmsKeyId)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}

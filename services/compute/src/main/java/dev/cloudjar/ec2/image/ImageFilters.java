package dev.cloudjar.ec2.image;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.ec2.ground.Shares;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The filters of images. */
final class ImageFilters {
  private static final String TAG = "tag:";

  private ImageFilters() {}

  static boolean meets(Snapshot snapshot, Place place, Image image, Criterion criterion) {
    return criterion.isMetBy(values(snapshot, place, image, criterion.name()));
  }

  private static List<String> values(Snapshot snapshot, Place place, Image image, String filter) {
    Map<String, String> tags = ResourceTags.of(snapshot, place, image.id());
    if (filter.startsWith(TAG)) {
      return Optional.ofNullable(tags.get(filter.substring(TAG.length()))).stream().toList();
    }
    return switch (filter) {
      case "architecture" -> List.of(image.architecture());
      case "creation-date" -> List.of(image.created().toString());
      case "description" -> List.of(image.description());
      case "ena-support" -> List.of("true");
      case "hypervisor" -> List.of("xen");
      case "image-id" -> List.of(image.id());
      case "image-type" -> List.of("machine");
      case "is-public" ->
          List.of(
              String.valueOf(ImageOperations.users(snapshot, place, image).contains(Shares.ALL)));
      case "name" -> List.of(image.name());
      case "owner-id" -> List.of(image.ownerId());
      case "platform", "kernel-id", "ramdisk-id", "product-code", "owner-alias" -> List.of();
      case "root-device-name" -> List.of(image.rootDevice());
      case "root-device-type" -> List.of("ebs");
      case "source-image-id" -> image.from().stream().toList();
      case "state" -> List.of(image.state());
      case "tag-key" -> List.copyOf(tags.keySet());
      case "virtualization-type" -> List.of("hvm");
      default -> ofDevices(image, filter);
    };
  }

  private static List<String> ofDevices(Image image, String filter) {
    Function<Image.Device, Object> value =
        switch (filter) {
          case "block-device-mapping.device-name" -> Image.Device::name;
          case "block-device-mapping.snapshot-id" -> it -> it.snapshotId().orElse("");
          case "block-device-mapping.volume-size" -> Image.Device::sizeGibibytes;
          case "block-device-mapping.volume-type" -> Image.Device::type;
          case "block-device-mapping.encrypted" -> Image.Device::encrypted;
          case "block-device-mapping.delete-on-termination" -> Image.Device::deletedOnTermination;
          default ->
              throw Ec2Faults.invalidParameterValue("The filter '%s' is invalid".formatted(filter));
        };
    return image.devices().stream().map(value).map(String::valueOf).toList();
  }
}

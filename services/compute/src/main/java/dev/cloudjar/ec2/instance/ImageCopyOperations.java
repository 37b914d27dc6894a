package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.ec2.image.Image;
import dev.cloudjar.ec2.image.Images;
import dev.cloudjar.ec2.volume.VolumeKeyOperations;
import dev.cloudjar.ec2.volume.VolumeKeyOperations.Made;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CopyImageRequest;
import software.amazon.awssdk.services.ec2.model.CopyImageResponse;

/** Copies images, also from other Regions and of other accounts, with all their snapshots. */
final class ImageCopyOperations {
  private final Ground ground;
  private final ImageMakingOperations making;

  ImageCopyOperations(Ground ground, ImageMakingOperations making) {
    this.ground = ground;
    this.making = making;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
            CopyImageRequest.class,
            CopyImageResponse.class,
            (call, it) -> List.of("image/*", "snapshot/*"),
            this::copy)
        .recordedMember("SnapshotCopyCompletionDurationMinutes", "a copy takes no time");
  }

  private CopyImageResponse copy(Call call, CopyImageRequest request) {
    Place place = Place.of(call);
    Images.requireName(request.name());
    requirePossible(request);
    List<ResourceKind> made = List.of(ResourceKind.IMAGE, ResourceKind.SNAPSHOT);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.IMAGE, made);
    Map<String, String> snapshotTags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.SNAPSHOT, made);
    Place from = new Place(place.accountId(), request.sourceRegion());
    Map<String, Made> keys = keys(call, request, from);
    String id =
        ground.transact(
            transaction ->
                ground
                    .tokens()
                    .once(
                        transaction,
                        call,
                        request,
                        request.clientToken(),
                        () -> {
                          Image source = Images.require(transaction, from, request.sourceImageId());
                          if (!source.state().equals("available")) {
                            throw Ec2Faults.of(
                                "InvalidAMIID.Unavailable",
                                "The image '%s' is not available.".formatted(source.id()));
                          }
                          Images.requireNewName(transaction, place, request.name());
                          Image copy = copy(transaction, call, request, source, snapshotTags, keys);
                          Images.put(transaction, place, copy);
                          Map<String, String> all = new HashMap<>();
                          if (Boolean.TRUE.equals(request.copyImageTags())) {
                            all.putAll(
                                ResourceTags.of(
                                    transaction,
                                    new Place(source.ownerId(), from.region()),
                                    source.id()));
                          }
                          all.putAll(tags);
                          ResourceTags.add(transaction, place, copy.id(), all);
                          making.schedule(transaction, call, copy.id());
                          return copy.id();
                        }));
    return CopyImageResponse.builder().imageId(id).build();
  }

  private static void requirePossible(CopyImageRequest request) {
    if (request.destinationOutpostArn() != null
        || request.destinationAvailabilityZone() != null
        || request.destinationAvailabilityZoneId() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no Outposts and no Local Zones.");
    }
    if (!Zones.isRegion(request.sourceRegion())) {
      throw Ec2Faults.of(
          "InvalidRegion", "The region '%s' is not valid.".formatted(request.sourceRegion()));
    }
  }

  private Image copy(
      Transaction transaction,
      Call call,
      CopyImageRequest request,
      Image source,
      Map<String, String> tags,
      Map<String, Made> keys) {
    Place place = Place.of(call);
    String id = ground.ids().next(ResourceKind.IMAGE);
    List<Image.Device> devices = new ArrayList<>();
    String root = source.source();
    for (Image.Device device : source.devices()) {
      if (device.snapshotId().isEmpty()) {
        devices.add(device);
        continue;
      }
      VolumeSnapshot copied =
          Volumes.copy(
              ground.ids().next(ResourceKind.SNAPSHOT),
              place,
              snapshot(transaction, call.accountId(), request, source, device),
              "Copied for DestinationAmi %s from SourceAmi %s for SourceSnapshot %s."
                  .formatted(id, source.id(), device.snapshotId().get()),
              call.time(),
              Optional.ofNullable(keys.get(device.name())));
      Volumes.put(transaction, place, copied);
      ResourceTags.add(transaction, place, copied.id(), tags);
      if (device.name().equals(source.rootDevice()) && source.distribution().isEmpty()) {
        root = copied.disk();
      }
      devices.add(
          new Image.Device(
              device.name(),
              Optional.of(copied.id()),
              device.sizeGibibytes(),
              device.type(),
              device.iops(),
              device.throughput(),
              copied.keyArn().isPresent(),
              device.deletedOnTermination(),
              Optional.empty()));
    }
    return new Image(
        id,
        place.accountId(),
        request.name(),
        Objects.requireNonNullElse(request.description(), ""),
        source.architecture(),
        source.rootDevice(),
        devices,
        root,
        source.distribution(),
        call.time(),
        "pending",
        Optional.empty(),
        Optional.of(source.id()));
  }

  /** The keys of the copies that are encrypted, by their devices. */
  private Map<String, Made> keys(Call call, CopyImageRequest request, Place from) {
    record Wanted(String device, String keyId, VolumeSnapshot source) {}
    List<Wanted> wanted =
        ground.read(
            rows -> {
              Image source = Images.require(rows, from, request.sourceImageId());
              List<Wanted> all = new ArrayList<>();
              for (Image.Device device : source.devices()) {
                if (device.snapshotId().isPresent()) {
                  VolumeSnapshot original =
                      snapshot(rows, call.accountId(), request, source, device);
                  VolumeKeyOperations.wanted(
                          rows,
                          Place.of(call),
                          request.encrypted(),
                          request.kmsKeyId(),
                          Optional.of(original),
                          false)
                      .ifPresent(it -> all.add(new Wanted(device.name(), it, original)));
                }
              }
              return all;
            });
    Map<String, Made> keys = new HashMap<>();
    for (Wanted each : wanted) {
      String volumeId = ground.ids().next(ResourceKind.VOLUME);
      keys.put(
          each.device(),
          VolumeKeyOperations.make(call, each.keyId(), volumeId, Optional.of(each.source())));
    }
    return keys;
  }

  /** Whoever may launch an image may not yet have what is in it. */
  private static VolumeSnapshot snapshot(
      Snapshot rows,
      String accountId,
      CopyImageRequest request,
      Image source,
      Image.Device device) {
    String id = device.snapshotId().orElseThrow();
    if (Images.isEverybodys(source)) {
      return Volumes.ofDistribution(id, source.ownerId(), device.sizeGibibytes(), source.source());
    }
    Place user = new Place(accountId, request.sourceRegion());
    return Volumes.findSnapshot(rows, user, id)
        .orElseThrow(
            () ->
                Ec2Faults.of(
                    "InvalidRequest",
                    "You do not have permission to access the storage of this ami"));
  }
}

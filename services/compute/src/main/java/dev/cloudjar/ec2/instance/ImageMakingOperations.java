package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKey;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.image.Image;
import dev.cloudjar.ec2.image.Images;
import dev.cloudjar.ec2.volume.Volume;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateImageRequest;
import software.amazon.awssdk.services.ec2.model.CreateImageResponse;

/** Makes images of instances: a snapshot of each volume, the root's being a further layer. */
final class ImageMakingOperations {
  private static final String KIND = "ec2:make-image";
  private static final String PENDING = "pending";

  private final Ground ground;
  private final InstanceMachines machines;

  ImageMakingOperations(Ground ground, InstanceMachines machines) {
    this.ground = ground;
    this.machines = machines;
    ground.cloud().work().handle(KIND, this::make);
  }

  void register(Ec2Operations ops) {
    ops.onAll(
            CreateImageRequest.class,
            CreateImageResponse.class,
            (call, it) -> List.of("image/*", "snapshot/*", it.instanceId()),
            this::create)
        .recordedMember("NoReboot", "a snapshot is of one moment, so that nothing is rebooted")
        .recordedMember("BlockDeviceMappings", "the image has the instance's volumes");
  }

  private CreateImageResponse create(Call call, CreateImageRequest request) {
    Place place = Place.of(call);
    String name = request.name();
    Images.requireName(name);
    List<ResourceKind> made = List.of(ResourceKind.IMAGE, ResourceKind.SNAPSHOT);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.IMAGE, made);
    Map<String, String> snapshotTags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.SNAPSHOT, made);
    String id = ground.ids().next(ResourceKind.IMAGE);
    ground.transact(
        transaction -> {
          Instance instance = Instances.require(transaction, place, request.instanceId());
          if (instance.state() != InstanceState.RUNNING
              && instance.state() != InstanceState.STOPPED) {
            throw InstanceFaults.incorrectInstanceState(instance.id(), "imaged");
          }
          Images.requireNewName(transaction, place, name);
          Image image =
              image(transaction, call, instance, id, name, request.description(), snapshotTags);
          Images.put(transaction, place, image);
          ResourceTags.add(transaction, place, id, tags);
          schedule(transaction, call, id);
          return true;
        });
    return CreateImageResponse.builder().imageId(id).build();
  }

  /** Has an image come about whose row, and whose snapshots' rows, are there. */
  void schedule(Transaction transaction, Call call, String id) {
    ground.schedule(transaction, KIND, Place.of(call), id, call.time());
  }

  private Image image(
      Transaction transaction,
      Call call,
      Instance instance,
      String id,
      String name,
      @Nullable String description,
      Map<String, String> tags) {
    Place place = Place.of(call);
    List<Image.Device> devices = new ArrayList<>();
    Map<String, String> disks = new HashMap<>();
    for (Instance.Device device : instance.devices()) {
      Volume volume = Volumes.require(transaction, place, device.volumeId());
      String snapshotId = ground.ids().next(ResourceKind.SNAPSHOT);
      Volumes.put(
          transaction,
          place,
          new VolumeSnapshot(
              snapshotId,
              place.accountId(),
              volume.id(),
              volume.sizeGibibytes(),
              "Created by CreateImage(%s) for %s".formatted(instance.id(), id),
              volume.keyArn(),
              call.time(),
              PENDING,
              snapshotId,
              volume.tree(),
              Optional.empty(),
              Optional.empty(),
              volume.dataKey()));
      ResourceTags.add(transaction, place, snapshotId, tags);
      disks.put(device.name(), snapshotId);
      devices.add(
          new Image.Device(
              device.name(),
              Optional.of(snapshotId),
              volume.sizeGibibytes(),
              volume.performance().type(),
              volume.performance().iops(),
              volume.performance().throughput(),
              volume.encrypted(),
              device.deletedOnTermination(),
              Optional.empty()));
    }
    return new Image(
        id,
        place.accountId(),
        name,
        Objects.requireNonNullElse(description, ""),
        instance.launch().architecture(),
        instance.launch().rootDevice(),
        devices,
        Objects.requireNonNull(disks.get(instance.launch().rootDevice())),
        Optional.empty(),
        call.time(),
        PENDING,
        Optional.empty(),
        Optional.of(instance.launch().imageId()));
  }

  private void make(Work.Item item) {
    ResourceKey key = ResourceKey.of(item);
    Place place = key.place();
    Optional<Image> found = ground.read(snapshot -> Images.own(snapshot, place, key.id()));
    if (found.isEmpty() || !found.get().state().equals(PENDING)) {
      return;
    }
    Optional<String> failure = Optional.empty();
    for (VolumeSnapshot snapshot : ground.read(rows -> snapshots(rows, place, found.get()))) {
      if (failure.isEmpty()) {
        failure = snapshot.failure();
      }
      try {
        if (snapshot.state().equals(PENDING)) {
          Volumes.make(machines.disks(), snapshot);
        }
      } catch (IOException | RuntimeException e) {
        failure = Optional.of(String.valueOf(e.getMessage()));
      }
    }
    finish(place, found.get(), failure);
  }

  private static List<VolumeSnapshot> snapshots(Snapshot rows, Place place, Image image) {
    return image.devices().stream()
        .flatMap(it -> it.snapshotId().stream())
        .map(it -> Volumes.requireSnapshot(rows, place, it))
        .toList();
  }

  private void finish(Place place, Image made, Optional<String> failure) {
    ground.transact(
        transaction -> {
          for (VolumeSnapshot snapshot : snapshots(transaction, place, made)) {
            if (snapshot.state().equals(PENDING)) {
              Volumes.put(transaction, place, snapshot.made(failure));
            }
          }
          Images.own(transaction, place, made.id())
              .ifPresent(
                  it ->
                      Images.put(
                          transaction,
                          place,
                          it.in(failure.isEmpty() ? "available" : "failed", failure)));
          return true;
        });
  }
}

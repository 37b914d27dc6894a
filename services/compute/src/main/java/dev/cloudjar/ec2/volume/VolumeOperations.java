package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.ZoneOutages;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.ec2.volume.Volume.State;
import dev.cloudjar.store.Snapshot;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVolumeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/** Creates, describes and deletes volumes. */
final class VolumeOperations {
  private final Ground ground;
  private final VolumeWork work;
  private final Listing<Volume> listing =
      new Listing<>(Volumes.VOLUMES)
          .by("volume-id", Volume::id)
          .by("availability-zone", Volume::zone)
          .by("create-time", Volume::created)
          .by("encrypted", Volume::encrypted)
          .by("multi-attach-enabled", Volume::multiAttach)
          .by("size", Volume::sizeGibibytes)
          .by("snapshot-id", it -> it.snapshotId().orElse(null))
          .by("status", it -> it.state().wireName())
          .by("volume-type", it -> it.performance().type())
          .byEach(
              "attachment.instance-id",
              it -> it.attachments().stream().map(Volume.Attachment::instanceId).toList())
          .byEach(
              "attachment.device",
              it -> it.attachments().stream().map(Volume.Attachment::device).toList())
          .byEach(
              "attachment.status",
              it -> it.attachments().stream().map(Volume.Attachment::wireName).toList())
          .byEach(
              "attachment.delete-on-termination",
              it ->
                  it.attachments().stream()
                      .map(a -> String.valueOf(a.deletedOnTermination()))
                      .toList());

  VolumeOperations(Ground ground, VolumeWork work) {
    this.ground = ground;
    this.work = work;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.VOLUME,
        CreateVolumeRequest.class,
        CreateVolumeResponse.class,
        it -> Collections.singletonList(it.snapshotId()),
        this::create);
    ops.on(
        DeleteVolumeRequest.class,
        DeleteVolumeResponse.class,
        DeleteVolumeRequest::volumeId,
        this::delete);
    ops.on(DescribeVolumesRequest.class, DescribeVolumesResponse.class, this::describe);
  }

  private CreateVolumeResponse create(Call call, CreateVolumeRequest request) {
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.VOLUME);
    String zone = zone(call, request);
    String newId = ground.ids().next(ResourceKind.VOLUME);
    Optional<VolumeKeyOperations.Made> key = key(call, request, newId);
    // Told in the same transaction: the work that makes it may find that it can't be, and remove
    // it.
    return ground.transact(
        transaction -> {
          String id =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> {
                        if (ZoneOutages.isDown(transaction, zone)) {
                          throw Ec2Faults.insufficientVolumeCapacity(zone);
                        }
                        Volume volume = volume(transaction, call, request, zone, newId, key);
                        Volumes.put(transaction, place, volume);
                        ResourceTags.add(transaction, place, volume.id(), tags);
                        work.scheduleMaking(transaction, place, volume);
                        return volume.id();
                      });
          return made(describe(transaction, place, Volumes.require(transaction, place, id)));
        });
  }

  private static CreateVolumeResponse made(software.amazon.awssdk.services.ec2.model.Volume told) {
    return CreateVolumeResponse.builder()
        .volumeId(told.volumeId())
        .availabilityZone(told.availabilityZone())
        .size(told.size())
        .state(told.state())
        .volumeType(told.volumeType())
        .iops(told.iops())
        .throughput(told.throughput())
        .snapshotId(told.snapshotId())
        .encrypted(told.encrypted())
        .kmsKeyId(told.kmsKeyId())
        .multiAttachEnabled(told.multiAttachEnabled())
        .createTime(told.createTime())
        .tags(told.tags())
        .build();
  }

  private static String zone(Call call, CreateVolumeRequest request) {
    String name = request.availabilityZone();
    if (name == null && request.availabilityZoneId() == null) {
      throw Ec2Faults.missingParameter("AvailabilityZone");
    }
    return (name != null
            ? Zones.named(call.region(), name)
            : Zones.withId(call.region(), request.availabilityZoneId()))
        .map(Zones.Zone::name)
        .orElseThrow(
            () ->
                Ec2Faults.of(
                    "InvalidZone.NotFound", "The zone '%s' does not exist.".formatted(name)));
  }

  /** A request that is refused by itself asks KMS for nothing. */
  private Optional<VolumeKeyOperations.Made> key(
      Call call, CreateVolumeRequest request, String volumeId) {
    record Wanted(Optional<String> keyId, Optional<VolumeSnapshot> source) {}
    Wanted wanted =
        ground.read(
            rows -> {
              volume(rows, call, request, "", volumeId, Optional.empty());
              Optional<VolumeSnapshot> source =
                  Optional.ofNullable(request.snapshotId())
                      .map(it -> Volumes.requireSnapshot(rows, Place.of(call), it));
              return new Wanted(
                  VolumeKeyOperations.wanted(
                      rows, Place.of(call), request.encrypted(), request.kmsKeyId(), source, true),
                  source);
            });
    return wanted.keyId().map(it -> VolumeKeyOperations.make(call, it, volumeId, wanted.source()));
  }

  private static Volume volume(
      Snapshot rows,
      Call call,
      CreateVolumeRequest request,
      String zone,
      String id,
      Optional<VolumeKeyOperations.Made> key) {
    Optional<VolumeSnapshot> snapshot =
        Optional.ofNullable(request.snapshotId())
            .map(it -> Volumes.requireSnapshot(rows, Place.of(call), it));
    if (snapshot.isEmpty() && request.size() == null) {
      throw Ec2Faults.missingParameter("size/snapshot");
    }
    snapshot.ifPresent(Volumes::requireCompleted);
    int least = snapshot.map(VolumeSnapshot::sizeGibibytes).orElse(1);
    int size = Objects.requireNonNullElse(request.size(), least);
    if (size < least) {
      throw Ec2Faults.invalidParameterValue(
          "The size of a volume must be at least that of its snapshot, %d GiB.".formatted(least));
    }
    Performance performance =
        Performance.of(
            Objects.requireNonNullElse(request.volumeTypeAsString(), "gp2"),
            size,
            request.iops(),
            request.throughput());
    boolean shared = Boolean.TRUE.equals(request.multiAttachEnabled());
    if (shared && !performance.mayBeShared()) {
      throw Ec2Faults.invalidParameterCombination(
          "The parameter multiAttachEnabled is supported for io1 and io2 volumes only.");
    }
    return new Volume(
        id,
        size,
        performance,
        zone,
        Optional.ofNullable(request.snapshotId()),
        snapshot.map(VolumeSnapshot::disk),
        snapshot.map(VolumeSnapshot::tree).orElse(false),
        key.map(VolumeKeyOperations.Made::keyArn),
        shared,
        call.time(),
        State.CREATING,
        List.of(),
        Optional.empty(),
        key.flatMap(VolumeKeyOperations.Made::key),
        key.flatMap(VolumeKeyOperations.Made::refusal));
  }

  private DeleteVolumeResponse delete(Call call, DeleteVolumeRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Volume volume = Volumes.require(transaction, place, request.volumeId());
          if (volume.state() == State.IN_USE) {
            throw Ec2Faults.of(
                "VolumeInUse",
                "Volume %s is currently attached to %s"
                    .formatted(volume.id(), volume.attachments().getFirst().instanceId()));
          }
          Volumes.delete(transaction, place, volume);
          work.scheduleRemoval(transaction, place, volume.id(), call.time());
          return true;
        });
    return DeleteVolumeResponse.builder().build();
  }

  private DescribeVolumesResponse describe(Call call, DescribeVolumesRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<Volume> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.volumeIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeVolumesResponse.builder()
              .volumes(page.items().stream().map(it -> describe(snapshot, place, it)).toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static software.amazon.awssdk.services.ec2.model.Volume describe(
      Snapshot snapshot, Place place, Volume volume) {
    return software.amazon.awssdk.services.ec2.model.Volume.builder()
        .volumeId(volume.id())
        .availabilityZone(volume.zone())
        .availabilityZoneId(
            Zones.named(place.region(), volume.zone()).map(Zones.Zone::id).orElse(null))
        .size(volume.sizeGibibytes())
        .state(volume.state().wireName())
        .volumeType(volume.performance().type())
        .iops(volume.performance().iops().orElse(null))
        .throughput(volume.performance().throughput().orElse(null))
        .snapshotId(volume.snapshotId().orElse(""))
        .encrypted(volume.encrypted())
        .kmsKeyId(volume.keyArn().orElse(null))
        .multiAttachEnabled(volume.multiAttach())
        .createTime(volume.created())
        .attachments(volume.attachments().stream().map(it -> attachment(volume.id(), it)).toList())
        .tags(TagOperations.tags(snapshot, place, volume.id()))
        .build();
  }

  private static VolumeAttachment attachment(String volumeId, Volume.Attachment it) {
    return VolumeAttachment.builder()
        .volumeId(volumeId)
        .instanceId(it.instanceId())
        .device(it.device())
        .state(it.wireName())
        .attachTime(it.since())
        .deleteOnTermination(it.deletedOnTermination())
        .build();
  }
}

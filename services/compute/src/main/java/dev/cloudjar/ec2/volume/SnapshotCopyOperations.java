package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CopySnapshotResponse;

/** Copies snapshots, also from other Regions and of other accounts. */
final class SnapshotCopyOperations {
  private final Ground ground;
  private final VolumeWork work;

  SnapshotCopyOperations(Ground ground, VolumeWork work) {
    this.ground = ground;
    this.work = work;
  }

  void register(Ec2Operations ops) {
    ops.making(
            ResourceKind.SNAPSHOT,
            CopySnapshotRequest.class,
            CopySnapshotResponse.class,
            it -> List.of(),
            this::copy)
        .recordedMember("CompletionDurationMinutes", "a copy takes no time")
        .recordedMember("PresignedUrl", "whoever may copy is known by the request itself");
  }

  private CopySnapshotResponse copy(Call call, CopySnapshotRequest request) {
    Place place = Place.of(call);
    requireRegions(call, request);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.SNAPSHOT);
    Place from = new Place(place.accountId(), request.sourceRegion());
    String newId = ground.ids().next(ResourceKind.SNAPSHOT);
    Optional<VolumeKeyOperations.Made> key = key(call, request, from, newId);
    String id =
        ground.transact(
            transaction -> {
              VolumeSnapshot source = source(transaction, from, request);
              VolumeSnapshot made =
                  Volumes.copy(
                      newId,
                      place,
                      source,
                      Objects.requireNonNullElse(request.description(), ""),
                      call.time(),
                      key);
              Volumes.put(transaction, place, made);
              ResourceTags.add(transaction, place, made.id(), tags);
              work.scheduleSnapshot(transaction, place, made);
              return made.id();
            });
    return CopySnapshotResponse.builder().snapshotId(id).tags(TagOperations.tags(tags)).build();
  }

  private static VolumeSnapshot source(Snapshot rows, Place from, CopySnapshotRequest request) {
    VolumeSnapshot source = Volumes.requireSnapshot(rows, from, request.sourceSnapshotId());
    Volumes.requireCompleted(source);
    return source;
  }

  private Optional<VolumeKeyOperations.Made> key(
      Call call, CopySnapshotRequest request, Place from, String id) {
    record Wanted(Optional<String> keyId, VolumeSnapshot source) {}
    Wanted wanted =
        ground.read(
            rows -> {
              VolumeSnapshot source = source(rows, from, request);
              return new Wanted(
                  VolumeKeyOperations.wanted(
                      rows,
                      Place.of(call),
                      request.encrypted(),
                      request.kmsKeyId(),
                      Optional.of(source),
                      false),
                  source);
            });
    return wanted
        .keyId()
        .map(it -> VolumeKeyOperations.make(call, it, id, Optional.of(wanted.source())));
  }

  private static void requireRegions(Call call, CopySnapshotRequest request) {
    if (request.destinationOutpostArn() != null || request.destinationAvailabilityZone() != null) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no Outposts and no Local Zones.");
    }
    if (!Zones.isRegion(request.sourceRegion())) {
      throw Ec2Faults.of(
          "InvalidRegion", "The region '%s' is not valid.".formatted(request.sourceRegion()));
    }
    String to = request.destinationRegion();
    if (to != null && !to.equals(call.region())) {
      throw Ec2Faults.invalidValue(
          "destinationRegion", to, "The request goes to the Region that the copy is to be in.");
    }
  }
}

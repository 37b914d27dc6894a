package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.Selection;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;

/** Creates, describes and deletes snapshots. */
final class SnapshotOperations {
  private final Ground ground;
  private final VolumeWork work;
  private final InUse inUse;
  private final Listing<VolumeSnapshot> listing =
      new Listing<>(Volumes.SNAPSHOTS)
          .by("snapshot-id", VolumeSnapshot::id)
          .by("description", VolumeSnapshot::description)
          .by("encrypted", it -> it.keyArn().isPresent())
          .by("owner-id", VolumeSnapshot::ownerId)
          .by("progress", SnapshotOperations::progress)
          .by("start-time", VolumeSnapshot::started)
          .by("status", VolumeSnapshot::state)
          .by("storage-tier", it -> "standard")
          .byReference("volume-id", VolumeSnapshot::volumeId)
          .by("volume-size", VolumeSnapshot::sizeGibibytes)
          .byEach("owner-alias", it -> List.of());

  /** What needs a snapshot; null for nothing. */
  @FunctionalInterface
  interface InUse {
    @Nullable String by(Snapshot snapshot, Place place, String snapshotId);
  }

  SnapshotOperations(Ground ground, VolumeWork work, InUse inUse) {
    this.ground = ground;
    this.work = work;
    this.inUse = inUse;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.SNAPSHOT,
        CreateSnapshotRequest.class,
        CreateSnapshotResponse.class,
        it -> Collections.singletonList(it.volumeId()),
        this::create);
    ops.on(
        DeleteSnapshotRequest.class,
        DeleteSnapshotResponse.class,
        DeleteSnapshotRequest::snapshotId,
        this::delete);
    ops.on(DescribeSnapshotsRequest.class, DescribeSnapshotsResponse.class, this::describe);
  }

  private CreateSnapshotResponse create(Call call, CreateSnapshotRequest request) {
    Place place = Place.of(call);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.SNAPSHOT);
    return ground.transact(
        transaction -> {
          Volume volume = Volumes.require(transaction, place, request.volumeId());
          if (volume.state() == Volume.State.CREATING || volume.state() == Volume.State.ERROR) {
            throw Ec2Faults.incorrectState(
                "Volume %s is in the '%s' state."
                    .formatted(volume.id(), volume.state().wireName()));
          }
          String id = ground.ids().next(ResourceKind.SNAPSHOT);
          VolumeSnapshot made =
              new VolumeSnapshot(
                  id,
                  place.accountId(),
                  volume.id(),
                  volume.sizeGibibytes(),
                  Objects.requireNonNullElse(request.description(), ""),
                  volume.keyArn(),
                  call.time(),
                  "pending",
                  id,
                  volume.tree(),
                  Optional.empty(),
                  Optional.empty(),
                  volume.dataKey());
          Volumes.put(transaction, place, made);
          ResourceTags.add(transaction, place, id, tags);
          work.scheduleSnapshot(transaction, place, made);
          return CreateSnapshotResponse.builder()
              .snapshotId(id)
              .volumeId(volume.id())
              .volumeSize(made.sizeGibibytes())
              .ownerId(made.ownerId())
              .description(made.description())
              .startTime(made.started())
              .state(made.state())
              .progress(progress(made))
              .encrypted(volume.encrypted())
              .tags(TagOperations.tags(tags))
              .build();
        });
  }

  private static String progress(VolumeSnapshot snapshot) {
    return snapshot.state().equals("completed") ? "100%" : "0%";
  }

  private DeleteSnapshotResponse delete(Call call, DeleteSnapshotRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          VolumeSnapshot found =
              Volumes.SNAPSHOTS.require(transaction, place, request.snapshotId());
          String image = inUse.by(transaction, place, found.id());
          if (image != null) {
            throw Ec2Faults.of(
                "InvalidSnapshot.InUse",
                "The snapshot %s is currently in use by %s".formatted(found.id(), image));
          }
          SnapshotLockOperations.delete(transaction, place, found.id(), call.time());
          FastRestoreOperations.delete(transaction, place, found.id());
          StartedSnapshot.delete(transaction, place, found.id());
          Volumes.SHARES.set(transaction, place, found.id(), Set.of());
          Volumes.SNAPSHOTS.delete(transaction, place, found);
          work.scheduleRemoval(transaction, place, found.disk(), call.time());
          return true;
        });
    return DeleteSnapshotResponse.builder().build();
  }

  private DescribeSnapshotsResponse describe(Call call, DescribeSnapshotsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          List<VolumeSnapshot> others = others(snapshot, place, request);
          List<String> ids = new ArrayList<>(request.snapshotIds());
          others.forEach(it -> ids.remove(it.id()));
          Page<VolumeSnapshot> page =
              ids.isEmpty() && !request.snapshotIds().isEmpty()
                  ? new Page<>(List.of(), null)
                  : listing.page(
                      snapshot,
                      place,
                      Ec2Operations.selection(
                          ids, request.filters(), request.maxResults(), request.nextToken()));
          List<VolumeSnapshot> found = new ArrayList<>(page.items());
          if (request.nextToken() == null) {
            found.addAll(others);
          }
          return DescribeSnapshotsResponse.builder()
              .snapshots(
                  found.stream()
                      .filter(it -> isOwned(it, place, request.ownerIds()))
                      .filter(it -> isRestorable(snapshot, it, place, request))
                      .map(it -> describe(snapshot, place, it))
                      .toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  /** Those of other accounts that the account may use. */
  private List<VolumeSnapshot> others(
      Snapshot snapshot, Place place, DescribeSnapshotsRequest request) {
    Selection selection =
        Ec2Operations.selection(request.snapshotIds(), request.filters(), null, null);
    List<VolumeSnapshot> others = new ArrayList<>();
    for (String id : Volumes.SHARES.usable(snapshot, place)) {
      Volumes.shared(snapshot, place, id)
          .filter(it -> !it.ownerId().equals(place.accountId()))
          .filter(it -> listing.isWanted(snapshot, place, it, selection))
          .ifPresent(others::add);
    }
    return others;
  }

  private static boolean isOwned(VolumeSnapshot it, Place place, List<String> owners) {
    return owners.isEmpty()
        || owners.contains(it.ownerId())
        || (owners.contains("self") && it.ownerId().equals(place.accountId()));
  }

  private static boolean isRestorable(
      Snapshot snapshot, VolumeSnapshot it, Place place, DescribeSnapshotsRequest request) {
    if (request.restorableByUserIds().isEmpty()) {
      return true;
    }
    Set<String> may =
        new TreeSet<>(Volumes.users(snapshot, new Place(it.ownerId(), place.region()), it.id()));
    may.add(it.ownerId());
    return request.restorableByUserIds().stream()
        .map(user -> user.equals("self") ? place.accountId() : user)
        .anyMatch(may::contains);
  }

  private static software.amazon.awssdk.services.ec2.model.Snapshot describe(
      Snapshot snapshot, Place place, VolumeSnapshot it) {
    return software.amazon.awssdk.services.ec2.model.Snapshot.builder()
        .snapshotId(it.id())
        .volumeId(it.volumeId())
        .volumeSize(it.sizeGibibytes())
        .ownerId(it.ownerId())
        .description(it.description())
        .startTime(it.started())
        .state(it.state())
        .stateMessage(it.failure().orElse(null))
        .progress(
            StartedSnapshot.of(snapshot, place, it.id())
                .filter(_ -> it.state().equals("pending"))
                .map(started -> started.progress() + "%")
                .orElseGet(() -> progress(it)))
        .encrypted(it.keyArn().isPresent())
        .kmsKeyId(it.keyArn().orElse(null))
        .storageTier("standard")
        .tags(TagOperations.tags(snapshot, place, it.id()))
        .build();
  }
}

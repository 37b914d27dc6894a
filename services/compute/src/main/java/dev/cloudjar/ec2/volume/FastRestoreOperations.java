package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.Zones;
import dev.cloudjar.ec2.ground.Zones.Zone;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoreSuccessItem;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.DisableFastSnapshotRestoreErrorItem;
import software.amazon.awssdk.services.ec2.model.DisableFastSnapshotRestoreStateErrorItem;
import software.amazon.awssdk.services.ec2.model.DisableFastSnapshotRestoreSuccessItem;
import software.amazon.awssdk.services.ec2.model.DisableFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.DisableFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.EnableFastSnapshotRestoreErrorItem;
import software.amazon.awssdk.services.ec2.model.EnableFastSnapshotRestoreStateErrorItem;
import software.amazon.awssdk.services.ec2.model.EnableFastSnapshotRestoreSuccessItem;
import software.amazon.awssdk.services.ec2.model.EnableFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.EnableFastSnapshotRestoresResponse;

/** Fast restores of snapshots: recorded, as all volumes have their full speed at once. */
final class FastRestoreOperations {
  private static final String WHY = "volumes of all snapshots have their full speed at once";
  private static final String REASON = "Client.UserInitiated - Lifecycle state transition";
  private static final int MOST_AT_ONCE = 200;

  private final Ground ground;

  FastRestoreOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
            EnableFastSnapshotRestoresRequest.class,
            EnableFastSnapshotRestoresResponse.class,
            (call, it) -> it.sourceSnapshotIds(),
            this::enable)
        .recordedOnly(WHY);
    ops.onAll(
            DisableFastSnapshotRestoresRequest.class,
            DisableFastSnapshotRestoresResponse.class,
            (call, it) -> it.sourceSnapshotIds(),
            this::disable)
        .recordedOnly(WHY);
    ops.on(
        DescribeFastSnapshotRestoresRequest.class,
        DescribeFastSnapshotRestoresResponse.class,
        this::describe);
  }

  /** A snapshot goes, and with it what its owner wanted of it. */
  static void delete(Transaction transaction, Place place, String snapshotId) {
    for (Zone zone : Zones.of(place.region())) {
      find(transaction, place, snapshotId, zone)
          .ifPresent(it -> FastRestore.TABLE.delete(transaction, place, it));
    }
  }

  private static Optional<FastRestore> find(
      Transaction transaction, Place place, String snapshotId, Zone zone) {
    return Optional.ofNullable(
        FastRestore.TABLE.find(transaction, place, FastRestore.id(snapshotId, zone)));
  }

  /** The zones that a request names. */
  private static List<Zone> zones(Call call, List<String> names, List<String> ids) {
    if (names.isEmpty() && ids.isEmpty()) {
      throw Ec2Faults.missingParameter("AvailabilityZone");
    }
    if (!names.isEmpty() && !ids.isEmpty()) {
      throw Ec2Faults.invalidParameterCombination(
          "AvailabilityZones and AvailabilityZoneIds can't be specified together.");
    }
    return Stream.concat(
            names.stream().map(it -> Zones.require(call.region(), it)),
            ids.stream().map(it -> Zones.requireId(call.region(), it)))
        .distinct()
        .toList();
  }

  /**
   * What came of a request.
   *
   * @param done what there is or was
   * @param refused the refusals of each snapshot
   */
  private record Outcome(List<FastRestore> done, Map<String, List<Refusal>> refused) {

    /** What is told of each snapshot that was refused in a zone. */
    <T> List<T> refused(BiFunction<String, List<Refusal>, T> told) {
      return refused.entrySet().stream().map(it -> told.apply(it.getKey(), it.getValue())).toList();
    }
  }

  private record Refusal(Zone zone, Fault fault) {}

  /** What is to be done with a snapshot in a zone. */
  @FunctionalInterface
  private interface Change {
    FastRestore in(Transaction transaction, Place place, String snapshotId, Zone zone);
  }

  private Outcome change(Call call, List<String> snapshotIds, List<Zone> zones, Change change) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          Outcome outcome = new Outcome(new ArrayList<>(), new LinkedHashMap<>());
          for (String id : snapshotIds) {
            for (Zone zone : zones) {
              try {
                outcome.done().add(change.in(transaction, place, id, zone));
              } catch (Fault refused) {
                outcome
                    .refused()
                    .computeIfAbsent(id, its -> new ArrayList<>())
                    .add(new Refusal(zone, refused));
              }
            }
          }
          return outcome;
        });
  }

  private EnableFastSnapshotRestoresResponse enable(
      Call call, EnableFastSnapshotRestoresRequest request) {
    List<Zone> zones = zones(call, request.availabilityZones(), request.availabilityZoneIds());
    Outcome outcome =
        change(
            call,
            request.sourceSnapshotIds(),
            zones,
            (transaction, place, id, zone) -> {
              VolumeSnapshot snapshot = Volumes.requireSnapshot(transaction, place, id);
              Volumes.requireCompleted(snapshot);
              return find(transaction, place, id, zone)
                  .orElseGet(() -> made(transaction, place, snapshot, zone, call.time()));
            });
    return EnableFastSnapshotRestoresResponse.builder()
        .successful(outcome.done().stream().map(it -> enabled(it, call.time())).toList())
        .unsuccessful(outcome.refused(FastRestoreOperations::notEnabled))
        .build();
  }

  private static FastRestore made(
      Transaction transaction, Place place, VolumeSnapshot snapshot, Zone zone, Instant now) {
    FastRestore made =
        new FastRestore(snapshot.id(), zone, place.accountId(), snapshot.sizeGibibytes(), now);
    FastRestore.TABLE.put(transaction, place, made);
    return made;
  }

  private static EnableFastSnapshotRestoreSuccessItem enabled(FastRestore it, Instant now) {
    return EnableFastSnapshotRestoreSuccessItem.builder()
        .snapshotId(it.snapshotId())
        .availabilityZone(it.zone().name())
        .availabilityZoneId(it.zone().id())
        .ownerId(it.ownerId())
        .state(it.state(now))
        .stateTransitionReason(REASON)
        .enablingTime(it.enabling())
        .optimizingTime(it.enabling())
        .enabledTime(it.enabled(now))
        .build();
  }

  private static EnableFastSnapshotRestoreErrorItem notEnabled(String id, List<Refusal> refused) {
    return EnableFastSnapshotRestoreErrorItem.builder()
        .snapshotId(id)
        .fastSnapshotRestoreStateErrors(
            refused.stream()
                .map(
                    it ->
                        EnableFastSnapshotRestoreStateErrorItem.builder()
                            .availabilityZone(it.zone().name())
                            .availabilityZoneId(it.zone().id())
                            .error(
                                error ->
                                    error.code(it.fault().code()).message(it.fault().getMessage()))
                            .build())
                .toList())
        .build();
  }

  private DisableFastSnapshotRestoresResponse disable(
      Call call, DisableFastSnapshotRestoresRequest request) {
    List<Zone> zones = zones(call, request.availabilityZones(), request.availabilityZoneIds());
    Outcome outcome =
        change(
            call,
            request.sourceSnapshotIds(),
            zones,
            (transaction, place, id, zone) -> {
              Volumes.requireSnapshot(transaction, place, id);
              FastRestore before =
                  find(transaction, place, id, zone)
                      .orElseThrow(
                          () ->
                              Ec2Faults.incorrectState(
                                  "Fast snapshot restores are not enabled for %s in %s."
                                      .formatted(id, zone.name())));
              FastRestore.TABLE.delete(transaction, place, before);
              return before;
            });
    return DisableFastSnapshotRestoresResponse.builder()
        .successful(outcome.done().stream().map(it -> disabled(it, call.time())).toList())
        .unsuccessful(outcome.refused(FastRestoreOperations::notDisabled))
        .build();
  }

  private static DisableFastSnapshotRestoreSuccessItem disabled(FastRestore it, Instant now) {
    return DisableFastSnapshotRestoreSuccessItem.builder()
        .snapshotId(it.snapshotId())
        .availabilityZone(it.zone().name())
        .availabilityZoneId(it.zone().id())
        .ownerId(it.ownerId())
        .state("disabled")
        .stateTransitionReason(REASON)
        .enablingTime(it.enabling())
        .optimizingTime(it.enabling())
        .enabledTime(it.enabled(now))
        .disablingTime(now)
        .disabledTime(now)
        .build();
  }

  private static DisableFastSnapshotRestoreErrorItem notDisabled(String id, List<Refusal> refused) {
    return DisableFastSnapshotRestoreErrorItem.builder()
        .snapshotId(id)
        .fastSnapshotRestoreStateErrors(
            refused.stream()
                .map(
                    it ->
                        DisableFastSnapshotRestoreStateErrorItem.builder()
                            .availabilityZone(it.zone().name())
                            .availabilityZoneId(it.zone().id())
                            .error(
                                error ->
                                    error.code(it.fault().code()).message(it.fault().getMessage()))
                            .build())
                .toList())
        .build();
  }

  private DescribeFastSnapshotRestoresResponse describe(
      Call call, DescribeFastSnapshotRestoresRequest request) {
    Place place = Place.of(call);
    Instant now = call.time();
    Listing<FastRestore> listing =
        new Listing<>(FastRestore.TABLE)
            .pages(0, MOST_AT_ONCE)
            .by("availability-zone", it -> it.zone().name())
            .by("availability-zone-id", it -> it.zone().id())
            .by("owner-id", FastRestore::ownerId)
            .by("snapshot-id", FastRestore::snapshotId)
            .by("state", it -> it.state(now));
    return ground.read(
        snapshot -> {
          Page<FastRestore> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      List.of(), request.filters(), request.maxResults(), request.nextToken()));
          return DescribeFastSnapshotRestoresResponse.builder()
              .fastSnapshotRestores(
                  page.items().stream()
                      // Another account may have deleted its snapshot, or no longer share it.
                      .filter(
                          it -> Volumes.findSnapshot(snapshot, place, it.snapshotId()).isPresent())
                      .map(it -> described(it, now))
                      .toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static DescribeFastSnapshotRestoreSuccessItem described(FastRestore it, Instant now) {
    return DescribeFastSnapshotRestoreSuccessItem.builder()
        .snapshotId(it.snapshotId())
        .availabilityZone(it.zone().name())
        .availabilityZoneId(it.zone().id())
        .ownerId(it.ownerId())
        .state(it.state(now))
        .stateTransitionReason(REASON)
        .enablingTime(it.enabling())
        .optimizingTime(it.enabling())
        .enabledTime(it.enabled(now))
        .build();
  }
}

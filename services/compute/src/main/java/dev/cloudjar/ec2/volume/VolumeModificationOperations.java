package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.volume.Volume.Modification;
import dev.cloudjar.ec2.volume.Volume.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeResponse;
import software.amazon.awssdk.services.ec2.model.VolumeModification;

/**
 * Modifies volumes while they are used. The disk is changed at once; that it is being optimized
 * afterwards is only said, as long as AWS takes for a volume that is full.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/ebs/latest/userguide/monitoring-volume-modifications.html">Monitor
 *     the progress of Amazon EBS volume modifications</a>
 */
final class VolumeModificationOperations {
  /** How long AWS has a volume that was modified be as it is. */
  private static final Duration BETWEEN = Duration.ofHours(6);

  private static final Duration LEAST = Duration.ofMinutes(1);

  /** Six hours for a tebibyte. */
  private static final Duration PER_GIBIBYTE = Duration.ofHours(6).dividedBy(1_024);

  private final Ground ground;
  private final VolumeWork work;
  private final Listing<Volume> listing;

  VolumeModificationOperations(Ground ground, VolumeWork work) {
    this.ground = ground;
    this.work = work;
    this.listing =
        new Listing<>(Volumes.VOLUMES)
            .pages(1, 500)
            .by("volume-id", Volume::id)
            .by("modification-state", of(this::state))
            .by("original-iops", of(it -> it.before().iops().orElse(null)))
            .by("original-size", of(Modification::sizeBefore))
            .by("original-volume-type", of(it -> it.before().type()))
            .by("start-time", of(Modification::at))
            .by("target-iops", of(it -> it.after().iops().orElse(null)))
            .by("target-size", of(Modification::sizeAfter))
            .by("target-volume-type", of(it -> it.after().type()));
  }

  private static Function<Volume, @Nullable Object> of(
      Function<Modification, @Nullable Object> value) {
    return volume -> volume.modified().isEmpty() ? null : value.apply(volume.modified().get());
  }

  void register(Ec2Operations ops) {
    ops.on(
        ModifyVolumeRequest.class,
        ModifyVolumeResponse.class,
        ModifyVolumeRequest::volumeId,
        this::modify);
    ops.on(
        DescribeVolumesModificationsRequest.class,
        DescribeVolumesModificationsResponse.class,
        this::describe);
  }

  private ModifyVolumeResponse modify(Call call, ModifyVolumeRequest request) {
    Place place = Place.of(call);
    Volume changed =
        ground.transact(
            transaction -> {
              Volume volume = Volumes.require(transaction, place, request.volumeId());
              Volume after = modified(call, volume, request);
              Volumes.put(transaction, place, after);
              work.scheduleModification(transaction, place, after, call.time());
              return after;
            });
    return ModifyVolumeResponse.builder()
        .volumeModification(describe(changed, changed.modified().orElseThrow()))
        .build();
  }

  private Volume modified(Call call, Volume volume, ModifyVolumeRequest request) {
    requireModifiable(call, volume, request);
    int size = Objects.requireNonNullElse(request.size(), volume.sizeGibibytes());
    if (size < volume.sizeGibibytes()) {
      throw Ec2Faults.invalidParameterValue("New size cannot be smaller than existing size");
    }
    Performance before = volume.performance();
    String type = Objects.requireNonNullElse(request.volumeTypeAsString(), before.type());
    boolean same = type.equals(before.type()) && !type.equals("gp2");
    Performance after =
        Performance.of(
            type,
            size,
            request.iops() != null || !same ? request.iops() : before.iops().orElse(null),
            request.throughput() != null || !same
                ? request.throughput()
                : before.throughput().orElse(null));
    boolean shared = Objects.requireNonNullElse(request.multiAttachEnabled(), volume.multiAttach());
    requireShareable(volume, before, after, shared);
    return volume.modified(
        new Modification(
            call.time(), volume.sizeGibibytes(), before, size, after, true, Optional.empty()),
        shared);
  }

  private void requireModifiable(Call call, Volume volume, ModifyVolumeRequest request) {
    if (request.size() == null
        && request.volumeType() == null
        && request.iops() == null
        && request.throughput() == null
        && request.multiAttachEnabled() == null) {
      throw Ec2Faults.missingParameter("size, volumeType, iops, throughput or multiAttachEnabled");
    }
    if (volume.state() != State.AVAILABLE && volume.state() != State.IN_USE) {
      throw Ec2Faults.of(
          "IncorrectModificationState", "The volume %s is not ready.".formatted(volume.id()));
    }
    Optional<Modification> last = volume.modified().filter(it -> it.failure().isEmpty());
    last.map(this::state)
        .filter(it -> !it.equals("completed"))
        .ifPresent(
            it -> {
              throw Ec2Faults.of(
                  "IncorrectModificationState",
                  "Cannot modify volume %s in modification state %s"
                      .formatted(volume.id(), it.toUpperCase(Locale.ROOT)));
            });
    if (last.filter(it -> call.time().isBefore(it.at().plus(BETWEEN))).isPresent()) {
      throw Ec2Faults.of(
          "VolumeModificationRateExceeded",
          "You've reached the maximum modification rate per volume limit. Wait at least 6 hours"
              + " between modifications per EBS volume.");
    }
  }

  /**
   * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes-multi.html">Attach
   *     an EBS volume to multiple EC2 instances using Multi-Attach</a>
   */
  private static void requireShareable(
      Volume volume, Performance before, Performance after, boolean shared) {
    if (shared && !after.mayBeShared()) {
      throw Ec2Faults.invalidParameterCombination(
          "The parameter multiAttachEnabled is supported for io1 and io2 volumes only.");
    }
    if (shared != volume.multiAttach()) {
      if (!after.type().equals("io2")) {
        throw Ec2Faults.unsupportedOperation(
            "Multi-Attach can be enabled and disabled after creation for io2 volumes only.");
      }
      if (!volume.attachments().isEmpty()) {
        throw Ec2Faults.unsupportedOperation(
            "Multi-Attach can't be enabled or disabled while the volume is attached.");
      }
    }
    if (volume.multiAttach() && !after.type().equals(before.type())) {
      throw Ec2Faults.unsupportedOperation(
          "The type of a Multi-Attach enabled volume can't be modified.");
    }
    if (volume.multiAttach() && before.type().equals("io1")) {
      throw Ec2Faults.unsupportedOperation("Multi-Attach enabled io1 volumes can't be modified.");
    }
  }

  private DescribeVolumesModificationsResponse describe(
      Call call, DescribeVolumesModificationsRequest request) {
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
          for (Volume volume : page.items()) {
            if (request.volumeIds().contains(volume.id()) && volume.modified().isEmpty()) {
              throw Ec2Faults.of(
                  "InvalidVolumeModification.NotFound",
                  "Modification for volume '%s' does not exist.".formatted(volume.id()));
            }
          }
          return DescribeVolumesModificationsResponse.builder()
              .volumesModifications(
                  page.items().stream()
                      .flatMap(it -> it.modified().map(m -> describe(it, m)).stream())
                      .toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private String state(Modification it) {
    if (it.underway()) {
      return "modifying";
    }
    if (it.failure().isPresent()) {
      return "failed";
    }
    return ground.cloud().clock().now().isBefore(end(it)) ? "optimizing" : "completed";
  }

  private static Instant end(Modification it) {
    Duration full = PER_GIBIBYTE.multipliedBy(it.sizeAfter());
    return it.at().plus(full.compareTo(LEAST) < 0 ? LEAST : full);
  }

  private VolumeModification describe(Volume volume, Modification it) {
    String state = state(it);
    long progress =
        switch (state) {
          case "completed" -> 100;
          case "optimizing" ->
              Duration.between(it.at(), ground.cloud().clock().now()).toMillis()
                  * 100
                  / Duration.between(it.at(), end(it)).toMillis();
          default -> 0;
        };
    return VolumeModification.builder()
        .volumeId(volume.id())
        .modificationState(state)
        .statusMessage(it.failure().orElse(null))
        .originalSize(it.sizeBefore())
        .originalVolumeType(it.before().type())
        .originalIops(it.before().iops().orElse(null))
        .originalThroughput(it.before().throughput().orElse(null))
        .originalMultiAttachEnabled(volume.multiAttach())
        .targetSize(it.sizeAfter())
        .targetVolumeType(it.after().type())
        .targetIops(it.after().iops().orElse(null))
        .targetThroughput(it.after().throughput().orElse(null))
        .targetMultiAttachEnabled(volume.multiAttach())
        .progress(progress)
        .startTime(it.at())
        .endTime(state.equals("completed") ? end(it) : null)
        .build();
  }
}

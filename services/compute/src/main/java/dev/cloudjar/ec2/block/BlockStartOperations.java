package dev.cloudjar.ec2.block;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.ec2.block.BlockSnapshots.Started;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.RegionSettings;
import dev.cloudjar.ec2.ground.ResourceAccess;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.volume.DataKey;
import dev.cloudjar.ec2.volume.StartedSnapshot;
import dev.cloudjar.ec2.volume.VolumeKeyOperations;
import dev.cloudjar.ec2.volume.VolumeSnapshot;
import dev.cloudjar.ec2.volume.Volumes;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ebs.model.StartSnapshotRequest;
import software.amazon.awssdk.services.ebs.model.StartSnapshotResponse;
import software.amazon.awssdk.services.ebs.model.Tag;
import software.amazon.awssdk.services.ebs.model.ValidationExceptionReason;

/**
 * Starts snapshots, empty or as another one.
 *
 * @see <a href="https://docs.aws.amazon.com/ebs/latest/APIReference/API_StartSnapshot.html">
 *     StartSnapshot</a>
 */
final class BlockStartOperations {
  private static final String ACTION = "ebs:StartSnapshot";
  private static final String ANY_SNAPSHOT = "snapshot/*";
  private static final int TIMEOUT_MINUTES = 60;
  private static final int MOST_GIBIBYTES = 65_536;

  private final Ground ground;
  private final BlockDisks disks;
  private final Timer timer;

  /** Has a snapshot be given up when its time is over. */
  @FunctionalInterface
  interface Timer {
    void set(Transaction transaction, Place place, String snapshotId, Instant due);
  }

  BlockStartOperations(Ground ground, BlockDisks disks, Timer timer) {
    this.ground = ground;
    this.disks = disks;
    this.timer = timer;
  }

  void register(Operations operations) {
    var access = new ResourceAccess(ground.store());
    operations
        .on(StartSnapshotRequest.class, StartSnapshotResponse.class, this::start)
        .authorises((call, it) -> needs(access, call, it));
  }

  private static List<Need> needs(ResourceAccess access, Call call, StartSnapshotRequest request) {
    Need need = new Need(ACTION, access.resource(call, ANY_SNAPSHOT));
    if (request.volumeSize() != null) {
      need = need.with("ebs:VolumeSize", request.volumeSize().toString());
    }
    if (request.description() != null) {
      need = need.with("ebs:Description", request.description());
    }
    if (request.parentSnapshotId() != null) {
      need =
          need.with(
              "ebs:ParentSnapshot",
              Place.of(call).arn(ResourceKind.SNAPSHOT, request.parentSnapshotId()));
    }
    List<Need> needs = new ArrayList<>(List.of(need));
    if (!request.tags().isEmpty()) {
      needs.add(
          new Need("ec2:CreateTags", access.resource(call, ANY_SNAPSHOT))
              .with("ec2:CreateAction", call.operation()));
    }
    return needs;
  }

  private StartSnapshotResponse start(Call call, StartSnapshotRequest request) {
    Place place = Place.of(call);
    Map<String, String> tags = tags(request);
    String newId = ground.ids().next(ResourceKind.SNAPSHOT);
    Optional<DataKey> key = key(call, request, newId);
    Started started =
        ground.transact(
            transaction -> {
              String id =
                  once(
                      transaction,
                      call,
                      request,
                      () -> put(transaction, call, request, newId, key, tags));
              return BlockSnapshots.started(transaction, place, id);
            });
    if (started.isPending()) {
      try {
        disks.make(started);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    VolumeSnapshot made = started.snapshot();
    return StartSnapshotResponse.builder()
        .snapshotId(made.id())
        .description(made.description())
        .ownerId(made.ownerId())
        .status(made.state())
        .startTime(made.started())
        .volumeSize((long) made.sizeGibibytes())
        .blockSize(BlockSnapshots.BLOCK_BYTES)
        .tags(
            tags.entrySet().stream()
                .map(it -> Tag.builder().key(it.getKey()).value(it.getValue()).build())
                .toList())
        .parentSnapshotId(request.parentSnapshotId())
        .kmsKeyArn(made.keyArn().orElse(null))
        .build();
  }

  @FunctionalInterface
  private interface Maker {
    String make();
  }

  private String once(
      Transaction transaction, Call call, StartSnapshotRequest request, Maker maker) {
    try {
      return ground.tokens().once(transaction, call, request, request.clientToken(), maker::make);
    } catch (Fault e) {
      throw e.code().equals("IdempotentParameterMismatch") ? BlockFaults.conflict() : e;
    }
  }

  private String put(
      Transaction transaction,
      Call call,
      StartSnapshotRequest request,
      String id,
      Optional<DataKey> key,
      Map<String, String> tags) {
    Place place = Place.of(call);
    Optional<VolumeSnapshot> parent = parent(transaction, place, request);
    VolumeSnapshot snapshot =
        new VolumeSnapshot(
            id,
            place.accountId(),
            Volumes.NO_VOLUME,
            sizeGibibytes(request, parent),
            Objects.requireNonNullElse(request.description(), ""),
            key.map(DataKey::keyArn),
            call.time(),
            "pending",
            id,
            false,
            Optional.empty(),
            Optional.empty(),
            key);
    StartedSnapshot started =
        new StartedSnapshot(
            id,
            parent.map(VolumeSnapshot::id),
            parent.map(it -> StartedSnapshot.lineage(transaction, it, place.region())).orElse(id),
            Objects.requireNonNullElse(request.timeout(), TIMEOUT_MINUTES),
            call.time(),
            0);
    Volumes.put(transaction, place, snapshot);
    started.put(transaction, place);
    try {
      ResourceTags.add(transaction, place, id, tags);
    } catch (Fault e) {
      throw BlockFaults.validation(
          ValidationExceptionReason.INVALID_TAG, String.valueOf(e.getMessage()));
    }
    timer.set(transaction, place, id, started.expires(transaction, place));
    return id;
  }

  private static Optional<VolumeSnapshot> parent(
      Snapshot rows, Place place, StartSnapshotRequest request) {
    return Optional.ofNullable(request.parentSnapshotId())
        .map(it -> BlockSnapshots.readable(rows, place, it));
  }

  private static int sizeGibibytes(StartSnapshotRequest request, Optional<VolumeSnapshot> parent) {
    long least = parent.map(VolumeSnapshot::sizeGibibytes).orElse(1);
    long size = request.volumeSize();
    if (size < least || size > MOST_GIBIBYTES) {
      throw BlockFaults.validation(
          ValidationExceptionReason.INVALID_VOLUME_SIZE,
          "The volume size has to be between %d and %d GiB.".formatted(least, MOST_GIBIBYTES));
    }
    return Math.toIntExact(size);
  }

  private static Map<String, String> tags(StartSnapshotRequest request) {
    Map<String, String> tags = new TreeMap<>();
    for (Tag tag : request.tags()) {
      String key = tag.key();
      if (key == null || tags.put(key, Objects.requireNonNullElse(tag.value(), "")) != null) {
        throw BlockFaults.validation(
            ValidationExceptionReason.INVALID_TAG, "Each tag has a key of its own.");
      }
    }
    return tags;
  }

  /** A request that is refused by itself asks KMS for nothing. */
  private Optional<DataKey> key(Call call, StartSnapshotRequest request, String snapshotId) {
    record Wanted(Optional<String> keyId, Optional<VolumeSnapshot> parent) {}
    Wanted wanted =
        ground.read(
            rows -> {
              Place place = Place.of(call);
              Optional<VolumeSnapshot> parent = parent(rows, place, request);
              sizeGibibytes(request, parent);
              requireEncryption(request, parent, RegionSettings.of(rows, place));
              @Nullable String keyId = request.kmsKeyArn();
              boolean encrypted = Boolean.TRUE.equals(request.encrypted()) || keyId != null;
              return new Wanted(
                  VolumeKeyOperations.wanted(rows, place, encrypted, keyId, parent, true), parent);
            });
    try {
      return wanted
          .keyId()
          .map(it -> VolumeKeyOperations.generate(call, it, snapshotId, wanted.parent()));
    } catch (Fault e) {
      throw BlockFaults.keyRefused(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Lets only those combinations by that AWS's table of outcomes has.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/ebs/latest/userguide/ebsapis-using-encryption.html">Encryption
   *     outcomes for EBS direct APIs</a>
   */
  private static void requireEncryption(
      StartSnapshotRequest request, Optional<VolumeSnapshot> parent, RegionSettings settings) {
    if (parent.isPresent() && (request.encrypted() != null || request.kmsKeyArn() != null)) {
      throw BlockFaults.invalidValue(
          "Encrypted and KmsKeyArn can't be specified with ParentSnapshotId.");
    }
    if (Boolean.FALSE.equals(request.encrypted()) && request.kmsKeyArn() != null) {
      throw BlockFaults.invalidValue("KmsKeyArn is for encrypted snapshots.");
    }
    boolean unencrypted =
        Boolean.FALSE.equals(request.encrypted())
            || parent.filter(it -> it.keyArn().isEmpty()).isPresent();
    if (settings.encryptedByDefault() && unencrypted) {
      throw BlockFaults.invalidValue(
          "Encryption by default is enabled, so the snapshot can't be unencrypted.");
    }
  }
}

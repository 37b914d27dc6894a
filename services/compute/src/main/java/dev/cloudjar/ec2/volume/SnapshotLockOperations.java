package dev.cloudjar.ec2.volume;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ec2Operations.Subjects;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.volume.SnapshotLock.State;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.LockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.LockSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.UnlockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.UnlockSnapshotResponse;

/** Locks snapshots against being deleted. */
final class SnapshotLockOperations {
  private static final int MOST_COOL_OFF_HOURS = 72;

  private final Ground ground;

  SnapshotLockOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.onSubjects(
        LockSnapshotRequest.class,
        LockSnapshotResponse.class,
        (call, it) -> new Subjects<>(it, Map.of(it.snapshotId(), keys(it))),
        this::lock);
    ops.on(
        UnlockSnapshotRequest.class,
        UnlockSnapshotResponse.class,
        UnlockSnapshotRequest::snapshotId,
        this::unlock);
    ops.on(
        DescribeLockedSnapshotsRequest.class,
        DescribeLockedSnapshotsResponse.class,
        this::describe);
  }

  /** A snapshot goes, and with it what is left of its lock. */
  static void delete(Transaction transaction, Place place, String snapshotId, Instant now) {
    SnapshotLock lock = SnapshotLock.TABLE.find(transaction, place, snapshotId);
    if (lock == null) {
      return;
    }
    if (lock.state(now) != State.EXPIRED) {
      throw Ec2Faults.operationNotPermitted(
          "The snapshot %s is locked and can't be deleted.".formatted(snapshotId));
    }
    SnapshotLock.TABLE.delete(transaction, place, lock);
  }

  private static Map<String, String> keys(LockSnapshotRequest request) {
    Map<String, String> keys = new HashMap<>();
    if (request.lockDuration() != null) {
      keys.put("ec2:SnapshotLockDuration", request.lockDuration().toString());
    }
    if (request.coolOffPeriod() != null) {
      keys.put("ec2:SnapshotCoolOffPeriod", request.coolOffPeriod().toString());
    }
    return keys;
  }

  private LockSnapshotResponse lock(Call call, LockSnapshotRequest request) {
    Place place = Place.of(call);
    Instant now = call.time();
    check(request, now);
    SnapshotLock lock =
        ground.transact(
            transaction -> {
              String id = Volumes.requireOwnSnapshot(transaction, place, request.snapshotId()).id();
              Optional<SnapshotLock> before = SnapshotLock.of(transaction, place, id, now);
              SnapshotLock wanted =
                  wanted(request, now, before.map(SnapshotLock::created).orElse(now));
              before
                  .filter(it -> it.state(now) == State.COMPLIANCE)
                  .ifPresent(it -> requireLonger(it, wanted));
              SnapshotLock.TABLE.put(transaction, place, wanted);
              return wanted;
            });
    return LockSnapshotResponse.builder()
        .snapshotId(lock.id())
        .lockState(lock.state(now).wireName())
        .lockDuration(lock.durationDays())
        .coolOffPeriod(lock.coolOffHours().orElse(null))
        .coolOffPeriodExpiresOn(lock.coolOffExpires().orElse(null))
        .lockCreatedOn(lock.created())
        .lockDurationStartTime(lock.created())
        .lockExpiresOn(lock.expires())
        .build();
  }

  private static void check(LockSnapshotRequest request, Instant now) {
    if (request.lockMode() == LockMode.UNKNOWN_TO_SDK_VERSION) {
      throw Ec2Faults.invalidValue(
          "LockMode", request.lockModeAsString(), "It has to be governance or compliance.");
    }
    requireWithin("LockDuration", request.lockDuration(), SnapshotLock.MOST_DAYS);
    requireWithin("CoolOffPeriod", request.coolOffPeriod(), MOST_COOL_OFF_HOURS);
    if (request.lockDuration() == null && request.expirationDate() == null) {
      throw Ec2Faults.missingParameter("LockDuration or ExpirationDate");
    }
    if (request.lockDuration() != null && request.expirationDate() != null) {
      throw Ec2Faults.invalidParameterCombination(
          "LockDuration and ExpirationDate can't be specified together.");
    }
    if (request.lockMode() == LockMode.GOVERNANCE && request.coolOffPeriod() != null) {
      throw Ec2Faults.invalidParameterCombination(
          "CoolOffPeriod can't be specified in governance mode.");
    }
    if (request.expirationDate() != null && !request.expirationDate().isAfter(now)) {
      throw Ec2Faults.invalidValue(
          "ExpirationDate", request.expirationDate().toString(), "It has to be in the future.");
    }
  }

  private static void requireWithin(String parameter, @Nullable Integer value, int most) {
    if (value != null && (value < 1 || value > most)) {
      throw Ec2Faults.invalidValue(
          parameter, value.toString(), "It has to be from 1 to %d.".formatted(most));
    }
  }

  private static SnapshotLock wanted(LockSnapshotRequest request, Instant now, Instant created) {
    Instant expires =
        request.lockDuration() == null
            ? request.expirationDate()
            : created.plus(Duration.ofDays(request.lockDuration()));
    return new SnapshotLock(
        request.snapshotId(),
        request.lockMode() == LockMode.COMPLIANCE,
        Optional.ofNullable(request.coolOffPeriod()),
        now,
        created,
        expires);
  }

  /** Once nobody can unlock a snapshot, its lock can be made to last longer, and nothing else. */
  private static void requireLonger(SnapshotLock before, SnapshotLock wanted) {
    if (!wanted.compliance()
        || wanted.coolOffHours().isPresent()
        || wanted.expires().isBefore(before.expires())) {
      throw Ec2Faults.operationNotPermitted(
          "The snapshot %s is locked in compliance mode: its lock can only be extended."
              .formatted(before.id()));
    }
  }

  private UnlockSnapshotResponse unlock(Call call, UnlockSnapshotRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          String id = Volumes.requireOwnSnapshot(transaction, place, request.snapshotId()).id();
          SnapshotLock lock =
              SnapshotLock.of(transaction, place, id, call.time())
                  .orElseThrow(
                      () ->
                          Ec2Faults.incorrectState("The snapshot %s is not locked.".formatted(id)));
          if (lock.state(call.time()) == State.COMPLIANCE) {
            throw Ec2Faults.operationNotPermitted(
                "The snapshot %s is locked in compliance mode and can't be unlocked."
                    .formatted(id));
          }
          SnapshotLock.TABLE.delete(transaction, place, lock);
          return true;
        });
    return UnlockSnapshotResponse.builder().snapshotId(request.snapshotId()).build();
  }

  private DescribeLockedSnapshotsResponse describe(
      Call call, DescribeLockedSnapshotsRequest request) {
    Place place = Place.of(call);
    Instant now = call.time();
    Listing<SnapshotLock> listing =
        new Listing<>(SnapshotLock.TABLE).by("lock-state", it -> it.state(now).wireName());
    Page<SnapshotLock> page =
        ground.read(
            snapshot ->
                listing.page(
                    snapshot,
                    place,
                    Ec2Operations.selection(
                        request.snapshotIds(),
                        request.filters(),
                        request.maxResults(),
                        request.nextToken())));
    return DescribeLockedSnapshotsResponse.builder()
        .snapshots(page.items().stream().map(it -> describe(place, it, now)).toList())
        .nextToken(page.nextToken())
        .build();
  }

  private static LockedSnapshotsInfo describe(Place place, SnapshotLock lock, Instant now) {
    return LockedSnapshotsInfo.builder()
        .ownerId(place.accountId())
        .snapshotId(lock.id())
        .lockState(lock.state(now).wireName())
        .lockDuration(lock.durationDays())
        .coolOffPeriod(lock.coolOffHours().orElse(null))
        .coolOffPeriodExpiresOn(lock.coolOffExpires().orElse(null))
        .lockCreatedOn(lock.created())
        .lockDurationStartTime(lock.created())
        .lockExpiresOn(lock.expires())
        .build();
  }
}

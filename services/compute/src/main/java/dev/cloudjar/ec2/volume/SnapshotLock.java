package dev.cloudjar.ec2.volume;

import dev.cloudjar.ec2.ground.Ec2Resource;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTable;
import dev.cloudjar.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What keeps a snapshot from being deleted for a time.
 *
 * @param id the snapshot
 * @param compliance whether nobody can unlock it, once it has cooled off
 * @param coolOffHours 1 to 72; empty where nothing had to cool off
 * @param coolOffStarted when the cooling-off period began, or would have
 * @param created when the snapshot was locked, from which on the duration counts
 * @see <a href="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshot-lock.html">Amazon EBS
 *     snapshot lock</a>
 */
record SnapshotLock(
    String id,
    boolean compliance,
    Optional<Integer> coolOffHours,
    Instant coolOffStarted,
    Instant created,
    Instant expires)
    implements Ec2Resource {
  static final ResourceTable<SnapshotLock> TABLE =
      new ResourceTable<>(ResourceKind.SNAPSHOT, "lock", SnapshotLock.class);
  static final int MOST_DAYS = 36_500;

  /** What may be done with a locked snapshot. */
  enum State {
    /** It can be unlocked. */
    GOVERNANCE("governance"),
    /** It can be unlocked for now. */
    COMPLIANCE_COOLOFF("compliance-cooloff"),
    /** It can't be unlocked. */
    COMPLIANCE("compliance"),
    /** It can be deleted. */
    EXPIRED("expired");

    private final String wireName;

    State(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }

  State state(Instant now) {
    if (!now.isBefore(expires)) {
      return State.EXPIRED;
    }
    if (!compliance) {
      return State.GOVERNANCE;
    }
    return coolOffExpires().filter(now::isBefore).isPresent()
        ? State.COMPLIANCE_COOLOFF
        : State.COMPLIANCE;
  }

  /** 1 to 36500, begun days included. */
  int durationDays() {
    long days = Duration.between(created, expires).plusDays(1).minusMillis(1).toDays();
    return Math.toIntExact(Math.min(days, MOST_DAYS));
  }

  /** When it can no longer be unlocked, if it ever could. */
  Optional<Instant> coolOffExpires() {
    return coolOffHours.map(Duration::ofHours).map(coolOffStarted::plus);
  }

  /** The lock that a snapshot has, if it has one that hasn't expired. */
  static Optional<SnapshotLock> of(Snapshot rows, Place place, String snapshotId, Instant now) {
    return Optional.ofNullable(TABLE.find(rows, place, snapshotId))
        .filter(it -> it.state(now) != State.EXPIRED);
  }
}

package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoreSuccessItem;
import software.amazon.awssdk.services.ec2.model.EnableFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.FastSnapshotRestoreStateCode;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.LockSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.LockSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.LockState;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;

/** Snapshots that can't be deleted for a time, and those that are to be restored fast. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
@Execution(ExecutionMode.SAME_THREAD) // one clock, which some tests move
class SnapshotLockTest {
  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  SnapshotLockTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  @Test
  void a_snapshot_locked_in_governance_mode_stays_until_it_is_unlocked() {
    String snapshot = instances.snapshot();
    refused(() -> ec2.unlockSnapshot(it -> it.snapshotId(snapshot))).withCode("IncorrectState");
    LockSnapshotResponse locked =
        ec2.lockSnapshot(
            it -> it.snapshotId(snapshot).lockMode(LockMode.GOVERNANCE).lockDuration(2));
    assertThat(locked.lockState()).isEqualTo(LockState.GOVERNANCE);
    assertThat(Duration.between(locked.lockCreatedOn(), locked.lockExpiresOn())).hasDays(2);
    refused(() -> ec2.deleteSnapshot(it -> it.snapshotId(snapshot)))
        .withCode("OperationNotPermitted");
    assertThat(ec2.describeSnapshots(it -> it.snapshotIds(snapshot)).snapshots()).hasSize(1);

    ec2.lockSnapshot(it -> it.snapshotId(snapshot).lockMode(LockMode.GOVERNANCE).lockDuration(1));
    assertThat(lock(snapshot).lockDuration()).isEqualTo(1);
    ec2.unlockSnapshot(it -> it.snapshotId(snapshot));
    assertThat(ec2.describeLockedSnapshots(it -> {}).snapshots()).isEmpty();
    ec2.deleteSnapshot(it -> it.snapshotId(snapshot));
  }

  @Test
  void a_snapshot_locked_in_compliance_mode_can_be_unlocked_while_it_cools_off_and_never_after() {
    String snapshot = instances.snapshot();
    LockSnapshotResponse locked =
        ec2.lockSnapshot(
            it ->
                it.snapshotId(snapshot)
                    .lockMode(LockMode.COMPLIANCE)
                    .coolOffPeriod(3)
                    .lockDuration(10));
    assertThat(locked.lockState()).isEqualTo(LockState.COMPLIANCE_COOLOFF);
    assertThat(Duration.between(locked.lockCreatedOn(), locked.coolOffPeriodExpiresOn()))
        .hasHours(3);
    ec2.unlockSnapshot(it -> it.snapshotId(snapshot));
    ec2.lockSnapshot(
        it ->
            it.snapshotId(snapshot)
                .lockMode(LockMode.COMPLIANCE)
                .coolOffPeriod(3)
                .lockDuration(10));
    cloud.clock().advance(Duration.ofHours(3));

    assertThat(lock(snapshot).lockState()).isEqualTo(LockState.COMPLIANCE);
    refused(() -> ec2.unlockSnapshot(it -> it.snapshotId(snapshot)))
        .withCode("OperationNotPermitted");
    refusedLock(snapshot, "OperationNotPermitted", it -> it.lockMode("compliance").lockDuration(9));
    refusedLock(
        snapshot, "OperationNotPermitted", it -> it.lockMode("governance").lockDuration(20));
    refusedLock(
        snapshot,
        "OperationNotPermitted",
        it -> it.lockMode("compliance").lockDuration(20).coolOffPeriod(1));
    assertThat(lock(snapshot).lockDuration()).isEqualTo(10);
    ec2.lockSnapshot(it -> it.snapshotId(snapshot).lockMode(LockMode.COMPLIANCE).lockDuration(11));
    cloud.clock().advance(Duration.ofDays(10));
    refused(() -> ec2.deleteSnapshot(it -> it.snapshotId(snapshot)))
        .withCode("OperationNotPermitted");
    cloud.clock().advance(Duration.ofDays(1));
    assertThat(lock(snapshot).lockState()).isEqualTo(LockState.EXPIRED);
    ec2.deleteSnapshot(it -> it.snapshotId(snapshot));
    assertThat(ec2.describeLockedSnapshots(it -> {}).snapshots()).isEmpty();
  }

  @Test
  void a_lock_has_one_end_in_the_future_and_only_compliance_cools_off() {
    String snapshot = instances.snapshot();
    refusedLock(snapshot, "MissingParameter", it -> it.lockMode("governance"));
    refusedLock(snapshot, "InvalidParameterValue", it -> it.lockMode("kindness").lockDuration(1));
    refusedLock(
        snapshot, "InvalidParameterValue", it -> it.lockMode("governance").lockDuration(36_501));
    refusedLock(
        snapshot,
        "InvalidParameterValue",
        it -> it.lockMode("compliance").lockDuration(1).coolOffPeriod(73));
    refusedLock(
        snapshot,
        "InvalidParameterCombination",
        it -> it.lockMode("governance").lockDuration(1).coolOffPeriod(1));
    refusedLock(
        snapshot,
        "InvalidParameterCombination",
        it -> it.lockMode("governance").lockDuration(1).expirationDate(cloud.clock().now()));
    refusedLock(
        snapshot,
        "InvalidParameterValue",
        it -> it.lockMode("governance").expirationDate(cloud.clock().now()));
    refusedLock(
        "snap-0123456789abcdef0",
        "InvalidSnapshot.NotFound",
        it -> it.lockMode("governance").lockDuration(1));
    assertThat(ec2.describeLockedSnapshots(it -> {}).snapshots()).isEmpty();

    ec2.lockSnapshot(
        it ->
            it.snapshotId(snapshot)
                .lockMode(LockMode.GOVERNANCE)
                .expirationDate(cloud.clock().now().plus(Duration.ofHours(30))));
    assertThat(lock(snapshot).lockDuration()).isEqualTo(2);
    cloud.clock().advance(Duration.ofHours(30));
    ec2.deleteSnapshot(it -> it.snapshotId(snapshot));
  }

  @Test
  void fast_restores_are_enabled_once_a_snapshot_is_optimized_until_they_are_disabled() {
    String snapshot = instances.snapshot();
    EnableFastSnapshotRestoresResponse enabled =
        ec2.enableFastSnapshotRestores(
            it ->
                it.sourceSnapshotIds(snapshot, "snap-0123456789abcdef0")
                    .availabilityZones("us-east-1a", "us-east-1c"));
    assertThat(enabled.successful())
        .allSatisfy(it -> assertThat(it.snapshotId()).isEqualTo(snapshot))
        .extracting(it -> it.availabilityZone() + " " + it.stateAsString())
        .containsExactly("us-east-1a optimizing", "us-east-1c optimizing");
    assertThat(enabled.unsuccessful().getFirst().fastSnapshotRestoreStateErrors())
        .hasSize(2)
        .allSatisfy(it -> assertThat(it.error().code()).isEqualTo("InvalidSnapshot.NotFound"));
    // A gibibyte at an hour a tebibyte.
    cloud.clock().advance(Duration.ofSeconds(4));
    assertThat(ec2.describeFastSnapshotRestores(it -> {}).fastSnapshotRestores())
        .hasSize(2)
        .extracting(DescribeFastSnapshotRestoreSuccessItem::state)
        .containsOnly(FastSnapshotRestoreStateCode.ENABLED);

    assertThat(
            ec2.disableFastSnapshotRestores(
                    it -> it.sourceSnapshotIds(snapshot).availabilityZoneIds("use1-az1"))
                .successful())
        .hasSize(1);
    assertThat(
            ec2.disableFastSnapshotRestores(
                    it -> it.sourceSnapshotIds(snapshot).availabilityZones("us-east-1a"))
                .unsuccessful())
        .hasSize(1);
    assertThat(
            ec2.describeFastSnapshotRestores(
                    it -> it.filters(Filter.builder().name("state").values("enabled").build()))
                .fastSnapshotRestores())
        .extracting(DescribeFastSnapshotRestoreSuccessItem::availabilityZone)
        .containsExactly("us-east-1c");
    refused(
            () ->
                ec2.enableFastSnapshotRestores(
                    it -> it.sourceSnapshotIds(snapshot).availabilityZones("us-west-2a")))
        .withCode("InvalidParameterValue");
    refused(() -> ec2.enableFastSnapshotRestores(it -> it.sourceSnapshotIds(snapshot)))
        .withCode("MissingParameter");
    ec2.deleteSnapshot(it -> it.snapshotId(snapshot));
    assertThat(ec2.describeFastSnapshotRestores(it -> {}).fastSnapshotRestores()).isEmpty();
  }

  private void refusedLock(
      String snapshot, String code, Consumer<LockSnapshotRequest.Builder> settings) {
    refused(() -> ec2.lockSnapshot(it -> settings.accept(it.snapshotId(snapshot)))).withCode(code);
  }

  private LockedSnapshotsInfo lock(String snapshot) {
    return ec2.describeLockedSnapshots(it -> it.snapshotIds(snapshot)).snapshots().getFirst();
  }
}

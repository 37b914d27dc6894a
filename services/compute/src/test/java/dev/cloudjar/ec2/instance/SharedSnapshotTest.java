package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ArchitectureValues;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.PermissionGroup;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;

/** Snapshots and images in other accounts and Regions, and new images of snapshots. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
@Execution(ExecutionMode.SAME_THREAD) // one clock, which some tests move
class SharedSnapshotTest {
  private static final String ALL = "all";

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  SharedSnapshotTest(Ec2Client ec2, TestCloud cloud) {
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
  void a_copied_and_a_registered_image_start_with_what_the_original_has() {
    String prepared =
        instances.run("#!/bin/sh\necho 4.2 >/opt/software; echo pre''pared\n", it -> {});
    assertThat(instances.console(prepared, "prepared")).contains("prepared");
    String original = ec2.createImage(it -> it.instanceId(prepared).name("original")).imageId();
    cloud.clock().settle();
    String snapshot = root(image(ec2, original));
    try (Ec2Client west = west()) {
      refused(
              () ->
                  west.copyImage(
                      it -> it.name("copy").sourceRegion("us-nowhere-1").sourceImageId(original)))
          .withCode("InvalidRegion");
      String copy =
          west.copyImage(it -> it.name("copy").sourceRegion("us-east-1").sourceImageId(original))
              .imageId();
      cloud.clock().settle();
      assertThat(image(west, copy).stateAsString()).isEqualTo("available");
      ec2.deregisterImage(it -> it.imageId(original));
      ec2.deleteSnapshot(it -> it.snapshotId(snapshot));
      cloud.clock().settle();

      LaunchedInstances there = new LaunchedInstances(west, cloud);
      String started =
          there.run("#!/bin/sh\necho \"software $(cat /opt/software)\"\n", it -> it.imageId(copy));
      assertThat(there.console(started, "software")).contains("software 4.2");
      String registered =
          west.registerImage(
                  it ->
                      it.name("registered")
                          .architecture(ArchitectureValues.X86_64)
                          .rootDeviceName("/dev/xvda")
                          .blockDeviceMappings(mapping(root(image(west, copy)))))
              .imageId();
      refused(() -> west.deleteSnapshot(it -> it.snapshotId(root(image(west, registered)))))
          .withCode("InvalidSnapshot.InUse");
      String second =
          there.run(
              "#!/bin/sh\necho \"software $(cat /opt/software)\"\n", it -> it.imageId(registered));
      assertThat(there.console(second, "software")).contains("software 4.2");
      west.terminateInstances(it -> it.instanceIds(started, second));
    }
    ec2.terminateInstances(it -> it.instanceIds(prepared));
    cloud.clock().settle();
  }

  @Test
  void a_snapshot_is_used_and_copied_by_accounts_that_it_is_shared_with() {
    String snapshot = instances.snapshot();
    String other = cloud.newAccountId();
    try (Ec2Client theirs = of(other)) {
      refused(() -> volume(theirs, snapshot)).withCode("InvalidSnapshot.NotFound");
      refused(() -> share(snapshot, "somebody")).withCode("InvalidUserID.Malformed");
      share(snapshot, other);
      assertThat(
              ec2.describeSnapshotAttribute(
                      it -> it.snapshotId(snapshot).attribute("createVolumePermission"))
                  .createVolumePermissions())
          .singleElement()
          .satisfies(it -> assertThat(it.userId()).isEqualTo(other));
      assertThat(theirs.describeSnapshots().snapshots())
          .extracting(Snapshot::snapshotId)
          .containsExactly(snapshot);
      assertThat(theirs.describeSnapshots(it -> it.ownerIds("self")).snapshots()).isEmpty();
      refused(
              () ->
                  theirs.modifySnapshotAttribute(
                      it -> it.snapshotId(snapshot).operationType("add").userIds(other)))
          .withCode("AuthFailure");
      volume(theirs, snapshot);
      String copy =
          theirs
              .copySnapshot(
                  it ->
                      it.sourceSnapshotId(snapshot)
                          .sourceRegion("us-east-1")
                          // The SDK would sign one for a host of AWS's.
                          .presignedUrl("https://127.0.0.1/"))
              .snapshotId();
      cloud.clock().settle();

      ec2.resetSnapshotAttribute(it -> it.snapshotId(snapshot).attribute("createVolumePermission"));
      refused(() -> volume(theirs, snapshot)).withCode("InvalidSnapshot.NotFound");
      ec2.deleteSnapshot(it -> it.snapshotId(snapshot));
      cloud.clock().settle();
      assertThat(
              theirs.describeSnapshots(it -> it.snapshotIds(copy)).snapshots().getFirst().state())
          .isEqualTo(SnapshotState.COMPLETED);
      volume(theirs, copy);
    }
  }

  @Test
  void what_everybody_may_use_is_blocked_where_the_account_says_so() {
    String snapshot = instances.snapshot();
    try (Ec2Client theirs = of(cloud.newAccountId())) {
      ec2.enableSnapshotBlockPublicAccess(it -> it.state("block-new-sharing"));
      refused(() -> publish(snapshot)).withCode("OperationNotPermitted");
      assertThat(ec2.disableSnapshotBlockPublicAccess(it -> {}).stateAsString())
          .isEqualTo("unblocked");
      publish(snapshot);
      volume(theirs, snapshot);
      ec2.enableSnapshotBlockPublicAccess(it -> it.state("block-all-sharing"));
      refused(() -> volume(theirs, snapshot)).withCode("InvalidSnapshot.NotFound");
      assertThat(theirs.describeSnapshots().snapshots())
          .noneMatch(it -> it.snapshotId().equals(snapshot));
      refused(() -> ec2.enableSnapshotBlockPublicAccess(it -> it.state("something")))
          .withCode("InvalidParameterValue");
    }
  }

  @Test
  void images_of_new_accounts_are_shared_with_everybody_only_once_that_is_unblocked() {
    String debian = instances.image();
    String image =
        ec2.copyImage(it -> it.name("mine").sourceRegion("us-east-1").sourceImageId(debian))
            .imageId();
    cloud.clock().settle();
    refused(
            () ->
                ec2.modifyImageAttribute(
                    it -> it.imageId(image).operationType("add").userGroups(ALL)))
        .withCode("OperationNotPermitted");
    assertThat(ec2.getImageBlockPublicAccessState(it -> {}).imageBlockPublicAccessState())
        .isEqualTo("block-new-sharing");
    ec2.disableImageBlockPublicAccess(it -> {});
    ec2.modifyImageAttribute(it -> it.imageId(image).operationType("add").userGroups(ALL));
    try (Ec2Client theirs = of(cloud.newAccountId())) {
      assertThat(image(theirs, image).publicLaunchPermissions()).isTrue();
      refused(
              () ->
                  theirs.copyImage(
                      it -> it.name("theirs").sourceRegion("us-east-1").sourceImageId(image)))
          .withCode("InvalidRequest");
    }
    String id = instances.run("#!/bin/sh\necho st''arted\n", it -> it.imageId(image));
    assertThat(instances.console(id, "started")).contains("started");
    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
  }

  @Test
  void no_image_is_registered_of_what_boots_nothing() {
    String snapshot = instances.snapshot();
    refused(() -> register("of-blocks", mapping(snapshot))).withCode("UnsupportedOperation");
    refused(() -> register("no", mapping(snapshot))).withCode("InvalidAMIName.Malformed");
    refused(() -> register("of-none", mapping("snap-0123456789abcdef0")))
        .withCode("InvalidSnapshot.NotFound");
    assertThat(ec2.describeImages(it -> it.owners("self")).images()).isEmpty();
  }

  private void register(String name, BlockDeviceMapping mapping) {
    ec2.registerImage(it -> it.name(name).rootDeviceName("/dev/xvda").blockDeviceMappings(mapping));
  }

  private static BlockDeviceMapping mapping(String snapshot) {
    return BlockDeviceMapping.builder()
        .deviceName("/dev/xvda")
        .ebs(it -> it.snapshotId(snapshot))
        .build();
  }

  private void volume(Ec2Client by, String snapshot) {
    String id =
        by.createVolume(it -> it.availabilityZone("us-east-1b").snapshotId(snapshot)).volumeId();
    cloud.clock().settle();
    assertThat(by.describeVolumes(it -> it.volumeIds(id)).volumes().getFirst().stateAsString())
        .isEqualTo("available");
  }

  private void share(String snapshot, String user) {
    ec2.modifySnapshotAttribute(
        it ->
            it.snapshotId(snapshot)
                .attribute("createVolumePermission")
                .operationType("add")
                .userIds(user));
  }

  private void publish(String snapshot) {
    ec2.modifySnapshotAttribute(
        it ->
            it.snapshotId(snapshot)
                .createVolumePermission(
                    p ->
                        p.add(
                            CreateVolumePermission.builder().group(PermissionGroup.ALL).build())));
  }

  private static Image image(Ec2Client by, String id) {
    return by.describeImages(it -> it.imageIds(id)).images().getFirst();
  }

  private static String root(Image image) {
    return image.blockDeviceMappings().getFirst().ebs().snapshotId();
  }

  private Ec2Client of(String account) {
    return client(account, cloud.region());
  }

  private Ec2Client west() {
    return client(cloud.accountId(), Region.US_WEST_2);
  }

  private Ec2Client client(String account, Region region) {
    return Ec2Client.builder()
        .endpointOverride(cloud.endpoint())
        .region(region)
        .credentialsProvider(cloud.credentialsOf(account))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}

package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** What instances keep, and what others begin with. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
@Execution(ExecutionMode.SAME_THREAD) // one clock, which some tests move
class ImageAndVolumeTest {
  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  ImageAndVolumeTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  @Behaviour({"EC2-FAST-01", "EC2-FAST-02"})
  @Test
  void an_image_of_a_prepared_instance_has_all_in_place_and_is_set_up_once() {
    String prepared =
        instances.run("#!/bin/sh\necho 4.2 >/opt/software; echo pre''pared\n", it -> {});
    assertThat(instances.console(prepared, "prepared")).contains("prepared");
    String image = ec2.createImage(it -> it.instanceId(prepared).name("prepared")).imageId();
    cloud.clock().settle();
    assertThat(ec2.describeImages(it -> it.imageIds(image)).images().getFirst().stateAsString())
        .isEqualTo("available");

    String fast =
        instances.run(
            """
            #!/bin/sh
            echo "software $(cat /opt/software) of database app@db.internal"
            """,
            it -> it.imageId(image));
    assertThat(instances.console(fast, "software"))
        .contains("software 4.2 of database app@db.internal")
        .doesNotContain("prepared");
    refused(() -> ec2.deregisterImage(it -> it.imageId(image).deleteAssociatedSnapshots(true)))
        .withCode("UnsupportedOperation");
    assertThat(ec2.describeImages(it -> it.imageIds(image)).images()).hasSize(1);
    ec2.deregisterImage(it -> it.imageId(image));
    refused(() -> ec2.describeImages(it -> it.imageIds(image))).withCode("InvalidAMIID.NotFound");
    ec2.terminateInstances(it -> it.instanceIds(prepared, fast));
    cloud.clock().settle();
    assertThat(ec2.describeVolumes().volumes()).as("roots go with their instances").isEmpty();
  }

  @Behaviour("STORAGE-01")
  @Test
  void a_volume_is_in_one_instance_at_a_time_and_keeps_what_it_holds() {
    String first =
        instances.run(
            """
            #!/bin/sh
            while [ ! -b /dev/sdf ]; do sleep 0.1; done
            printf kept >/dev/sdf; sync; echo writ''ten
            """,
            it -> {});
    String zone = instances.describe(first).placement().availabilityZone();
    String volume = ec2.createVolume(it -> it.availabilityZone(zone).size(1)).volumeId();
    String elsewhere = ec2.createVolume(it -> it.availabilityZone("us-east-1c").size(1)).volumeId();
    cloud.clock().settle();
    refused(
            () ->
                ec2.attachVolume(it -> it.volumeId(elsewhere).instanceId(first).device("/dev/sdg")))
        .withCode("InvalidVolume.ZoneMismatch");
    ec2.attachVolume(it -> it.volumeId(volume).instanceId(first).device("/dev/sdf"));
    assertThat(instances.console(first, "written")).contains("written");

    String second =
        instances.run(
            """
            #!/bin/sh
            while [ ! -b /dev/sdf ]; do sleep 0.1; done
            echo "it has $(head -c 4 /dev/sdf)"
            """,
            it -> it.placement(p -> p.availabilityZone(zone)));
    refused(() -> ec2.attachVolume(it -> it.volumeId(volume).instanceId(second).device("/dev/sdf")))
        .withCode("VolumeInUse");
    refused(() -> ec2.deleteVolume(it -> it.volumeId(volume))).withCode("VolumeInUse");
    refused(() -> ec2.detachVolume(it -> it.volumeId(volume).instanceId(second).device("/dev/sdf")))
        .withCode("InvalidAttachment.NotFound");
    ec2.detachVolume(it -> it.volumeId(volume));
    ec2.attachVolume(it -> it.volumeId(volume).instanceId(second).device("/dev/sdf"));
    assertThat(instances.console(second, "it has")).contains("it has kept");

    ec2.terminateInstances(it -> it.instanceIds(first, second));
    cloud.clock().settle();
    assertThat(ec2.describeVolumes(it -> it.volumeIds(volume)).volumes().getFirst().state())
        .isEqualTo(VolumeState.AVAILABLE);
    ec2.deleteVolume(it -> it.volumeId(volume));
  }
}

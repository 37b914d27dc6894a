package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.BehaviourPart;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeModification;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** Volumes as instances see them: shared, moved, grown, let go, and next to their hosts' disks. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
@Execution(ExecutionMode.SAME_THREAD) // one clock, which some tests move
class VolumeUseTest {
  private static final String ZONE = "us-east-1a";
  private static final int MOST_SHARING = 16;

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  VolumeUseTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  @Behaviour("STORAGE-01")
  @BehaviourPart(value = "EC2-FAST-03", without = "databases")
  @Test
  void a_volume_moves_to_another_zone_by_snapshot_and_is_formatted_and_filled_there() {
    String here =
        run(
            ZONE,
            """
            while [ ! -b /dev/sdf ]; do sleep 0.05; done
            mkfs.ext4 -q /dev/sdf && mkdir /data && mount /dev/sdf /data
            echo schema and rows >/data/table; sync; echo fil''led
            """);
    String volume = available(it -> it.availabilityZone(ZONE).size(1));
    attach(volume, here, "/dev/sdf");
    assertThat(instances.console(here, "filled")).contains("filled");
    ec2.stopInstances(it -> it.instanceIds(here));
    cloud.clock().settle();
    assertThat(volume(volume).attachments()).as("it stays in a stopped instance").hasSize(1);
    String snapshot = ec2.createSnapshot(it -> it.volumeId(volume)).snapshotId();
    cloud.clock().settle();

    String moved = available(it -> it.availabilityZone("us-east-1b").snapshotId(snapshot));
    refused(() -> attach(moved, here, "/dev/sdg")).withCode("InvalidVolume.ZoneMismatch");
    String there =
        run(
            "us-east-1b",
            """
            while [ ! -b /dev/sdf ]; do sleep 0.05; done
            mkdir /data && mount /dev/sdf /data && echo "it has $(cat /data/table)"
            """);
    attach(moved, there, "/dev/sdf");
    assertThat(instances.console(there, "it has")).contains("it has schema and rows");
    end(here, there);
  }

  @Behaviour("STORAGE-01")
  @Test
  void up_to_sixteen_instances_share_the_blocks_of_a_volume_that_is_made_for_it() {
    String volume =
        available(
            it ->
                it.availabilityZone(ZONE)
                    .size(10)
                    .volumeType(VolumeType.IO2)
                    .iops(500)
                    .multiAttachEnabled(true));
    String writer =
        run(
            ZONE,
            """
            while [ ! -b /dev/sdf ]; do sleep 0.05; done
            printf '%-4096s' "from the first" | dd of=/dev/sdf bs=4096 oflag=direct status=none
            echo writ''ten
            until dd if=/dev/sdf bs=4096 skip=1 count=1 iflag=direct status=none | grep 'from the second'
            do sleep 0.05; done
            """);
    String reader =
        run(
            ZONE,
            """
            while [ ! -b /dev/sdg ]; do sleep 0.05; done
            dd if=/dev/sdg bs=4096 count=1 iflag=direct | grep 'from the first'
            printf '%-4096s' "from the second" | dd of=/dev/sdg bs=4096 seek=1 oflag=direct
            """);
    attach(volume, writer, "/dev/sdf");
    assertThat(instances.console(writer, "written")).contains("written");
    attach(volume, reader, "/dev/sdg");
    assertThat(instances.console(reader, "from the first")).contains("from the first");
    assertThat(instances.console(writer, "from the second")).contains("from the second");

    List<String> all = new ArrayList<>(List.of(writer, reader));
    ec2.runInstances(
            it ->
                it.imageId(instances.image())
                    .instanceType("t3.nano")
                    .placement(p -> p.availabilityZone(ZONE))
                    .minCount(MOST_SHARING - 1)
                    .maxCount(MOST_SHARING - 1))
        .instances()
        .forEach(it -> all.add(it.instanceId()));
    cloud.clock().settle();
    assertThat(all)
        .map(it -> instances.describe(it).state().nameAsString())
        .as("all of a launch run")
        .containsOnly("running");
    all.subList(2, MOST_SHARING).forEach(it -> attach(volume, it, "/dev/sdf"));
    assertThat(volume(volume).attachments()).hasSize(MOST_SHARING);
    refused(() -> attach(volume, all.getLast(), "/dev/sdf")).withCode("VolumeInUse");
    refused(() -> ec2.detachVolume(it -> it.volumeId(volume))).withCode("MissingParameter");
    ec2.detachVolume(it -> it.volumeId(volume).instanceId(reader));
    attach(volume, all.getLast(), "/dev/sdf");
    refused(() -> ec2.modifyVolume(it -> it.volumeId(volume).multiAttachEnabled(false)))
        .withCode("UnsupportedOperation");
    end(all.toArray(String[]::new));
    assertThat(volume(volume).state()).isEqualTo(VolumeState.AVAILABLE);
  }

  @Test
  void only_instances_of_the_nitro_system_share_volumes() {
    String volume =
        available(
            it ->
                it.availabilityZone(ZONE)
                    .size(4)
                    .volumeType(VolumeType.IO1)
                    .iops(100)
                    .multiAttachEnabled(true));
    String old =
        instances.run(
            "#!/bin/sh\n",
            it -> it.instanceType("t2.micro").placement(p -> p.availabilityZone(ZONE)));
    refused(() -> attach(volume, old, "/dev/sdf")).withCode("UnsupportedOperation");
    assertThat(volume(volume).state()).isEqualTo(VolumeState.AVAILABLE);
    end(old);
  }

  @Behaviour("STORAGE-03")
  @Test
  void the_disks_of_the_host_are_faster_and_last_over_a_reboot_but_not_over_a_stop() {
    String id =
        instances.run(
            """
            #cloud-boothook
            #!/bin/sh
            echo "boot found '$(head -c 4 /dev/nvme1n1 | tr -d '\\0')'"
            echo "bytes $(blockdev --getsize64 /dev/nvme1n1)"
            printf kept >/dev/nvme1n1; sync
            took() {
              before=$(date +%s%N)
              dd if=$1 of=/dev/null bs=4096 count=100 iflag=direct 2>/dev/null
              echo "$2 $(( ($(date +%s%N) - before) / 1000000 ))ms"
            }
            took /dev/nvme1n1 local
            took /dev/sdf network
            """,
            it ->
                it.instanceType("m5d.large")
                    .blockDeviceMappings(
                        BlockDeviceMapping.builder()
                            .deviceName("/dev/sdf")
                            .ebs(e -> e.volumeSize(4).volumeType(VolumeType.IO1).iops(100))
                            .build()));
    String first = instances.console(id, "network ");
    assertThat(first).contains("boot found ''", "bytes 75000000000");
    if (disksAreHeldToTheirSpeed()) {
      assertThat(milliseconds(first, "local")).isLessThan(milliseconds(first, "network") / 2);
    }
    ec2.rebootInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    assertThat(startedAgain(id)).contains("'kept'");
    ec2.stopInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    ec2.startInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    assertThat(startedAgain(id)).contains("''");
    end(id);
    assertThat(disks()).noneMatch(it -> it.contains("ephemeral"));
  }

  @Test
  void a_volume_grows_in_a_running_instance_and_is_optimized_afterwards() {
    String id =
        run(
            ZONE,
            """
            while [ ! -b /dev/sdf ]; do sleep 0.05; done
            until [ "$(blockdev --getsize64 /dev/sdf)" = 11811160064 ]; do sleep 0.05; done
            echo gro''wn
            """);
    String volume = available(it -> it.availabilityZone(ZONE).size(10).volumeType(VolumeType.GP3));
    attach(volume, id, "/dev/sdf");
    refused(() -> ec2.describeVolumesModifications(it -> it.volumeIds(volume)))
        .withCode("InvalidVolumeModification.NotFound");
    refused(() -> ec2.modifyVolume(it -> it.volumeId(volume))).withCode("MissingParameter");
    assertThat(
            ec2.modifyVolume(it -> it.volumeId(volume).size(11).iops(4_000).throughput(500))
                .volumeModification()
                .modificationStateAsString())
        .isEqualTo("modifying");
    cloud.clock().settle();
    assertThat(instances.console(id, "grown")).contains("grown");
    VolumeModification optimizing = modification(volume);
    assertThat(optimizing.modificationStateAsString()).isEqualTo("optimizing");
    assertThat(volume(volume).size()).isEqualTo(11);
    refused(() -> ec2.modifyVolume(it -> it.volumeId(volume).size(12)))
        .withCode("IncorrectModificationState");
    cloud.clock().advance(Duration.ofMinutes(4));
    assertThat(modification(volume).modificationStateAsString()).isEqualTo("completed");
    refused(() -> ec2.modifyVolume(it -> it.volumeId(volume).size(12)))
        .withCode("VolumeModificationRateExceeded");
    cloud.clock().advance(Duration.ofHours(6));
    refused(() -> ec2.modifyVolume(it -> it.volumeId(volume).size(1)))
        .withCode("InvalidParameterValue");
    end(id);
  }

  @Test
  void a_volume_that_is_in_use_within_is_busy_until_it_is_let_go() {
    String id =
        run(
            ZONE,
            """
            while [ ! -b /dev/sdf ]; do sleep 0.05; done
            exec 3</dev/sdf; echo hol''ding
            while [ -b /dev/sdf ]; do sleep 0.05; done
            sleep 0.5; exec 3<&-; echo released
            """);
    String volume = available(it -> it.availabilityZone(ZONE).size(1));
    attach(volume, id, "/dev/sdf");
    assertThat(instances.console(id, "holding")).contains("holding");
    ec2.detachVolume(it -> it.volumeId(volume));
    assertThat(volume(volume).attachments().getFirst().stateAsString()).isEqualTo("busy");
    assertThat(instances.console(id, "released")).contains("released");
    cloud.clock().advance(Duration.ofSeconds(5));
    assertThat(volume(volume).state()).isEqualTo(VolumeState.AVAILABLE);
    end(id);
  }

  private String run(String zone, String script) {
    return instances.run("#!/bin/sh\n" + script, it -> it.placement(p -> p.availabilityZone(zone)));
  }

  private String available(Consumer<CreateVolumeRequest.Builder> more) {
    String id = ec2.createVolume(more).volumeId();
    cloud.clock().settle();
    assertThat(volume(id).state()).isEqualTo(VolumeState.AVAILABLE);
    return id;
  }

  private void attach(String volume, String instance, String device) {
    ec2.attachVolume(it -> it.volumeId(volume).instanceId(instance).device(device));
    assertThat(volume(volume).attachments()).allMatch(it -> it.stateAsString().equals("attached"));
  }

  private Volume volume(String id) {
    return ec2.describeVolumes(it -> it.volumeIds(id)).volumes().getFirst();
  }

  private VolumeModification modification(String volume) {
    return ec2.describeVolumesModifications(it -> it.volumeIds(volume))
        .volumesModifications()
        .getFirst();
  }

  private void end(String... ids) {
    ec2.terminateInstances(it -> it.instanceIds(ids));
    cloud.clock().settle();
    assertThat(List.of(ids))
        .map(instances::describe)
        .map(Instance::state)
        .allMatch(it -> it.nameAsString().equals("terminated"));
  }

  private String startedAgain(String id) {
    // Its console begins anew with each start.
    String console = instances.console(id, "network ");
    Matcher matcher = Pattern.compile("boot found ('.*')").matcher(console);
    assertThat(matcher.find()).as(console).isTrue();
    return matcher.group(1);
  }

  private boolean disksAreHeldToTheirSpeed() {
    return cloud.machineRoom().capabilities().stream()
        .anyMatch(it -> it.name().equals("limits") && it.detail().contains("and disks"));
  }

  private List<String> disks() {
    try {
      return List.copyOf(cloud.machineRoom().disks().present());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int milliseconds(String console, String what) {
    Matcher matcher = Pattern.compile("\\b" + what + " (\\d+)ms").matcher(console);
    assertThat(matcher.find()).as(console).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}

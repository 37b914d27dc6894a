package dev.cloudjar.ec2.instance;

import dev.cloudjar.fabric.Tier;
import dev.cloudjar.fabric.machine.MachineRooms;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Launches instances that are machines, and looks at what they say. */
record LaunchedInstances(Ec2Client ec2, TestCloud cloud) {

  static void assumeMachines() throws IOException {
    Assumptions.assumeTrue(
        MachineRooms.capabilities(Path.of(System.getProperty("java.io.tmpdir"))).stream()
            .anyMatch(it -> it.name().equals("machines") && it.tier() == Tier.KERNEL),
        "SKIPPED: instances need root and a kernel with namespaces");
  }

  String run(String userData, Consumer<RunInstancesRequest.Builder> more) {
    var request =
        RunInstancesRequest.builder()
            .imageId(image())
            .minCount(1)
            .maxCount(1)
            .instanceType("t3.micro")
            .userData(encoded(userData));
    more.accept(request);
    String id = ec2.runInstances(request.build()).instances().getFirst().instanceId();
    cloud.clock().settle();
    return id;
  }

  static String encoded(String userData) {
    return Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8));
  }

  String image() {
    List<Image> images =
        ec2.describeImages(
                it ->
                    it.owners("136693071363")
                        .filters(Filter.builder().name("name").values("debian-12-*").build()))
            .images();
    return images.getFirst().imageId();
  }

  Instance describe(String id) {
    return ec2.describeInstances(it -> it.instanceIds(id))
        .reservations()
        .getFirst()
        .instances()
        .getFirst();
  }

  /** The console once a text is in it. */
  String console(String id, String text) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String console;
    do {
      console =
          new String(
              Base64.getDecoder().decode(ec2.getConsoleOutput(it -> it.instanceId(id)).output()),
              StandardCharsets.UTF_8);
    } while (!console.contains(text) && System.nanoTime() < deadline);
    return console;
  }

  /** Makes a snapshot of a volume that nobody has written to. */
  String snapshot() {
    String volume = ec2.createVolume(it -> it.availabilityZone("us-east-1a").size(1)).volumeId();
    cloud.clock().settle();
    String snapshot = ec2.createSnapshot(it -> it.volumeId(volume)).snapshotId();
    cloud.clock().settle();
    return snapshot;
  }
}

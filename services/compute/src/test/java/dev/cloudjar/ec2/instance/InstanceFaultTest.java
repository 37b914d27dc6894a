package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** What becomes of instances whose zone, or whose first process, is gone. */
@Execution(ExecutionMode.SAME_THREAD) // a zone is down for everybody
@CloudjarTest(rooms = Ec2Room.class, shared = false)
class InstanceFaultTest {
  private static final String ZONE = "us-east-1b";
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  InstanceFaultTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  private void zone(String what) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(cloud.endpoint() + "/_cloudjar/zones"))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString("{\"%s\": \"%s\"}".formatted(what, ZONE)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
  }

  private InstanceStateName state(String id) {
    return instances.describe(id).state().name();
  }

  @Test
  void a_zone_that_goes_down_takes_its_instances_with_it_and_brings_them_back()
      throws IOException, InterruptedException {
    String id = instances.run("#!/bin/sh\n", it -> it.placement(p -> p.availabilityZone(ZONE)));
    String stopped =
        instances.run("#!/bin/sh\n", it -> it.placement(p -> p.availabilityZone(ZONE)));
    String elsewhere =
        instances.run("#!/bin/sh\n", it -> it.placement(p -> p.availabilityZone("us-east-1c")));
    String volume =
        ec2.createVolume(it -> it.availabilityZone(ZONE).size(1).volumeType("gp3")).volumeId();
    assertThat(List.of(state(id), state(stopped), state(elsewhere)))
        .containsOnly(InstanceStateName.RUNNING);

    zone("down");
    Instance down = instances.describe(id);
    assertThat(down.state().name()).isEqualTo(InstanceStateName.STOPPED);
    assertThat(down.stateReason().code()).isEqualTo("Server.InternalError");
    assertThat(down.publicIpAddress()).isNull();
    assertThat(cloud.machineRoom().machines().running())
        .contains(elsewhere)
        .doesNotContain(id, stopped);
    refused(() -> ec2.startInstances(it -> it.instanceIds(id)))
        .withCode("InsufficientInstanceCapacity")
        .withStatus(500);
    refused(() -> instances.run("", it -> it.placement(placed -> placed.availabilityZone(ZONE))))
        .withCode("InsufficientInstanceCapacity");
    refused(() -> ec2.attachVolume(it -> it.instanceId(id).volumeId(volume).device("/dev/sdf")))
        .withCode("Unavailable");
    ec2.stopInstances(it -> it.instanceIds(stopped));

    zone("up");
    Instance up = instances.describe(id);
    assertThat(up.state().name()).isEqualTo(InstanceStateName.RUNNING);
    assertThat(up.publicIpAddress()).isNotNull();
    assertThat(cloud.machineRoom().machines().running()).contains(id).doesNotContain(stopped);
    assertThat(state(stopped))
        .as("somebody stopped it meanwhile")
        .isEqualTo(InstanceStateName.STOPPED);
    ec2.terminateInstances(it -> it.instanceIds(id, stopped, elsewhere));
    cloud.clock().settle();
  }

  @Test
  void an_instance_killed_from_outside_is_noticed_within_a_second() throws IOException {
    String id = instances.run("#!/bin/sh\n", it -> {});
    assertThat(state(id)).isEqualTo(InstanceStateName.RUNNING);
    assertThat(firstProcess(id).destroyForcibly()).isTrue();
    long killed = System.nanoTime();
    while (state(id) == InstanceStateName.RUNNING
        && System.nanoTime() - killed < AT_ONCE.toNanos()) {
      Thread.onSpinWait();
    }
    assertThat(state(id)).isNotEqualTo(InstanceStateName.RUNNING);
    cloud.clock().settle();
    assertThat(state(id)).isEqualTo(InstanceStateName.STOPPED);
    assertThat(instances.describe(id).stateReason().code()).startsWith("Client.");
    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
  }

  /** The process that is the first one of an instance's own, which ends when it does. */
  private static ProcessHandle firstProcess(String id) throws IOException {
    String namespace;
    try (Stream<Path> all = Files.list(Path.of("/run/netns"))) {
      namespace =
          all.map(it -> it.getFileName().toString())
              .filter(it -> it.endsWith(id))
              .findFirst()
              .orElseThrow();
    }
    Process pids = new ProcessBuilder("ip", "netns", "pids", namespace).start();
    for (String pid : pids.inputReader().lines().toList()) {
      String first =
          Files.readAllLines(Path.of("/proc", pid, "status")).stream()
              .filter(line -> line.startsWith("NSpid:"))
              .findFirst()
              .orElseThrow();
      if (first.matches("NSpid:\\s+\\d+\\s+1")) {
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      }
    }
    throw new AssertionError("no first process in " + namespace);
  }
}

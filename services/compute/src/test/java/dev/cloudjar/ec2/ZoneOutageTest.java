package dev.cloudjar.ec2;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/** A zone that is down lets nothing pass and starts nothing, until it is up. */
@Execution(ExecutionMode.SAME_THREAD) // a zone is down for everybody
@CloudjarTest(rooms = Ec2Room.class, data = Data.DISK, shared = false)
class ZoneOutageTest {
  private static final String ZONE = "us-east-1b";

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final RealNetworks net;

  ZoneOutageTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.net = new RealNetworks(ec2, cloud);
    cloud.clock().freeze();
  }

  @AfterEach
  void bringUp() {
    zone("up", ZONE);
  }

  private String zone(String what, String zone) {
    return send(
        HttpRequest.newBuilder(page())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"%s\": \"%s\"}".formatted(what, zone)))
            .build());
  }

  private URI page() {
    return URI.create(cloud.endpoint() + "/_cloudjar/zones");
  }

  private static String send(HttpRequest request) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String state() {
    return ec2.describeAvailabilityZones(it -> it.zoneNames(ZONE))
        .availabilityZones()
        .getFirst()
        .stateAsString();
  }

  @Test
  void its_network_is_cut_also_after_a_restart_and_comes_back() throws IOException {
    net.assumeThere();
    String vpc = net.vpc("10.80.0.0/16");
    String open = net.group(vpc, "open");
    net.allowAll(open);
    NetworkInterface there = net.end(net.subnet(vpc, "10.80.1.0/24", "us-east-1a"), open);
    NetworkInterface away = net.end(net.subnet(vpc, "10.80.2.0/24", ZONE), open);
    NetworkInterface beside = net.end(net.subnet(vpc, "10.80.3.0/24", "us-east-1c"), open);
    assertThat(passes(there, away)).isTrue();

    assertThat(zone("down", ZONE)).startsWith("200").contains(ZONE);
    assertThat(state()).isEqualTo("unavailable");
    assertThat(passes(there, away)).as("into the zone").isFalse();
    assertThat(passes(away, there)).as("out of the zone").isFalse();
    assertThat(passes(there, beside)).as("between the others").isTrue();
    assertThat(
            send(
                HttpRequest.newBuilder(
                        URI.create(
                            "%s/_cloudjar/why-blocked?source=%s&destination=%s&port=1&format=text"
                                .formatted(
                                    cloud.endpoint(),
                                    there.networkInterfaceId(),
                                    away.networkInterfaceId())))
                    .build()))
        .contains(
            "Decided by: network interface %s is cut off".formatted(away.networkInterfaceId()));

    cloud.restart();

    assertThat(passes(there, away)).as("after a restart").isFalse();
    assertThat(zone("up", ZONE)).startsWith("200").doesNotContain(ZONE);
    assertThat(passes(there, away)).as("up again").isTrue();
    assertThat(state()).isEqualTo("available");
  }

  private boolean passes(NetworkInterface from, NetworkInterface to) throws IOException {
    try (ServerSocketChannel listening = net.listen(to)) {
      assertThat(listening.isOpen()).isTrue();
      return net.reaches(from, to.privateIpAddress());
    }
  }

  @Test
  void nothing_is_started_there() {
    String volume =
        ec2.createVolume(it -> it.availabilityZone(ZONE).size(1).volumeType("gp3")).volumeId();
    zone("down", ZONE);
    refused(() -> ec2.createVolume(it -> it.availabilityZone(ZONE).size(1)))
        .withCode("InsufficientVolumeCapacity");
    assertThat(
            ec2.describeVolumes(it -> it.volumeIds(volume)).volumes().getFirst().availabilityZone())
        .isEqualTo(ZONE);
    assertThat(zone("down", "us-east-1d"))
        .startsWith("400")
        .contains("There is no zone us-east-1d");
    assertThat(zone("sideways", ZONE)).startsWith("400");
  }
}

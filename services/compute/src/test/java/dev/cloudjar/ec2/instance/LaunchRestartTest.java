package dev.cloudjar.ec2.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** What launches are made of, and what awaits them, outlives the process. */
@CloudjarTest(rooms = Ec2Room.class, data = Data.DISK, shared = false)
class LaunchRestartTest {
  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  LaunchRestartTest(Ec2Client ec2, TestCloud cloud) {
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
  void templates_and_reservations_are_there_and_an_interruption_comes_in_time()
      throws IOException, InterruptedException {
    String template =
        ec2.createLaunchTemplate(
                it -> it.launchTemplateName("web").launchTemplateData(d -> d.keyName("key")))
            .launchTemplate()
            .launchTemplateId();
    String reservation =
        ec2.createCapacityReservation(
                it ->
                    it.instanceType("t3.micro")
                        .instancePlatform("Linux/UNIX")
                        .availabilityZone("us-east-1a")
                        .instanceCount(1)
                        .endDateType("limited")
                        .endDate(cloud.clock().now().plus(Duration.ofMinutes(1))))
            .capacityReservation()
            .capacityReservationId();
    String spot =
        instances.run(
            "#!/bin/sh\necho up\n", it -> it.instanceMarketOptions(m -> m.marketType("spot")));
    assertThat(interrupt(spot)).isEqualTo(200);

    cloud.restart();

    assertThat(
            ec2.createLaunchTemplateVersion(
                    it ->
                        it.launchTemplateId(template)
                            .sourceVersion("1")
                            .launchTemplateData(d -> d.instanceType("t3.nano")))
                .launchTemplateVersion()
                .launchTemplateData()
                .keyName())
        .isEqualTo("key");
    assertThat(instances.describe(spot).state().name()).isEqualTo(InstanceStateName.RUNNING);
    cloud.clock().advance(Duration.ofMinutes(2));
    assertThat(instances.describe(spot).state().name()).isEqualTo(InstanceStateName.TERMINATED);
    assertThat(ec2.describeSpotInstanceRequests().spotInstanceRequests().getFirst().status().code())
        .isEqualTo("instance-terminated-no-capacity");
    assertThat(
            ec2.getCapacityReservationUsage(it -> it.capacityReservationId(reservation))
                .stateAsString())
        .isEqualTo("expired");
  }

  private int interrupt(String instance) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(cloud.endpoint().resolve("/_cloudjar/spot"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString("{\"interrupt\": \"%s\"}".formatted(instance)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}

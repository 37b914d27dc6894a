package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.SpotInstanceRequest;
import software.amazon.awssdk.services.ec2.model.SpotInstanceState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Spot instances, which the house takes away when it is told to. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
class SpotTest {
  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  SpotTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  private HttpResponse<String> order(String order, String instance) {
    HttpRequest request =
        HttpRequest.newBuilder(cloud.endpoint().resolve("/_cloudjar/spot"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString("{\"%s\": \"%s\"}".formatted(order, instance)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private SpotInstanceRequest request(String id) {
    return ec2.describeSpotInstanceRequests(it -> it.spotInstanceRequestIds(id))
        .spotInstanceRequests()
        .getFirst();
  }

  @Test
  void an_interruption_is_announced_for_two_minutes_and_then_ends_the_instance() {
    SpotInstanceRequest made =
        ec2.requestSpotInstances(
                it ->
                    it.spotPrice("0.01")
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType("spot-instances-request")
                                .tags(Tag.builder().key("a").value("b").build())
                                .build())
                        .launchSpecification(
                            l ->
                                l.imageId(instances.image())
                                    .instanceType("t3.micro")
                                    .userData(
                                        LaunchedInstances.encoded(
                                            """
                                            #!/bin/sh
                                            base=http://169.254.169.254/latest/meta-data
                                            at=$base/spot/instance-action
                                            echo "life=$(curl -s $base/instance-life-cycle)"
                                            echo "before=$(curl -s -o /dev/null -w %{http_code} $at)"
                                            while ! curl -s -f $at; do sleep 0.1; done
                                            echo " at $(curl -s $base/spot/termination-time)"
                                            """))))
            .spotInstanceRequests()
            .getFirst();
    cloud.clock().settle();
    assertThat(made.state()).isEqualTo(SpotInstanceState.ACTIVE);
    assertThat(made.status().code()).isEqualTo("fulfilled");
    assertThat(made.tags()).hasSize(1);
    assertThat(made.launchSpecification().instanceTypeAsString()).isEqualTo("t3.micro");
    String id = made.instanceId();
    Instance running = instances.describe(id);
    assertThat(running.instanceLifecycleAsString()).isEqualTo("spot");
    assertThat(running.spotInstanceRequestId()).isEqualTo(made.spotInstanceRequestId());
    assertThat(instances.console(id, "before=")).contains("life=spot", "before=404");
    refused(() -> ec2.stopInstances(it -> it.instanceIds(id))).withCode("UnsupportedOperation");

    Instant end = cloud.clock().now().plus(Duration.ofMinutes(2)).truncatedTo(ChronoUnit.SECONDS);
    assertThat(order("interrupt", id).statusCode()).isEqualTo(200);
    assertThat(instances.console(id, " at "))
        .contains("{\"action\": \"terminate\", \"time\": \"%s\"}".formatted(end))
        .contains(" at " + end);
    String requestId = made.spotInstanceRequestId();
    assertThat(request(requestId).status().code()).isEqualTo("marked-for-termination");
    cloud.clock().advance(Duration.ofSeconds(119));
    assertThat(instances.describe(id).state().name()).isEqualTo(InstanceStateName.RUNNING);
    cloud.clock().advance(Duration.ofSeconds(1));
    Instance gone = instances.describe(id);
    assertThat(gone.state().name()).isEqualTo(InstanceStateName.TERMINATED);
    assertThat(gone.stateReason().code()).isEqualTo("Server.SpotInstanceTermination");
    assertThat(request(requestId).state()).isEqualTo(SpotInstanceState.CLOSED);
    assertThat(request(requestId).status().code()).isEqualTo("instance-terminated-no-capacity");
    assertThat(order("interrupt", id).statusCode()).isEqualTo(400);
  }

  @Test
  void a_persistent_instance_is_stopped_and_comes_back_with_the_capacity() {
    String id =
        instances.run(
            "#!/bin/sh\necho up\n",
            it ->
                it.instanceMarketOptions(
                    m ->
                        m.marketType("spot")
                            .spotOptions(
                                s ->
                                    s.spotInstanceType("persistent")
                                        .instanceInterruptionBehavior("stop"))));
    String requestId = instances.describe(id).spotInstanceRequestId();
    assertThat(order("restore", id).statusCode()).isEqualTo(400);
    assertThat(order("interrupt", id).statusCode()).isEqualTo(200);
    assertThat(request(requestId).status().code()).isEqualTo("marked-for-stop");
    cloud.clock().advance(Duration.ofMinutes(2));
    assertThat(instances.describe(id).state().name()).isEqualTo(InstanceStateName.STOPPED);
    assertThat(request(requestId).state()).isEqualTo(SpotInstanceState.DISABLED);
    assertThat(request(requestId).status().code()).isEqualTo("instance-stopped-no-capacity");
    refused(() -> ec2.startInstances(it -> it.instanceIds(id)))
        .withCode("IncorrectSpotRequestState");

    assertThat(order("restore", id).statusCode()).isEqualTo(200);
    cloud.clock().settle();
    assertThat(instances.describe(id).state().name()).isEqualTo(InstanceStateName.RUNNING);
    assertThat(request(requestId).state()).isEqualTo(SpotInstanceState.ACTIVE);
    var cancelled = ec2.cancelSpotInstanceRequests(it -> it.spotInstanceRequestIds(requestId));
    assertThat(cancelled.cancelledSpotInstanceRequests().getFirst().stateAsString())
        .isEqualTo("cancelled");
    assertThat(request(requestId).status().code())
        .isEqualTo("request-canceled-and-instance-running");
    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    assertThat(request(requestId).state()).isEqualTo(SpotInstanceState.CANCELLED);
    assertThat(request(requestId).status().code()).isEqualTo("instance-terminated-by-user");
  }

  @Test
  void what_no_request_can_be_is_refused() {
    refused(() -> ec2.requestSpotInstances(it -> it.instanceCount(1))).withCode("MissingParameter");
    refused(
            () ->
                ec2.requestSpotInstances(
                    it ->
                        it.instanceInterruptionBehavior("stop")
                            .launchSpecification(
                                l -> l.imageId(instances.image()).instanceType("t3.micro"))))
        .withCode("InvalidParameterCombination");
    refused(
            () ->
                ec2.requestSpotInstances(
                    it ->
                        it.type("persistent")
                            .instanceInterruptionBehavior("hibernate")
                            .launchSpecification(
                                l -> l.imageId(instances.image()).instanceType("t3.micro"))))
        .withCode("UnsupportedOperation");
    refused(() -> request("sir-0123456789abcdef0"))
        .withCode("InvalidSpotInstanceRequestID.NotFound");
    refused(
            () ->
                ec2.cancelSpotInstanceRequests(
                    it -> it.spotInstanceRequestIds("sir-0123456789abcdef0")))
        .withCode("InvalidSpotInstanceRequestID.NotFound");
    refused(() -> ec2.describeSpotPriceHistory()).withStatus(501);
    assertThat(order("interrupt", "i-0123456789abcdef0").statusCode()).isEqualTo(400);
    assertThat(ec2.describeSpotInstanceRequests().spotInstanceRequests()).isEmpty();
  }
}

package dev.cloudjar.ec2;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.s3.S3Room;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.FlowLog;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What is written down of packets that really went, or didn't. */
@CloudjarTest(
    rooms = {Ec2Room.class, S3Room.class},
    shared = false)
@Execution(ExecutionMode.SAME_THREAD)
class FlowLogTest {
  private static final int PORT = RealNetworks.PORT;

  private final Ec2Client ec2;
  private final S3Client s3;
  private final TestCloud cloud;
  private final RealNetworks net;

  FlowLogTest(Ec2Client ec2, S3Client s3, TestCloud cloud) {
    this.ec2 = ec2;
    this.s3 = s3;
    this.cloud = cloud;
    this.net = new RealNetworks(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeEach
  void needsNetworks() {
    net.assumeThere();
  }

  private String bucket() {
    String bucket = cloud.unique("flows");
    s3.createBucket(it -> it.bucket(bucket));
    return bucket;
  }

  private static CreateFlowLogsRequest.Builder wanted(String vpc, String bucket) {
    return CreateFlowLogsRequest.builder()
        .resourceIds(vpc)
        .resourceType("VPC")
        .trafficType("ALL")
        .maxAggregationInterval(60)
        .logDestinationType("s3")
        .logDestination("arn:aws:s3:::" + bucket + "/traffic");
  }

  private FlowLog describe(String id) {
    return ec2.describeFlowLogs(it -> it.flowLogIds(id)).flowLogs().getFirst();
  }

  /** The lines of all files, without their headers. */
  private List<String> lines(String bucket) {
    List<String> lines = new ArrayList<>();
    for (S3Object each : s3.listObjectsV2(it -> it.bucket(bucket)).contents()) {
      try (var in = new GZIPInputStream(s3.getObject(it -> it.bucket(bucket).key(each.key())))) {
        List<String> file = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        lines.addAll(file.subList(1, file.size()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }

  @Test
  void packets_that_pass_and_those_that_do_not_are_delivered_to_a_bucket() throws IOException {
    String vpc = net.vpc("10.60.0.0/16");
    String subnet = net.subnet(vpc, "10.60.1.0/24");
    String front = net.group(vpc, "front");
    String back = net.group(vpc, "back");
    net.allow(back, front, PORT);
    NetworkInterface client = net.end(subnet, front);
    NetworkInterface server = net.end(subnet, back);
    String bucket = bucket();
    try (ServerSocketChannel listening = net.listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(net.reaches(client, server.privateIpAddress())).as("before it is told").isTrue();
      CreateFlowLogsResponse made = ec2.createFlowLogs(wanted(vpc, bucket).build());
      assertThat(made.unsuccessful()).isEmpty();
      String id = made.flowLogIds().getFirst();
      assertThat(s3.getBucketPolicy(it -> it.bucket(bucket)).policy())
          .contains("delivery.logs.amazonaws.com", "AWSLogDeliveryWrite");
      Instant begun = cloud.clock().now();

      assertThat(net.reaches(client, server.privateIpAddress())).isTrue();
      assertThat(net.reaches(client.networkInterfaceId(), server.privateIpAddress(), PORT + 1))
          .isFalse();
      cloud.clock().advance(Duration.ofSeconds(60));

      S3Object file = s3.listObjectsV2(it -> it.bucket(bucket)).contents().getFirst();
      assertThat(file.key())
          .matches(
              "traffic/AWSLogs/%s/vpcflowlogs/us-east-1/[0-9]{4}/[0-9]{2}/[0-9]{2}/%s_vpcflowlogs_us-east-1_%s_[0-9]{8}T[0-9]{4}Z_[0-9a-f]{8}\\.log\\.gz"
                  .formatted(cloud.accountId(), cloud.accountId(), id));
      String from = client.privateIpAddress();
      String to = server.privateIpAddress();
      String about = "2 " + cloud.accountId() + " ";
      assertThat(lines(bucket))
          .anyMatch(matching(about, server, from, to, PORT, "ACCEPT"))
          .anyMatch(matching(about, client, from, to, PORT, "ACCEPT"))
          .anyMatch(matching(about, client, from, to, PORT + 1, "ACCEPT"))
          .anyMatch(matching(about, server, from, to, PORT + 1, "REJECT"))
          .noneMatch(matching(about, server, from, to, PORT + 1, "ACCEPT"));
      assertThat(describe(id).deliverLogsStatus()).isEqualTo("SUCCESS");
      assertThat(describe(id).creationTime()).isEqualTo(begun.truncatedTo(ChronoUnit.MILLIS));

      int before = lines(bucket).size();
      cloud.clock().advance(Duration.ofSeconds(60));
      assertThat(lines(bucket)).as("nothing is told twice").hasSize(before);
      ec2.deleteFlowLogs(it -> it.flowLogIds(id));
      assertThat(net.reaches(client, server.privateIpAddress())).isTrue();
      cloud.clock().advance(Duration.ofMinutes(5));
      assertThat(lines(bucket)).as("nothing is told any more").hasSize(before);
    }
  }

  private static Predicate<String> matching(
      String about, NetworkInterface end, String from, String to, int port, String action) {
    String pattern =
        "%s%s %s %s [0-9]+ %d 6 [1-9][0-9]* [1-9][0-9]* [0-9]+ [0-9]+ %s OK"
            .formatted(about, end.networkInterfaceId(), from, to, port, action);
    return line -> line.matches(pattern);
  }

  @Test
  void formats_choose_fields_and_types_of_traffic_choose_lines() throws IOException {
    String vpc = net.vpc("10.61.0.0/16");
    String subnet = net.subnet(vpc, "10.61.1.0/24");
    NetworkInterface client = net.end(subnet, net.group(vpc, "front"));
    NetworkInterface server = net.end(subnet, net.group(vpc, "back"));
    String bucket = bucket();
    assertThat(net.reaches(client, server.privateIpAddress())).as("before it is told").isFalse();
    ec2.createFlowLogs(
        wanted(vpc, bucket)
            .resourceIds(server.networkInterfaceId())
            .resourceType("NetworkInterface")
            .trafficType("REJECT")
            .logFormat("${flow-direction} ${vpc-id} ${subnet-id} ${dstport} ${action}")
            .build());
    assertThat(net.reaches(client, server.privateIpAddress())).isFalse();
    cloud.clock().advance(Duration.ofSeconds(60));
    assertThat(lines(bucket))
        .containsExactly("ingress %s %s %d REJECT".formatted(vpc, subnet, PORT));
  }

  @Test
  void what_cannot_be_is_refused_and_nothing_is_made() {
    String vpc = net.vpc("10.62.0.0/16");
    String bucket = bucket();
    refused(() -> ec2.createFlowLogs(wanted(vpc, bucket).maxAggregationInterval(61).build()))
        .withCode("InvalidParameter");
    refused(() -> ec2.createFlowLogs(wanted(vpc, bucket).logFormat("${shoe-size}").build()))
        .withCode("InvalidParameter");
    refused(() -> ec2.createFlowLogs(wanted(vpc, bucket).logDestination("nowhere").build()))
        .withCode("InvalidParameter");
    assertThat(ec2.createFlowLogs(wanted(vpc, "no-such-bucket-anywhere").build()).unsuccessful())
        .hasSize(1);
    assertThat(
            ec2.createFlowLogs(wanted("vpc-0123456789abcdef0", bucket).build())
                .unsuccessful()
                .getFirst()
                .error()
                .code())
        .isEqualTo("InvalidVpcID.NotFound");
    assertThat(ec2.describeFlowLogs().flowLogs()).noneMatch(it -> it.resourceId().equals(vpc));
    ec2.createFlowLogs(wanted(vpc, bucket).build());
    refused(() -> ec2.createFlowLogs(wanted(vpc, bucket).build())).withCode("FlowLogAlreadyExists");
    assertThat(
            ec2.deleteFlowLogs(it -> it.flowLogIds("fl-0123456789abcdef0"))
                .unsuccessful()
                .getFirst()
                .error()
                .code())
        .isEqualTo("InvalidFlowLogId.NotFound");
  }

  @Test
  void what_goes_to_log_groups_is_kept_and_said_not_to_be_delivered() {
    String vpc = net.vpc("10.63.0.0/16");
    String id =
        ec2.createFlowLogs(
                it ->
                    it.resourceIds(vpc)
                        .resourceType("VPC")
                        .trafficType("ALL")
                        .logGroupName("traffic")
                        .deliverLogsPermissionArn(
                            "arn:aws:iam::%s:role/flows".formatted(cloud.accountId())))
            .flowLogIds()
            .getFirst();
    FlowLog log = describe(id);
    assertThat(log.deliverLogsStatus()).isEqualTo("FAILED");
    assertThat(log.deliverLogsErrorMessage()).contains("neither CloudWatch Logs");
    assertThat(log.maxAggregationInterval()).isEqualTo(600);
  }
}

package dev.cloudjar.ec2.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.fabric.Networks;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** How far what instances are told about themselves goes. */
@CloudjarTest(
    rooms = {Ec2Room.class, IamRoom.class, StsRoom.class},
    shared = false)
@Execution(ExecutionMode.SAME_THREAD)
class MetadataReachTest {
  private static final String BASE = "http://169.254.169.254/latest";

  /** Asks for a token as something does that stands so many hops farther away. */
  private static final String ASK =
      """
      python3 - <<'END'
      import socket
      IP_MINTTL = 21
      asking = socket.create_connection(("169.254.169.254", 80))
      asking.setsockopt(socket.IPPROTO_IP, IP_MINTTL, 1 + %d)
      asking.settimeout(0.6)
      asking.sendall(b"PUT /latest/api/token HTTP/1.1\\r\\nHost: x\\r\\n"
          b"X-aws-ec2-metadata-token-ttl-seconds: 60\\r\\n\\r\\n")
      try:
          print(asking.recv(1000).split(b"\\r\\n")[0].decode())
      except TimeoutError:
          print("nothing comes")
      END
      """;

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  MetadataReachTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  private InstanceShell launch() {
    String id =
        instances.run(
            InstanceShell.SERVER,
            it -> it.metadataOptions(m -> m.httpTokens("required").httpPutResponseHopLimit(1)));
    return new InstanceShell(cloud, instances.describe(id));
  }

  private void end(InstanceShell shell) {
    ec2.terminateInstances(it -> it.instanceIds(shell.instance().instanceId()));
    cloud.clock().settle();
  }

  private static String status(InstanceShell shell, String options) {
    return shell.run("curl -s -o /dev/null -w %{http_code} " + options);
  }

  private static String token(InstanceShell shell, String seconds) {
    return shell.run(
        "curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: %s' %s/api/token"
            .formatted(seconds, BASE));
  }

  private static String with(String token, String path) {
    return "-H 'X-aws-ec2-metadata-token: %s' %s/meta-data/%s".formatted(token, BASE, path);
  }

  @Behaviour("EC2-IMDS-03")
  @Test
  void tokens_are_needed_last_their_time_and_go_no_farther_than_their_hops() {
    InstanceShell shell = launch();
    String refused = "-X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: %s' " + BASE + "/api/token";
    assertThat(status(shell, BASE + "/meta-data/instance-id")).isEqualTo("401");
    assertThat(status(shell, refused.formatted("0"))).isEqualTo("400");
    assertThat(status(shell, refused.formatted("21601"))).isEqualTo("400");
    assertThat(status(shell, "-X PUT " + BASE + "/api/token")).isEqualTo("400");
    String token = token(shell, "60");
    assertThat(token(shell, "21600")).isNotBlank().isNotEqualTo(token);
    assertThat(shell.run("curl -s " + with(token, "instance-id")))
        .isEqualTo(shell.instance().instanceId());
    cloud.clock().advance(Duration.ofSeconds(61));
    assertThat(status(shell, with(token, "instance-id"))).isEqualTo("401");

    assertThat(shell.run(ASK.formatted(0))).isEqualTo("HTTP/1.1 200 OK");
    assertThat(shell.run(ASK.formatted(1))).isEqualTo("nothing comes");
    ec2.modifyInstanceMetadataOptions(
        it -> it.instanceId(shell.instance().instanceId()).httpPutResponseHopLimit(2));
    assertThat(shell.run(ASK.formatted(1))).isEqualTo("HTTP/1.1 200 OK");
    assertThat(shell.run(ASK.formatted(2))).isEqualTo("nothing comes");
    end(shell);
  }

  @Behaviour("EC2-IMDS-04")
  @Test
  void each_instance_hears_of_itself_alone_and_nobody_else_of_any() {
    InstanceShell one = launch();
    InstanceShell other = launch();
    String ofOne = token(one, "60");
    String ofOther = token(other, "60");
    assertThat(one.run("curl -s " + with(ofOne, "instance-id")))
        .isEqualTo(one.instance().instanceId());
    assertThat(other.run("curl -s " + with(ofOther, "instance-id")))
        .isEqualTo(other.instance().instanceId());
    assertThat(status(other, with(ofOne, "instance-id"))).as("with another's").isEqualTo("401");
    assertThat(
            one.run(
                "ip address add %s/32 dev lo 2>/dev/null; curl -s -m 1 --interface %s %s || echo no"
                    .formatted(
                        other.instance().privateIpAddress(),
                        other.instance().privateIpAddress(),
                        with(ofOther, "instance-id"))))
        .as("by another's address")
        .isEqualTo("no");
    assertThatThrownBy(
            () ->
                cloud
                    .machineRoom()
                    .networks()
                    .connect(
                        Networks.OUTSIDE,
                        new InetSocketAddress("169.254.169.254", 80),
                        Duration.ofMillis(300)))
        .as("from the internet")
        .isInstanceOf(IOException.class);
    end(one);
    end(other);
  }
}

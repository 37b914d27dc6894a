package dev.cloudjar.ec2.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;

/** What those in a network learn of names, by the programs that everybody asks with. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
class NetworkNamesTest {
  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  NetworkNamesTest(Ec2Client ec2, TestCloud cloud) {
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
  void a_network_knows_its_own_names_and_those_of_services() throws IOException {
    String id = instances.run(InstanceShell.SERVER, it -> {});
    Instance instance = instances.describe(id);
    InstanceShell shell = new InstanceShell(cloud, instance);
    String own = instance.privateIpAddress();
    String name = "ip-" + own.replace('.', '-') + ".ec2.internal";
    assertThat(instance.privateDnsName()).isEqualTo(name);
    assertThat(shell.run("cat /etc/resolv.conf"))
        .isEqualTo("search ec2.internal\nnameserver 169.254.169.253");
    assertThat(shell.run("getent ahostsv4 " + name + " | head -1")).startsWith(own);
    assertThat(shell.run("getent ahostsv4 instance-data")).startsWith("169.254.169.254");
    assertThat(shell.run("dig +short " + name)).isEqualTo(own);
    assertThat(shell.run("dig +short @172.31.0.2 " + name)).isEqualTo(own);
    assertThat(shell.run("dig +short +tcp +noedns " + name)).isEqualTo(own);
    assertThat(shell.run("dig +short -x " + own)).isEqualTo(name + ".");
    assertThat(instance.publicDnsName()).endsWith(".compute-1.amazonaws.com");
    assertThat(shell.run("dig +short " + instance.publicDnsName())).isEqualTo(own);
    assertThat(shell.run("dig +short -x " + instance.publicIpAddress()))
        .isEqualTo(instance.publicDnsName() + ".");
    assertThat(shell.run("dig +short instance-data.ec2.internal")).isEqualTo("169.254.169.254");

    assertThat(shell.run("dig +short s3.us-east-1.amazonaws.com")).isEqualTo("198.51.100.1");
    assertThat(shell.run("dig +short A.Bucket.S3.us-east-1.amazonaws.com"))
        .isEqualTo("198.51.100.1");
    assertThat(shell.run("dig +short s3.eu-west-1.amazonaws.com")).isEqualTo("198.51.100.100");
    assertThat(shell.run("dig +short dynamodb.us-east-1.amazonaws.com")).isEqualTo("198.51.100.17");
    assertThat(shell.run("dig +short sts.amazonaws.com")).isEqualTo("198.51.100.100");

    assertThat(shell.run("dig " + name + " AAAA")).contains("NOERROR", "ANSWER: 0", "IN\tSOA");
    assertThat(shell.run("dig ip-172-31-0-99.ec2.internal")).contains("NXDOMAIN", "IN\tSOA");
    assertThat(shell.run("dig ec2-198-18-255-1.compute-1.amazonaws.com")).contains("NXDOMAIN");
    assertThat(shell.run("dig www.example.com")).contains("status: REFUSED");
    assertThat(shell.run("dig +opcode=notify " + name)).contains("status: NOTIMP");
    assertThat(shell.run("dig +edns=1 +noednsneg " + name)).contains("status: BADVERS");
    assertThat(shell.run("dig -c CH version.bind TXT")).contains("status: REFUSED");

    survivesNonsense(instance.vpcId());
    assertThat(shell.run("dig +short " + name)).isEqualTo(own);

    ec2.modifyVpcAttribute(
        it -> it.vpcId(instance.vpcId()).enableDnsHostnames(value -> value.value(false)));
    assertThat(shell.run("dig " + instance.publicDnsName())).contains("NXDOMAIN");
    ec2.modifyVpcAttribute(
        it -> it.vpcId(instance.vpcId()).enableDnsSupport(value -> value.value(false)));
    assertThat(shell.run("dig +time=1 +tries=1 " + name)).contains("timed out");
    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
  }

  private void survivesNonsense(String vpcId) throws IOException {
    Random random = new Random(53);
    InetSocketAddress door = new InetSocketAddress("169.254.169.253", 53);
    var networks = cloud.machineRoom().networks();
    try (var datagrams = networks.receive(vpcId, new InetSocketAddress("169.254.169.254", 5353))) {
      for (int i = 0; i < 200; i++) {
        byte[] bytes = new byte[random.nextInt(1, 600)];
        random.nextBytes(bytes);
        datagrams.send(ByteBuffer.wrap(bytes), door);
      }
    }
    for (byte[] bytes : new byte[][] {{0}, {-1, -1, 0}, {0, 0}, new byte[14]}) {
      try (SocketChannel connection = networks.connect(vpcId, door, Duration.ofSeconds(2))) {
        connection.write(ByteBuffer.wrap(bytes));
      }
    }
  }
}

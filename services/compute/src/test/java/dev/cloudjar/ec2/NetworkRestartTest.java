package dev.cloudjar.ec2;

import static dev.cloudjar.ec2.Requests.filter;
import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;

/** Everything is in the store: networks go on where they were. */
@CloudjarTest(rooms = Ec2Room.class, data = Data.DISK, shared = false)
class NetworkRestartTest {
  private final Ec2Client ec2;
  private final TestCloud cloud;

  NetworkRestartTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void networks_addresses_tokens_and_what_is_under_way_outlive_a_restart() throws IOException {
    String vpc = ec2.createVpc(it -> it.cidrBlock("10.60.0.0/16")).vpc().vpcId();
    String subnet =
        ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock("10.60.1.0/24")).subnet().subnetId();
    String end =
        ec2.createNetworkInterface(it -> it.subnetId(subnet).clientToken("once"))
            .networkInterface()
            .networkInterfaceId();
    String nat =
        ec2.createNatGateway(it -> it.subnetId(subnet).connectivityType(ConnectivityType.PRIVATE))
            .natGateway()
            .natGatewayId();
    boolean real = cloud.machineRoom().networks().present().contains(vpc);

    cloud.restart();

    assertThat(
            ec2.createNetworkInterface(it -> it.subnetId(subnet).clientToken("once"))
                .networkInterface()
                .networkInterfaceId())
        .isEqualTo(end);
    refused(
            () ->
                ec2.createNetworkInterface(it -> it.subnetId(subnet).privateIpAddress("10.60.1.4")))
        .withCode("InvalidIPAddress.InUse");
    cloud.clock().advance(Duration.ofMinutes(1));
    assertThat(
            ec2.describeNatGateways(it -> it.filter(filter("vpc-id", vpc)))
                .natGateways()
                .getFirst()
                .stateAsString())
        .isEqualTo("available");
    assertThat(cloud.machineRoom().networks().present().contains(vpc)).isEqualTo(real);

    if (real) {
      InetSocketAddress names = new InetSocketAddress("169.254.169.253", 53);
      try (SocketChannel asking = cloud.machineRoom().networks().connect(end, names)) {
        assertThat(asking.isConnected()).as("the name server").isTrue();
      }
    }

    ec2.deleteNatGateway(it -> it.natGatewayId(nat));
    cloud.clock().advance(Duration.ofMinutes(1));
    ec2.deleteNetworkInterface(it -> it.networkInterfaceId(end));
    assertThat(cloud.machineRoom().networks().present()).doesNotContain(vpc);
    ec2.deleteSubnet(it -> it.subnetId(subnet));
    ec2.deleteVpc(it -> it.vpcId(vpc));
  }
}

package dev.cloudjar.ec2;

import static dev.cloudjar.ec2.Requests.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.Tier;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RuleAction;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** What is declared of networks decides about real packets, at once. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
@Behaviour("VPC-01")
class NetworkTrafficTest {
  private static final int PORT = 8080;
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private final Ec2Client ec2;
  private final TestCloud cloud;

  NetworkTrafficTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
  }

  @BeforeEach
  void needsNetworks() {
    boolean able =
        cloud.machineRoom().capabilities().stream()
            .anyMatch(
                it ->
                    it.name().equals("networks")
                        && (it.tier() == Tier.KERNEL || it.tier() == Tier.ROOTLESS));
    if (!able) {
      System.err.println(
          "SKIPPED: this machine has no networks of its own: "
              + cloud.machineRoom().capabilities());
    }
    Assumptions.assumeTrue(able, "needs networks of the kernel");
  }

  private String vpc(String cidr) {
    return ec2.createVpc(it -> it.cidrBlock(cidr)).vpc().vpcId();
  }

  private String subnet(String vpc, String cidr) {
    return ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(cidr)).subnet().subnetId();
  }

  private String group(String vpc, String name) {
    return ec2.createSecurityGroup(it -> it.vpcId(vpc).groupName(name).description(name)).groupId();
  }

  private NetworkInterface end(String subnet, String group) {
    return ec2.createNetworkInterface(it -> it.subnetId(subnet).groups(group)).networkInterface();
  }

  private boolean reaches(NetworkInterface from, String address) throws IOException {
    try (SocketChannel channel =
        cloud
            .machineRoom()
            .networks()
            .connect(from.networkInterfaceId(), new InetSocketAddress(address, PORT), PATIENCE)) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private ServerSocketChannel listen(NetworkInterface end) throws IOException {
    return networks()
        .listen(end.networkInterfaceId(), new InetSocketAddress(end.privateIpAddress(), PORT));
  }

  private Networks networks() {
    return cloud.machineRoom().networks();
  }

  @Test
  void security_groups_let_those_in_whom_their_rules_name() throws IOException {
    String vpc = vpc("10.50.0.0/16");
    String subnet = subnet(vpc, "10.50.1.0/24");
    String front = group(vpc, "front");
    String back = group(vpc, "back");
    NetworkInterface client = end(subnet, front);
    NetworkInterface stranger = end(subnet, group(vpc, "stranger"));
    NetworkInterface server = end(subnet, back);
    try (ServerSocketChannel listening = listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(reaches(client, server.privateIpAddress())).isFalse();
      IpPermission fromFront =
          IpPermission.builder()
              .ipProtocol("tcp")
              .fromPort(PORT)
              .toPort(PORT)
              .userIdGroupPairs(UserIdGroupPair.builder().groupId(front).build())
              .build();
      ec2.authorizeSecurityGroupIngress(it -> it.groupId(back).ipPermissions(fromFront));
      assertThat(reaches(client, server.privateIpAddress())).isTrue();
      assertThat(reaches(stranger, server.privateIpAddress())).isFalse();
      ec2.modifyNetworkInterfaceAttribute(
          it -> it.networkInterfaceId(stranger.networkInterfaceId()).groups(front));
      assertThat(reaches(stranger, server.privateIpAddress())).isTrue();
      ec2.revokeSecurityGroupIngress(it -> it.groupId(back).ipPermissions(fromFront));
      assertThat(reaches(client, server.privateIpAddress())).isFalse();
    }
  }

  @Test
  void access_lists_deny_what_groups_would_allow() throws IOException {
    String vpc = vpc("10.51.0.0/16");
    String near = subnet(vpc, "10.51.1.0/24");
    String far = subnet(vpc, "10.51.2.0/24");
    String open = group(vpc, "open");
    allowAll(open);
    NetworkInterface client = end(near, open);
    NetworkInterface server = end(far, open);
    try (ServerSocketChannel listening = listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(reaches(client, server.privateIpAddress())).isTrue();
      String acl =
          ec2.describeNetworkAcls(it -> it.filters(filter("association.subnet-id", far)))
              .networkAcls()
              .getFirst()
              .networkAclId();
      ec2.createNetworkAclEntry(
          it ->
              it.networkAclId(acl)
                  .ruleNumber(50)
                  .egress(false)
                  .ruleAction(RuleAction.DENY)
                  .protocol("6")
                  .cidrBlock("10.51.1.0/24")
                  .portRange(ports -> ports.from(PORT).to(PORT)));
      assertThat(reaches(client, server.privateIpAddress())).isFalse();
      ec2.deleteNetworkAclEntry(it -> it.networkAclId(acl).ruleNumber(50).egress(false));
      assertThat(reaches(client, server.privateIpAddress())).isTrue();
    }
  }

  @Test
  void a_private_subnet_gets_out_by_nat_alone_and_nobody_gets_in() throws IOException {
    String home = vpc("10.52.0.0/16");
    String internet = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(internet).vpcId(home));
    String open = group(home, "open");
    allowAll(open);
    String publicSubnet = subnet(home, "10.52.1.0/24");
    String privateSubnet = subnet(home, "10.52.2.0/24");
    String publicTable = table(home, publicSubnet);
    ec2.createRoute(
        it -> it.routeTableId(publicTable).destinationCidrBlock("0.0.0.0/0").gatewayId(internet));
    NetworkInterface server = end(publicSubnet, open);
    String address = publicAddress(server);
    NetworkInterface client = end(privateSubnet, open);
    try (ServerSocketChannel listening = listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(reaches(client, address)).as("no route yet").isFalse();
      String allocation = ec2.allocateAddress(it -> {}).allocationId();
      String nat =
          ec2.createNatGateway(it -> it.subnetId(publicSubnet).allocationId(allocation))
              .natGateway()
              .natGatewayId();
      cloud.clock().advance(Duration.ofMinutes(1));
      String privateTable = table(home, privateSubnet);
      ec2.createRoute(
          it -> it.routeTableId(privateTable).destinationCidrBlock("0.0.0.0/0").natGatewayId(nat));
      assertThat(reaches(client, address)).as("through the NAT gateway").isTrue();
      ec2.deleteRoute(it -> it.routeTableId(privateTable).destinationCidrBlock("0.0.0.0/0"));
      assertThat(reaches(client, address)).as("without its route").isFalse();
    }
  }

  private String table(String vpc, String subnet) {
    String table = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnet));
    return table;
  }

  private String publicAddress(NetworkInterface end) {
    var address = ec2.allocateAddress(it -> {});
    ec2.associateAddress(
        it -> it.allocationId(address.allocationId()).networkInterfaceId(end.networkInterfaceId()));
    return address.publicIp();
  }

  private void allowAll(String group) {
    ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(group)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("-1")
                        .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                        .build()));
  }
}

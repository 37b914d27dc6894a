package dev.cloudjar.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Networks;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.BehaviourPart;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RuleAction;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** What is declared of networks decides about real packets, at once. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
@Behaviour("VPC-01")
class NetworkTrafficTest {
  private static final int PORT = RealNetworks.PORT;

  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final RealNetworks net;

  NetworkTrafficTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.net = new RealNetworks(ec2, cloud);
  }

  @BeforeEach
  void needsNetworks() {
    net.assumeThere();
  }

  @Test
  void security_groups_let_those_in_whom_their_rules_name() throws IOException {
    String vpc = net.vpc("10.50.0.0/16");
    String subnet = net.subnet(vpc, "10.50.1.0/24");
    String front = net.group(vpc, "front");
    String back = net.group(vpc, "back");
    NetworkInterface client = net.end(subnet, front);
    NetworkInterface stranger = net.end(subnet, net.group(vpc, "stranger"));
    NetworkInterface server = net.end(subnet, back);
    try (ServerSocketChannel listening = net.listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(net.reaches(client, server.privateIpAddress())).isFalse();
      IpPermission fromFront =
          IpPermission.builder()
              .ipProtocol("tcp")
              .fromPort(PORT)
              .toPort(PORT)
              .userIdGroupPairs(UserIdGroupPair.builder().groupId(front).build())
              .build();
      ec2.authorizeSecurityGroupIngress(it -> it.groupId(back).ipPermissions(fromFront));
      assertThat(net.reaches(client, server.privateIpAddress())).isTrue();
      assertThat(net.reaches(stranger, server.privateIpAddress())).isFalse();
      ec2.modifyNetworkInterfaceAttribute(
          it -> it.networkInterfaceId(stranger.networkInterfaceId()).groups(front));
      assertThat(net.reaches(stranger, server.privateIpAddress())).isTrue();
      ec2.revokeSecurityGroupIngress(it -> it.groupId(back).ipPermissions(fromFront));
      assertThat(net.reaches(client, server.privateIpAddress())).isFalse();
    }
  }

  @Test
  @BehaviourPart(
      value = "ARCH-03",
      without = "load balancers, caches, databases and EFS, for which interfaces stand")
  void chained_groups_let_only_the_next_tier_in() throws IOException {
    String vpc = net.vpc("10.53.0.0/16");
    String gateway = net.internetGateway(vpc);
    String subnet = net.subnet(vpc, "10.53.1.0/24");
    ec2.createRoute(
        it ->
            it.routeTableId(net.table(vpc, subnet))
                .destinationCidrBlock("0.0.0.0/0")
                .gatewayId(gateway));
    String world = net.group(vpc, "load-balancer");
    String web = net.group(vpc, "instances");
    String data = net.group(vpc, "database");
    net.allowAll(world);
    net.allow(web, world, PORT);
    net.allow(data, web, PORT);
    NetworkInterface balancer = net.end(subnet, world);
    NetworkInterface server = net.end(subnet, web);
    NetworkInterface database = net.end(subnet, data);
    String atBalancer = net.publicAddress(balancer);
    String atServer = net.publicAddress(server);
    String atDatabase = net.publicAddress(database);
    try (ServerSocketChannel one = net.listen(balancer);
        ServerSocketChannel two = net.listen(server);
        ServerSocketChannel three = net.listen(database)) {
      assertThat(List.of(one.isOpen(), two.isOpen(), three.isOpen())).containsOnly(true);
      assertThat(net.reaches(Networks.OUTSIDE, atBalancer, PORT)).as("world to first").isTrue();
      assertThat(net.reaches(balancer, server.privateIpAddress())).as("first to second").isTrue();
      assertThat(net.reaches(server, database.privateIpAddress())).as("second to third").isTrue();
      assertThat(net.reaches(Networks.OUTSIDE, atServer, PORT)).as("world to second").isFalse();
      assertThat(net.reaches(Networks.OUTSIDE, atDatabase, PORT)).as("world to third").isFalse();
      assertThat(net.reaches(balancer, database.privateIpAddress())).as("past one").isFalse();
      assertThat(net.reaches(database, server.privateIpAddress())).as("back").isFalse();
    }
  }

  @Test
  void access_lists_deny_what_groups_would_allow() throws IOException {
    String vpc = net.vpc("10.51.0.0/16");
    String near = net.subnet(vpc, "10.51.1.0/24");
    String far = net.subnet(vpc, "10.51.2.0/24");
    String open = net.group(vpc, "open");
    net.allowAll(open);
    NetworkInterface client = net.end(near, open);
    NetworkInterface server = net.end(far, open);
    try (ServerSocketChannel listening = net.listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(net.reaches(client, server.privateIpAddress())).isTrue();
      String acl = net.acl(far);
      ec2.createNetworkAclEntry(
          it ->
              it.networkAclId(acl)
                  .ruleNumber(50)
                  .egress(false)
                  .ruleAction(RuleAction.DENY)
                  .protocol("6")
                  .cidrBlock("10.51.1.0/24")
                  .portRange(ports -> ports.from(PORT).to(PORT)));
      assertThat(net.reaches(client, server.privateIpAddress())).isFalse();
      ec2.deleteNetworkAclEntry(it -> it.networkAclId(acl).ruleNumber(50).egress(false));
      assertThat(net.reaches(client, server.privateIpAddress())).isTrue();
    }
  }

  @Test
  void a_private_subnet_gets_out_by_nat_alone_and_nobody_gets_in() throws IOException {
    String home = net.vpc("10.52.0.0/16");
    String internet = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(internet).vpcId(home));
    String open = net.group(home, "open");
    net.allowAll(open);
    String publicSubnet = net.subnet(home, "10.52.1.0/24");
    String privateSubnet = net.subnet(home, "10.52.2.0/24");
    String publicTable = net.table(home, publicSubnet);
    ec2.createRoute(
        it -> it.routeTableId(publicTable).destinationCidrBlock("0.0.0.0/0").gatewayId(internet));
    NetworkInterface server = net.end(publicSubnet, open);
    String address = net.publicAddress(server);
    NetworkInterface client = net.end(privateSubnet, open);
    try (ServerSocketChannel listening = net.listen(server)) {
      assertThat(listening.isOpen()).isTrue();
      assertThat(net.reaches(client, address)).as("no route yet").isFalse();
      String allocation = ec2.allocateAddress(it -> {}).allocationId();
      String nat =
          ec2.createNatGateway(it -> it.subnetId(publicSubnet).allocationId(allocation))
              .natGateway()
              .natGatewayId();
      cloud.clock().advance(Duration.ofMinutes(1));
      String privateTable = net.table(home, privateSubnet);
      ec2.createRoute(
          it -> it.routeTableId(privateTable).destinationCidrBlock("0.0.0.0/0").natGatewayId(nat));
      assertThat(net.reaches(client, address)).as("through the NAT gateway").isTrue();
      ec2.deleteRoute(it -> it.routeTableId(privateTable).destinationCidrBlock("0.0.0.0/0"));
      assertThat(net.reaches(client, address)).as("without its route").isFalse();
    }
  }
}

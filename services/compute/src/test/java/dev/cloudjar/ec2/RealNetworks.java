package dev.cloudjar.ec2;

import static dev.cloudjar.ec2.Requests.filter;

import dev.cloudjar.fabric.Networks;
import dev.cloudjar.fabric.Tier;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Parts of networks, and packets that really go between them. */
public record RealNetworks(Ec2Client ec2, TestCloud cloud) {
  public static final int PORT = 8080;
  private static final Duration PATIENCE = Duration.ofMillis(700);

  /** Skips, loudly, where the kernel gives no networks. */
  public void assumeThere() {
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

  public String vpc(String cidr) {
    return ec2.createVpc(it -> it.cidrBlock(cidr)).vpc().vpcId();
  }

  public String subnet(String vpc, String cidr) {
    return ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(cidr)).subnet().subnetId();
  }

  public String subnet(String vpc, String cidr, String zone) {
    return ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone))
        .subnet()
        .subnetId();
  }

  public String group(String vpc, String name) {
    return ec2.createSecurityGroup(it -> it.vpcId(vpc).groupName(name).description(name)).groupId();
  }

  public NetworkInterface end(String subnet, String... groups) {
    return ec2.createNetworkInterface(it -> it.subnetId(subnet).groups(groups)).networkInterface();
  }

  public boolean reaches(NetworkInterface from, String address) throws IOException {
    return reaches(from.networkInterfaceId(), address, PORT);
  }

  /**
   * Whether a connection comes about.
   *
   * @param space an interface that has no machine, or {@link Networks#OUTSIDE}
   */
  public boolean reaches(String space, String address, int port) throws IOException {
    try (SocketChannel channel =
        networks().connect(space, new InetSocketAddress(address, port), PATIENCE)) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public ServerSocketChannel listen(NetworkInterface end) throws IOException {
    return listen(end, PORT);
  }

  public ServerSocketChannel listen(NetworkInterface end, int port) throws IOException {
    return networks()
        .listen(end.networkInterfaceId(), new InetSocketAddress(end.privateIpAddress(), port));
  }

  public Networks networks() {
    return cloud.machineRoom().networks();
  }

  /** A route table of a subnet's own. */
  public String table(String vpc, String subnet) {
    String table = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnet));
    return table;
  }

  public String acl(String subnet) {
    return ec2.describeNetworkAcls(it -> it.filters(filter("association.subnet-id", subnet)))
        .networkAcls()
        .getFirst()
        .networkAclId();
  }

  public String publicAddress(NetworkInterface end) {
    var address = ec2.allocateAddress(it -> {});
    ec2.associateAddress(
        it -> it.allocationId(address.allocationId()).networkInterfaceId(end.networkInterfaceId()));
    return address.publicIp();
  }

  public String internetGateway(String vpc) {
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    return gateway;
  }

  public void allowAll(String group) {
    ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(group)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("-1")
                        .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                        .build()));
  }

  /** Lets a group's interfaces in at a port; tells the rule's id. */
  public String allow(String group, String from, int port) {
    return ec2.authorizeSecurityGroupIngress(it -> it.groupId(group).ipPermissions(of(from, port)))
        .securityGroupRules()
        .getFirst()
        .securityGroupRuleId();
  }

  public static IpPermission of(String group, int port) {
    return IpPermission.builder()
        .ipProtocol("tcp")
        .fromPort(port)
        .toPort(port)
        .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
        .build();
  }
}

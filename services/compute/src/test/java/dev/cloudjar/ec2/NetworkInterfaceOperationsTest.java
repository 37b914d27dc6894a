package dev.cloudjar.ec2;

import static dev.cloudjar.ec2.Requests.filter;
import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/** Network interfaces and the addresses that they have. */
@CloudjarTest(rooms = Ec2Room.class)
class NetworkInterfaceOperationsTest {
  private final Ec2Client ec2;
  private final String vpc;
  private final String subnet;

  NetworkInterfaceOperationsTest(Ec2Client ec2) {
    this.ec2 = ec2;
    this.vpc = ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    this.subnet =
        ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock("10.0.0.0/28")).subnet().subnetId();
  }

  private NetworkInterface make() {
    return ec2.createNetworkInterface(it -> it.subnetId(subnet)).networkInterface();
  }

  private NetworkInterface described(String id) {
    return ec2.describeNetworkInterfaces(it -> it.networkInterfaceIds(id))
        .networkInterfaces()
        .getFirst();
  }

  private int free() {
    return ec2.describeSubnets(it -> it.subnetIds(subnet))
        .subnets()
        .getFirst()
        .availableIpAddressCount();
  }

  @Test
  void addresses_are_taken_and_freed() {
    NetworkInterface first = make();
    assertThat(first.privateIpAddress()).isEqualTo("10.0.0.4");
    assertThat(first.privateDnsName()).isEqualTo("ip-10-0-0-4.ec2.internal");
    assertThat(first.groups()).extracting(it -> it.groupName()).containsExactly("default");
    assertThat(first.statusAsString()).isEqualTo("available");
    assertThat(free()).isEqualTo(10);
    refused(
            () ->
                ec2.createNetworkInterface(it -> it.subnetId(subnet).privateIpAddress("10.0.0.4")))
        .withCode("InvalidIPAddress.InUse");
    refused(
            () ->
                ec2.createNetworkInterface(it -> it.subnetId(subnet).privateIpAddress("10.0.0.15")))
        .withCode("InvalidParameterValue");
    ec2.assignPrivateIpAddresses(
        it -> it.networkInterfaceId(first.networkInterfaceId()).secondaryPrivateIpAddressCount(2));
    assertThat(described(first.networkInterfaceId()).privateIpAddresses())
        .extracting(it -> it.privateIpAddress())
        .containsExactly("10.0.0.4", "10.0.0.5", "10.0.0.6");
    ec2.unassignPrivateIpAddresses(
        it -> it.networkInterfaceId(first.networkInterfaceId()).privateIpAddresses("10.0.0.5"));
    assertThat(make().privateIpAddress()).isEqualTo("10.0.0.5");
    refused(
            () ->
                ec2.assignPrivateIpAddresses(
                    it ->
                        it.networkInterfaceId(first.networkInterfaceId())
                            .secondaryPrivateIpAddressCount(20)))
        .withCode("InsufficientFreeAddressesInSubnet");
    refused(() -> ec2.deleteSubnet(it -> it.subnetId(subnet))).withCode("DependencyViolation");
    ec2.deleteNetworkInterface(it -> it.networkInterfaceId(first.networkInterfaceId()));
    assertThat(free()).isEqualTo(10);
    refused(() -> described(first.networkInterfaceId()))
        .withCode("InvalidNetworkInterfaceID.NotFound");
  }

  @Test
  void groups_and_checks_are_changed() {
    String id = make().networkInterfaceId();
    String group =
        ec2.createSecurityGroup(it -> it.vpcId(vpc).groupName("g").description("d")).groupId();
    ec2.modifyNetworkInterfaceAttribute(it -> it.networkInterfaceId(id).groups(group));
    ec2.modifyNetworkInterfaceAttribute(
        it -> it.networkInterfaceId(id).sourceDestCheck(value -> value.value(false)));
    assertThat(described(id).sourceDestCheck()).isFalse();
    assertThat(
            ec2.describeNetworkInterfaces(it -> it.filters(filter("group-id", group)))
                .networkInterfaces())
        .hasSize(1);
    refused(() -> ec2.deleteSecurityGroup(it -> it.groupId(group))).withCode("DependencyViolation");
    String elsewhere =
        ec2.createSecurityGroup(it -> it.groupName("elsewhere").description("d")).groupId();
    refused(
            () ->
                ec2.modifyNetworkInterfaceAttribute(
                    it -> it.networkInterfaceId(id).groups(elsewhere)))
        .withCode("InvalidParameterValue");
  }

  @Test
  void an_elastic_ip_stands_for_an_interface() {
    NetworkInterface end = make();
    AllocateAddressResponse address = ec2.allocateAddress(it -> it.domain("vpc"));
    assertThat(address.publicIp()).startsWith("198.1");
    refused(
            () ->
                ec2.associateAddress(
                    it ->
                        it.allocationId(address.allocationId())
                            .networkInterfaceId(end.networkInterfaceId())))
        .withCode("Gateway.NotAttached");
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    String association =
        ec2.associateAddress(
                it ->
                    it.allocationId(address.allocationId())
                        .networkInterfaceId(end.networkInterfaceId()))
            .associationId();
    assertThat(described(end.networkInterfaceId()).association().publicIp())
        .isEqualTo(address.publicIp());
    assertThat(ec2.describeAddresses(it -> it.publicIps(address.publicIp())).addresses().getFirst())
        .extracting(Address::privateIpAddress)
        .isEqualTo("10.0.0.4");
    refused(() -> ec2.detachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc)))
        .withCode("DependencyViolation");
    refused(() -> ec2.releaseAddress(it -> it.allocationId(address.allocationId())))
        .withCode("InvalidIPAddress.InUse");
    ec2.disassociateAddress(it -> it.associationId(association));
    refused(() -> ec2.disassociateAddress(it -> it.associationId(association)))
        .withCode("InvalidAssociationID.NotFound");
    ec2.releaseAddress(it -> it.allocationId(address.allocationId()));
    refused(() -> ec2.releaseAddress(it -> it.allocationId(address.allocationId())))
        .withCode("InvalidAllocationID.NotFound");
  }
}

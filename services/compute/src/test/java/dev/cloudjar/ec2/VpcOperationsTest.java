package dev.cloudjar.ec2;

import static dev.cloudjar.ec2.Requests.filter;
import static dev.cloudjar.ec2.Requests.tag;
import static dev.cloudjar.ec2.Requests.tagged;
import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;

/** VPCs, subnets and how packets leave them. */
@CloudjarTest(rooms = Ec2Room.class)
class VpcOperationsTest {
  private final Ec2Client ec2;

  VpcOperationsTest(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  private String vpc(String cidr) {
    return ec2.createVpc(it -> it.cidrBlock(cidr)).vpc().vpcId();
  }

  private String subnet(String vpc, String cidr) {
    return ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(cidr)).subnet().subnetId();
  }

  private RouteTable mainTable(String vpc) {
    return ec2.describeRouteTables(
            it -> it.filters(filter("vpc-id", vpc), filter("association.main", "true")))
        .routeTables()
        .getFirst();
  }

  @Test
  void every_account_has_a_default_network() {
    Vpc vpc = ec2.describeVpcs(it -> it.filters(filter("is-default", "true"))).vpcs().getFirst();
    assertThat(vpc.cidrBlock()).isEqualTo("172.31.0.0/16");
    List<Subnet> subnets =
        ec2.describeSubnets(it -> it.filters(filter("vpc-id", vpc.vpcId()))).subnets();
    assertThat(subnets)
        .extracting(Subnet::cidrBlock)
        .containsExactlyInAnyOrder("172.31.0.0/20", "172.31.16.0/20", "172.31.32.0/20");
    assertThat(subnets).allMatch(Subnet::mapPublicIpOnLaunch).allMatch(Subnet::defaultForAz);
    assertThat(subnets).extracting(Subnet::availableIpAddressCount).containsOnly(4091);
    RouteTable main = mainTable(vpc.vpcId());
    assertThat(main.routes())
        .extracting(route -> route.destinationCidrBlock() + " " + route.gatewayId().substring(0, 3))
        .containsExactly("172.31.0.0/16 loc", "0.0.0.0/0 igw");
  }

  @Test
  void a_network_comes_with_its_table_list_and_group_and_goes_with_them() {
    Vpc vpc =
        ec2.createVpc(
                it ->
                    it.cidrBlock("10.1.2.3/16")
                        .tagSpecifications(tagged(ResourceType.VPC, tag("Name", "one"))))
            .vpc();
    assertThat(vpc.cidrBlock()).isEqualTo("10.1.0.0/16");
    assertThat(vpc.vpcId()).matches("vpc-[0-9a-f]{17}");
    assertThat(ec2.describeVpcs(it -> it.filters(filter("tag:Name", "on?"))).vpcs())
        .extracting(Vpc::vpcId)
        .containsExactly(vpc.vpcId());
    assertThat(mainTable(vpc.vpcId()).routes()).hasSize(1);
    assertThat(
            ec2.describeSecurityGroups(it -> it.filters(filter("vpc-id", vpc.vpcId())))
                .securityGroups())
        .extracting(it -> it.groupName())
        .containsExactly("default");
    String subnet = subnet(vpc.vpcId(), "10.1.0.0/24");
    refused(() -> ec2.deleteVpc(it -> it.vpcId(vpc.vpcId())))
        .withCode("DependencyViolation")
        .saying("The vpc '" + vpc.vpcId() + "' has dependencies and cannot be deleted.");
    ec2.deleteSubnet(it -> it.subnetId(subnet));
    ec2.deleteVpc(it -> it.vpcId(vpc.vpcId()));
    refused(() -> ec2.describeVpcs(it -> it.vpcIds(vpc.vpcId()))).withCode("InvalidVpcID.NotFound");
    assertThat(ec2.describeTags(it -> it.filters(filter("resource-id", vpc.vpcId()))).tags())
        .isEmpty();
  }

  @Test
  void networks_have_addresses_of_their_own() {
    refused(() -> vpc("10.0.0.0/15")).withCode("InvalidVpc.Range");
    refused(() -> vpc("10.0.0.0/29")).withCode("InvalidVpc.Range");
    refused(() -> vpc("10.0.0/16")).withCode("InvalidParameterValue");
    refused(() -> ec2.createVpc(it -> {})).withCode("MissingParameter");
    String vpc = vpc("10.2.0.0/24");
    VpcCidrBlockAssociation more =
        ec2.associateVpcCidrBlock(it -> it.vpcId(vpc).cidrBlock("10.3.0.0/24"))
            .cidrBlockAssociation();
    refused(() -> ec2.associateVpcCidrBlock(it -> it.vpcId(vpc).cidrBlock("10.3.0.128/25")))
        .withCode("InvalidVpc.Range");
    String subnet = subnet(vpc, "10.3.0.0/26");
    refused(() -> ec2.disassociateVpcCidrBlock(it -> it.associationId(more.associationId())))
        .withCode("OperationNotPermitted");
    ec2.deleteSubnet(it -> it.subnetId(subnet));
    ec2.disassociateVpcCidrBlock(it -> it.associationId(more.associationId()));
    assertThat(ec2.describeVpcs(it -> it.vpcIds(vpc)).vpcs().getFirst().cidrBlockAssociationSet())
        .hasSize(1);
  }

  @Test
  void attributes_are_changed_one_at_a_time() {
    String vpc = vpc("10.4.0.0/24");
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(value -> value.value(true)));
    assertThat(
            ec2.describeVpcAttribute(
                    it -> it.vpcId(vpc).attribute(VpcAttributeName.ENABLE_DNS_HOSTNAMES))
                .enableDnsHostnames()
                .value())
        .isTrue();
    refused(() -> ec2.modifyVpcAttribute(it -> it.vpcId(vpc)))
        .withCode("InvalidParameterCombination");
  }

  @Test
  void subnets_are_parts_that_do_not_overlap() {
    String vpc = vpc("10.5.0.0/16");
    Subnet subnet =
        ec2.createSubnet(
                it -> it.vpcId(vpc).cidrBlock("10.5.1.0/28").availabilityZone("us-east-1b"))
            .subnet();
    assertThat(subnet.availableIpAddressCount()).isEqualTo(11);
    assertThat(subnet.availabilityZoneId()).isEqualTo("use1-az2");
    assertThat(subnet.mapPublicIpOnLaunch()).isFalse();
    refused(() -> subnet(vpc, "10.5.1.0/24")).withCode("InvalidSubnet.Conflict");
    refused(() -> subnet(vpc, "10.6.1.0/24")).withCode("InvalidSubnet.Range");
    refused(() -> subnet(vpc, "10.5.2.0/29")).withCode("InvalidSubnet.Range");
    refused(() -> subnet("vpc-00000000000000000", "10.5.2.0/24")).withCode("InvalidVpcID.NotFound");
    refused(
            () ->
                ec2.createSubnet(
                    it -> it.vpcId(vpc).cidrBlock("10.5.2.0/24").availabilityZone("us-east-1q")))
        .withCode("InvalidParameterValue");
    ec2.modifySubnetAttribute(
        it -> it.subnetId(subnet.subnetId()).mapPublicIpOnLaunch(value -> value.value(true)));
    assertThat(
            ec2.describeSubnets(
                    it ->
                        it.filters(
                            filter("vpc-id", vpc), filter("map-public-ip-on-launch", "true")))
                .subnets())
        .hasSize(1);
  }

  @Test
  void lists_come_in_pages() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      made.add(vpc("10.7." + i + ".0/24"));
    }
    List<String> told = new ArrayList<>();
    String token = null;
    int pages = 0;
    do {
      String from = token;
      DescribeVpcsResponse page =
          ec2.describeVpcs(
              it -> it.filters(filter("cidr", "10.7.*")).maxResults(5).nextToken(from));
      page.vpcs().forEach(vpc -> told.add(vpc.vpcId()));
      token = page.nextToken();
      pages++;
    } while (token != null);
    assertThat(pages).isEqualTo(2);
    assertThat(told).containsExactlyInAnyOrderElementsOf(made);
    refused(() -> ec2.describeVpcs(it -> it.nextToken("!"))).withCode("InvalidNextToken");
    refused(() -> ec2.describeVpcs(it -> it.filters(filter("color", "red"))))
        .withCode("InvalidParameterValue")
        .saying("The filter 'color' is invalid");
  }

  @Test
  void route_tables_are_associated_and_replaced() {
    String vpc = vpc("10.8.0.0/16");
    String subnet = subnet(vpc, "10.8.1.0/24");
    RouteTable main = mainTable(vpc);
    String table = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    String association =
        ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnet)).associationId();
    assertThat(
            ec2.describeRouteTables(it -> it.filters(filter("association.subnet-id", subnet)))
                .routeTables())
        .extracting(RouteTable::routeTableId)
        .containsExactly(table);
    refused(() -> ec2.deleteRouteTable(it -> it.routeTableId(table)))
        .withCode("DependencyViolation");
    refused(
            () ->
                ec2.associateRouteTable(
                    it -> it.routeTableId(main.routeTableId()).subnetId(subnet)))
        .withCode("Resource.AlreadyAssociated");
    ec2.disassociateRouteTable(it -> it.associationId(association));
    refused(() -> ec2.disassociateRouteTable(it -> it.associationId(association)))
        .withCode("InvalidAssociationID.NotFound");
    String mainAssociation = main.associations().getFirst().routeTableAssociationId();
    refused(() -> ec2.disassociateRouteTable(it -> it.associationId(mainAssociation)))
        .withCode("InvalidParameterValue");
    ec2.replaceRouteTableAssociation(it -> it.associationId(mainAssociation).routeTableId(table));
    assertThat(mainTable(vpc).routeTableId()).isEqualTo(table);
    ec2.deleteRouteTable(it -> it.routeTableId(main.routeTableId()));
  }

  @Test
  void routes_lead_to_gateways_of_the_same_network() {
    String vpc = vpc("10.9.0.0/16");
    String table = mainTable(vpc).routeTableId();
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    refused(
            () ->
                ec2.createRoute(
                    it ->
                        it.routeTableId(table)
                            .destinationCidrBlock("0.0.0.0/0")
                            .gatewayId(gateway)))
        .withCode("InvalidParameterValue");
    ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    refused(() -> ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc)))
        .withCode("Resource.AlreadyAssociated");
    ec2.createRoute(
        it -> it.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
    refused(
            () ->
                ec2.createRoute(
                    it ->
                        it.routeTableId(table)
                            .destinationCidrBlock("0.0.0.0/0")
                            .gatewayId(gateway)))
        .withCode("RouteAlreadyExists");
    ec2.detachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    assertThat(mainTable(vpc).routes().getLast().stateAsString()).isEqualTo("blackhole");
    refused(() -> ec2.detachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc)))
        .withCode("Gateway.NotAttached");
    ec2.deleteRoute(it -> it.routeTableId(table).destinationCidrBlock("0.0.0.0/0"));
    refused(() -> ec2.deleteRoute(it -> it.routeTableId(table).destinationCidrBlock("0.0.0.0/0")))
        .withCode("InvalidRoute.NotFound");
    refused(() -> ec2.deleteRoute(it -> it.routeTableId(table).destinationCidrBlock("10.9.0.0/16")))
        .withCode("InvalidParameterValue");
    ec2.deleteInternetGateway(it -> it.internetGatewayId(gateway));
  }

  @Test
  void a_token_makes_a_table_once() {
    String vpc = vpc("10.10.0.0/16");
    String first =
        ec2.createRouteTable(it -> it.vpcId(vpc).clientToken("t")).routeTable().routeTableId();
    String again =
        ec2.createRouteTable(it -> it.vpcId(vpc).clientToken("t")).routeTable().routeTableId();
    assertThat(again).isEqualTo(first);
    String other = vpc("10.11.0.0/16");
    refused(() -> ec2.createRouteTable(it -> it.vpcId(other).clientToken("t")))
        .withCode("IdempotentParameterMismatch");
  }

  @Test
  void the_default_network_can_be_made_again() {
    String vpc =
        ec2.describeVpcs(it -> it.filters(filter("is-default", "true"))).vpcs().getFirst().vpcId();
    refused(() -> ec2.createDefaultVpc(it -> {})).withCode("DefaultVpcAlreadyExists");
    for (Subnet each : ec2.describeSubnets(it -> it.filters(filter("vpc-id", vpc))).subnets()) {
      ec2.deleteSubnet(it -> it.subnetId(each.subnetId()));
    }
    assertThat(
            ec2.createDefaultSubnet(it -> it.availabilityZone("us-east-1c")).subnet().cidrBlock())
        .isEqualTo("172.31.0.0/20");
    refused(() -> ec2.createDefaultSubnet(it -> it.availabilityZone("us-east-1c")))
        .withCode("DefaultSubnetAlreadyExistsInAvailabilityZone");
    ec2.describeSubnets(it -> it.filters(filter("vpc-id", vpc)))
        .subnets()
        .forEach(each -> ec2.deleteSubnet(it -> it.subnetId(each.subnetId())));
    String gateway =
        ec2.describeInternetGateways(it -> it.filters(filter("attachment.vpc-id", vpc)))
            .internetGateways()
            .getFirst()
            .internetGatewayId();
    ec2.detachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    ec2.deleteVpc(it -> it.vpcId(vpc));
    refused(() -> ec2.createSecurityGroup(it -> it.groupName("a").description("b")))
        .withCode("VPCIdNotSpecified");
    assertThat(ec2.createDefaultVpc(it -> {}).vpc().isDefault()).isTrue();
  }
}
